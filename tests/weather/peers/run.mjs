// @ts-check
/** `npm run test:peers [-- WORD…]`: the clouds' own SDKs and ours in the same weather, in Chromium; leaves docs/peers.md. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "../../../scripts/build.mjs";
import { main, ROOT, Trouble } from "../../../scripts/run.mjs";
import { setUp, TO_BUILD } from "../../../scripts/setup.mjs";
import { Engine } from "../engines.mjs";
import { expected } from "../oracle.mjs";
import { Scene } from "../scene.mjs";
import { digest, MEBIBYTE } from "../storm.mjs";
import { document } from "./report.mjs";
import { WEATHERS } from "./weathers.mjs";

/** @typedef {import("../cell.d.ts").Provider} Provider */
/** @typedef {import("./weathers.mjs").Weather} Weather */
/** @typedef {{ library: string, provider: Provider, page: import("../cell.d.ts").Cell["page"] }} Contender */
/** @typedef {{ state: string, failed?: string }} Told */
/** @typedef {Contender & { weather: Weather, told: Told, stored: "equal" | "other" | "nothing", requests: number, fetches: number, seconds: number }} Ended */

async function peers() {
  await setUp([...TO_BUILD, "chromium"]);
  await build();
  const words = process.argv.slice(2);
  const wanted = (/** @type {string} */ name) => !words.length || words.some((word) => name.includes(word));
  const queue = WEATHERS.flatMap((weather) => CONTENDERS.map((contender) => ({ weather, contender }))).filter(
    ({ weather, contender }) => wanted(`${weather.name} ${contender.library}`),
  );
  /** @type {Ended[]} */
  const all = [];
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const ended = await perform(next.weather, next.contender);
      all.push(ended);
      const { told, stored, requests, fetches, seconds } = ended;
      const { library, provider } = next.contender;
      console.log(
        `${next.weather.name} | ${library} ${provider} | ${told.state} ${told.failed ?? ""} | stored ${stored} | ${requests} requests, ${fetches} fetches, ${seconds.toFixed(0)} s`,
      );
    }
  };
  await Promise.all([lane(), lane()]);
  if (!words.length) await writeFile(join(ROOT, "docs/peers.md"), document(all, CONTENDERS, await version()));
  const ours = all.filter(
    ({ library, told, stored }) => library === OURS && (told.state !== "done" || stored !== "equal"),
  );
  if (ours.length) throw new Trouble(`${ours.length} of our own uploads ended wrong.`);
}

/** One upload in a browser of its own. @param {Weather} weather @param {Contender} contender @returns {Promise<Ended>} */
async function perform(weather, contender) {
  const { provider, page = "" } = contender;
  const upload = { mode: "multipart", partSize: MEBIBYTE };
  /** @type {import("../cell.d.ts").Cell} */
  const cell = { name: weather.name, ends: "stored", size: SIZE, key: "peers/file.bin", upload, ...weather.cell, page };
  const engine = new Engine("chromium");
  const scene = new Scene(cell, engine, provider, SEED);
  try {
    await scene.open();
    engine.manner = { flags: [`--host-resolver-rules=${rules(scene)}`] };
    await engine.open();
    await scene.visit();
    const began = performance.now();
    const told = await Promise.race([play(scene), wait(PATIENCE, WAITING, { ref: false })]);
    const seconds = (performance.now() - began) / 1000;
    // A library that gave up may still be storing something.
    await wait(1000);
    const counts = Object.entries(scene.journal.counts).filter(([name]) => !name.endsWith(".Preflight"));
    const requests = counts.reduce((sum, [, count]) => sum + count, 0);
    return {
      ...contender,
      weather,
      told,
      stored: await found(scene),
      requests,
      fetches: scene.desk?.asked ?? 0,
      seconds,
    };
  } finally {
    await engine.close();
    await scene.close();
  }
}

/** @param {Scene} scene @returns {Promise<Told>} */
async function play(scene) {
  try {
    await scene.begin();
    await scene.cell.script?.(scene);
    return await scene.end();
  } catch (error) {
    return { state: "failed", failed: `the test could not go on: ${error instanceof Error ? error.message : error}` };
  }
}

/** The clouds' real names lead to this machine. @param {Scene} scene */
function rules({ clouds }) {
  const port = (/** @type {Provider} */ name) => new URL(clouds?.[name].endpoint ?? "").host;
  const hosts = { "*.aliyuncs.com": "oss", "*.bcebos.com": "bos", "*.myqcloud.com": "cos", "*.tencentcos.cn": "cos" };
  return Object.entries(hosts)
    .map(([host, name]) => `MAP ${host} ${port(/** @type {Provider} */ (name))}`)
    .join(", ");
}

/** @param {Scene} scene */
async function found({ cloud, key, seed, size }) {
  /** @type {any} */
  const object = cloud?.object(cloud.bucket, key);
  if (!object) return "nothing";
  return (await digest(object)) === expected(seed, size) ? "equal" : "other";
}

async function version() {
  const engine = new Engine("chromium");
  try {
    return (await (await engine.open()).driver.getCapabilities()).getBrowserVersion() ?? "";
  } finally {
    await engine.close();
  }
}

const OURS = "trebucket";
/** @type {Contender[]} */
const CONTENDERS = [
  { library: "ali-oss", provider: "oss", page: "peer-oss" },
  { library: "@baiducloud/sdk", provider: "bos", page: "peer-bos" },
  { library: "cos-js-sdk-v5", provider: "cos", page: "peer-cos" },
  { library: OURS, provider: "oss", page: "" },
  { library: OURS, provider: "bos", page: "" },
  { library: OURS, provider: "cos", page: "" },
];
const SIZE = 12 * MEBIBYTE;
const SEED = 77;
/** ms after which an upload that has not ended counts as waiting. */
const PATIENCE = 60_000;
const WAITING = { state: "waiting" };

await main(peers);
