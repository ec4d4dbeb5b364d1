// @ts-check
/** `npm run test:soak [-- --uploads N --mib N]`: many large uploads to all three clouds, with everything going wrong at once. */

import { parseArgs } from "node:util";
import { build } from "../../scripts/build.mjs";
import { main, Trouble } from "../../scripts/run.mjs";
import { setUp, TO_BUILD } from "../../scripts/setup.mjs";
import { Engine } from "./engines.mjs";
import { leave, stamp } from "./paper.mjs";
import { Scene } from "./scene.mjs";
import { beginAll, endAll, Figures, MEBIBYTE } from "./storm.mjs";

/** @typedef {import("./cell.d.ts").Provider} Provider */

const { values } = parseArgs({
  options: { uploads: { type: "string", default: "200" }, mib: { type: "string", default: "64" } },
});

async function soak() {
  const [uploads, mib] = [Number(values.uploads), Number(values.mib)];
  if (!(uploads >= 1 && mib >= 1)) throw new Trouble("--uploads and --mib are numbers from 1.");
  await setUp([...TO_BUILD, "chromium"]);
  await build();
  console.log(`${uploads} uploads of ${mib} MiB to three clouds in headless Chromium`);
  const figures = new Figures();
  const engine = await new Engine("chromium").open();
  try {
    for (let done = 0, round = 0; done < uploads; round += 1) {
      const count = Math.min(AT_ONCE, uploads - done);
      await play(engine, { round, count, size: mib * MEBIBYTE }, figures);
      done += count;
      console.log(`${String(done).padStart(4)} of ${uploads}: ${figures.wrong} wrong, ${figures.lost} lost`);
    }
  } finally {
    await engine.close();
  }
  console.log(figures.lines().join("\n"));
  await leave({ soak: ["## The soak", "", stamp("npm run test:soak"), "", ...told(uploads, mib), ...figures.table()] });
  if (!figures.clean) throw new Trouble("Not every upload ended right.");
}

/** One round: a fresh cloud, app server and page, some uploads at once, and a weather of its own. */
async function play(
  /** @type {Engine} */ engine,
  /** @type {{ round: number, count: number, size: number }} */ { round, count, size },
  /** @type {Figures} */ figures,
) {
  const provider = PROVIDERS[round % 3] ?? "oss";
  const weather = Math.floor(round / 3);
  const shift = [0, 3 * HOUR, -3 * HOUR][weather % 3] ?? 0;
  const scene = new Scene({ name: `round ${round}`, ends: "stored", faults: faults(round) }, engine, provider, 0);
  try {
    await scene.open();
    if (shift) scene.moves(shift);
    if (weather % 2 === 1) scene.fault({ action: { hide: ["ETag"] } });
    scene.desk?.offers({ seconds: [3, 5, 3600][round % 3 === 0 ? weather % 3 : (weather + 1) % 3] ?? 5, kept: true });
    await scene.visit();
    const wishes = Array.from({ length: count }, (_, at) => ({
      key: `soak/${round}-${at}.bin`,
      seed: round * AT_ONCE + at + 1,
      size,
    }));
    const numbers = await beginAll(scene, wishes);
    await scene.seen("UploadPart", count * 2);
    scene.revoke();
    const outcomes = await endAll(scene, numbers);
    for (const [at, outcome] of outcomes.entries()) {
      const wish = wishes[at];
      if (wish) await figures.judge(scene, wish, outcome);
    }
    figures.add(scene);
  } finally {
    await scene.close();
  }
}

/** What goes wrong at random, the same for the same round. @param {number} round @returns {import("../../www/cloud/faults.mjs").Rule[]} */
function faults(round) {
  /** @type {[number, import("../../www/cloud/faults.mjs").Action][]} */
  const misfortunes = [
    [0.02, { status: 500 }],
    [0.02, { status: 503 }],
    [0.01, { status: 429 }],
    [0.02, { cut: 100_000 }],
    [0.01, { cut: 0 }],
    [0.03, { lose: true }],
    [0.01, { corrupt: true }],
  ];
  const random = misfortunes.map(([probability, action], at) => ({ probability, seed: round * 31 + at, action }));
  const complete = { match: { operation: "CompleteMultipartUpload" }, probability: 0.25, seed: round };
  return [...random, { ...complete, action: { lose: true } }];
}

/** @param {number} uploads @param {number} mib */
function told(uploads, mib) {
  return [
    `${uploads} uploads of ${mib} MiB in headless Chromium, four at once, the three clouds in turn, each round with an app server and a`,
    "weather of its own: any request but a preflight is answered 500 or 503 (2 % each) or 429 (1 %), cut in its body (2 %) or before it (1 %),",
    "done without an answer (3 %; Complete 25 %) or damaged (1 %); the credential is revoked once the parts are on their way; credentials live",
    "three seconds, five seconds or an hour; the device's clock is right or three hours off to either side; in every other round ETag is hidden.",
    "",
  ];
}

const HOUR = 3_600_000;
/** @type {Provider[]} */
const PROVIDERS = ["oss", "bos", "cos"];
/** Uploads of one page at a time. */
const AT_ONCE = 4;

await main(soak);
