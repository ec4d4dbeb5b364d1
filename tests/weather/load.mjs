// @ts-check
/** `npm run test:load [-- --files N --mib N]`: six tabs with twenty files each, and one request in twenty fails. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { By } from "selenium-webdriver";
import { build } from "../../scripts/build.mjs";
import { main, Trouble } from "../../scripts/run.mjs";
import { setUp, TO_BUILD } from "../../scripts/setup.mjs";
import { Engine } from "./engines.mjs";
import { pieces } from "./page/bytes.js";
import { leave, stamp } from "./paper.mjs";
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
  // On disk, as users' files are: so much in memory is more than a browser keeps.
  const folder = await mkdtemp(join(tmpdir(), "trebucket-load-"));
  const paths = await Promise.all(Array.from({ length: files }, (_, at) => written(folder, at, mib * MEBIBYTE)));
  const engine = await new Engine("chromium").open();
  const scenes = await Promise.all(PROVIDERS.map((provider, at) => scene(engine, provider, at).open()));
  try {
    /** @type {Tab[]} */
    const tabs = [];
    for (let at = 0; at < TABS; at += 1) {
      const place = scenes[at % scenes.length];
      if (place) tabs.push(await open(place, at, paths, mib * MEBIBYTE));
    }
    for (const tab of tabs) await close(tab, figures);
    for (const one of scenes) figures.add(one);
  } finally {
    await engine.close();
    for (const one of scenes) await one.close();
    await rm(folder, { recursive: true });
  }
  console.log(figures.lines().join("\n"));
  const told = `${TABS} tabs × ${files} files of ${mib} MiB at once, two tabs on each cloud; five requests in a hundred are answered 500 or 503, cut, or done without an answer. Where a connection that was used before is cut, Chromium itself sends again, and nobody tells the page: such are no retries of ours.`;
  await leave({ load: ["## The load", "", stamp("npm run test:load"), "", told, "", ...figures.table()] });
  if (!figures.clean) throw new Trouble("Not every upload ended right.");
}

/** @param {Engine} engine @param {Provider} provider @param {number} seed */
function scene(engine, provider, seed) {
  const kinds = [{ status: 500 }, { status: 503 }, { cut: 200_000 }, { cut: 0 }, { lose: true }];
  const faults = kinds.map((action, at) => ({ probability: 0.01, seed: seed * 7 + at, action }));
  return new Scene({ name: "load", ends: "stored", faults, uploader: { patience: 600_000 } }, engine, provider, seed);
}

/** @param {string} folder @param {number} at @param {number} size */
async function written(folder, at, size) {
  const path = join(folder, `${at}.bin`);
  await writeFile(path, Buffer.concat([...pieces(at, size)]));
  return path;
}

/** A tab with all the files under keys of its own. @param {Scene} scene @param {number} tab @param {string[]} paths @param {number} size @returns {Promise<Tab>} */
async function open(scene, tab, paths, size) {
  await scene.driver.switchTo().newWindow("tab");
  await scene.visit();
  await scene.driver.findElement(By.css("input")).sendKeys(paths.join("\n"));
  const wishes = paths.map((_, at) => ({ key: `load/tab ${tab}/${at}.bin`, seed: at, size, source: "picked", at }));
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
