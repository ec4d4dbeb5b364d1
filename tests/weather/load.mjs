// @ts-check
/** `npm run test:load [-- --files N --mib N]`: six tabs with twenty files each, and one request in twenty fails. */

import { parseArgs } from "node:util";
import { build } from "../../scripts/build.mjs";
import { main, Trouble } from "../../scripts/run.mjs";
import { setUp, TO_BUILD } from "../../scripts/setup.mjs";
import { Engine } from "./engines.mjs";
import { Scene } from "./scene.mjs";
import { beginAll, endAll, Figures, MEBIBYTE } from "./storm.mjs";

/** @typedef {import("./cell.d.ts").Provider} Provider */
/** @typedef {{ scene: Scene, handle: string, wishes: import("./storm.mjs").Wish[], numbers: number[] }} Tab */

const { values } = parseArgs({
  options: { files: { type: "string", default: "20" }, mib: { type: "string", default: "32" } },
});

async function load() {
  const [files, mib] = [Number(values.files), Number(values.mib)];
  if (!(files >= 1 && mib >= 1)) throw new Trouble("--files and --mib are numbers from 1.");
  await setUp([...TO_BUILD, "chromium"]);
  await build();
  console.log(`${TABS} tabs × ${files} files of ${mib} MiB at once, two tabs on each cloud`);
  const figures = new Figures();
  const engine = await new Engine("chromium").open();
  const scenes = await Promise.all(PROVIDERS.map((provider, at) => scene(engine, provider, at).open()));
  try {
    /** @type {Tab[]} */
    const tabs = [];
    for (let at = 0; at < TABS; at += 1) {
      const place = scenes[at % scenes.length];
      if (place) tabs.push(await open(place, at, files, mib * MEBIBYTE));
    }
    for (const tab of tabs) await close(tab, figures);
    for (const one of scenes) figures.add(one);
  } finally {
    await engine.close();
    for (const one of scenes) await one.close();
  }
  console.log(figures.lines().join("\n"));
  if (!figures.clean) throw new Trouble("Not every upload ended right.");
}

/** @param {Engine} engine @param {Provider} provider @param {number} seed */
function scene(engine, provider, seed) {
  const kinds = [{ status: 500 }, { status: 503 }, { cut: 200_000 }, { cut: 0 }, { lose: true }];
  const faults = kinds.map((action, at) => ({ probability: 0.01, seed: seed * 7 + at, action }));
  return new Scene({ name: "load", ends: "stored", faults, uploader: { patience: 600_000 } }, engine, provider, seed);
}

/** @param {Scene} scene @param {number} at @param {number} files @param {number} size @returns {Promise<Tab>} */
async function open(scene, at, files, size) {
  await scene.driver.switchTo().newWindow("tab");
  await scene.visit();
  const wishes = Array.from({ length: files }, (_, file) => ({
    key: `load/tab ${at}/${file}.bin`,
    seed: at * 100 + file,
    size,
  }));
  const handle = await scene.driver.getWindowHandle();
  return { scene, handle, wishes, numbers: await beginAll(scene, wishes) };
}

/** @param {Tab} tab @param {Figures} figures */
async function close({ scene, handle, wishes, numbers }, figures) {
  await scene.driver.switchTo().window(handle);
  const outcomes = await endAll(scene, numbers);
  for (const [at, outcome] of outcomes.entries()) {
    const wish = wishes[at];
    if (wish) await figures.judge(scene, wish, outcome);
  }
}

const TABS = 6;
/** @type {Provider[]} */
const PROVIDERS = ["oss", "bos", "cos"];

await main(load);
