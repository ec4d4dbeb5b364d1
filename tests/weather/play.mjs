// @ts-check
/** Plays cells: one after another, each in its engine and cloud, and tells how each ended. */

import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CACHE, ROOT } from "../../scripts/run.mjs";
import { ENGINES, Engine } from "./engines.mjs";
import { judge } from "./oracle.mjs";
import { Scene } from "./scene.mjs";

/** @typedef {import("./cell.d.ts").Cell} Cell */
/** @typedef {import("./cell.d.ts").Family} Family */
/** @typedef {import("./cell.d.ts").Provider} Provider */
/** @typedef {import("./engines.mjs").EngineName} EngineName */
/** @typedef {{ family: string, cell: Cell, engine: EngineName, provider: Provider, seed: number }} Run */
/** @typedef {Run & { skipped?: string, trouble?: string, bytes: number, faults: Record<string, number>, requests: number, ms: number }} Played */

/**
 * Which runs the matrix has: every cloud in Chromium, one cloud in turn in the others.
 * @param {Family[]} families @param {readonly EngineName[]} engines
 */
export function matrix(families, engines = ENGINES) {
  /** @type {Run[]} */
  const runs = [];
  let turn = 0;
  for (const { title: family, cells } of families) {
    for (const cell of cells) {
      turn += 1;
      const clouds = cell.clouds ?? PROVIDERS;
      for (const engine of engines) {
        const chosen = engine === "chromium" ? clouds : [clouds[(turn + ENGINES.indexOf(engine)) % clouds.length]];
        for (const provider of chosen) {
          if (provider) runs.push({ family, cell, engine, provider, seed: runs.length + 1 });
        }
      }
    }
  }
  return runs;
}

/**
 * Plays every run: the engines beside each other, and those runs that mostly wait beside all others.
 * @param {Run[]} runs @param {(played: Played) => void} tell @returns {Promise<Played[]>}
 */
export async function play(runs, tell) {
  // Each cloud that stands cleans up when the process ends.
  process.setMaxListeners(100);
  /** @type {Played[]} */
  const all = [];
  const lane = async (/** @type {EngineName} */ name, /** @type {Run[]} */ queue) => {
    const stand = new Stand(name);
    for (let run = queue.shift(); run; run = queue.shift()) {
      const played = await stand.play(run);
      all.push(played);
      tell(played);
    }
    await stand.close();
  };
  await Promise.all(
    ENGINES.flatMap((name) => {
      const mine = runs.filter(({ engine }) => engine === name);
      const [waiting, busy] = [mine.filter(({ cell }) => cell.idle), mine.filter(({ cell }) => !cell.idle)];
      const lanes = (/** @type {Run[]} */ queue, /** @type {number} */ most) =>
        Array.from({ length: Math.min(queue.length, most) }, () => lane(name, queue));
      return [...lanes(busy, BESIDE[name].busy), ...lanes(waiting, BESIDE[name].waiting)];
    }),
  );
  return all.sort((one, other) => one.seed - other.seed);
}

/** One engine with its browser, which is opened when first needed and replaced when it is spoilt. */
export class Stand {
  /** @type {Engine | undefined} */
  #engine;

  /** @param {EngineName} name */
  constructor(name) {
    this.name = name;
  }

  /** @param {Run} run @returns {Promise<Played>} */
  async play(run) {
    const blank = { ...run, bytes: 0, faults: {}, requests: 0, ms: 0 };
    const skipped = run.cell.not?.[this.name];
    if (skipped) return { ...blank, skipped };
    const began = performance.now();
    const played = run.cell.own ? await this.#alone(run) : await this.#together(run);
    return { ...blank, ...played, ms: performance.now() - began };
  }

  async close() {
    await this.#engine?.close();
    this.#engine = undefined;
  }

  /** @param {Run} run */
  async #alone(run) {
    const engine = new Engine(this.name, run.cell.own);
    try {
      return await perform(run, engine);
    } finally {
      await engine.close();
    }
  }

  /** @param {Run} run */
  async #together(run) {
    this.#engine ??= new Engine(this.name);
    const played = await perform(run, this.#engine);
    // After a failure nobody knows what state the browser is in.
    if (played.trouble) await this.close();
    return played;
  }
}

/** @param {Run} run @param {Engine} engine */
async function perform({ cell, provider, seed }, engine) {
  const scene = new Scene(cell, engine, provider, seed);
  let bytes = 0;
  /** @type {string | undefined} */
  let trouble;
  try {
    await scene.open();
    if (!engine.isOpen) await engine.open(scene.desk?.port);
    const limit = (cell.patience ?? 60) * SLACK * 1000;
    // A script that never ends would keep the browser from being closed.
    await engine.driver.manage().setTimeouts({ script: limit });
    const hung = wait(limit, undefined, { ref: false }).then(() => {
      throw new Error(`hung for ${limit / 1000} s`);
    });
    bytes = await Promise.race([act(scene), hung]);
  } catch (error) {
    trouble = String(error instanceof Error ? error.message : error).slice(0, 400);
    const report = `${cell.name}\n${error instanceof Error ? error.stack : error}\n${await lastWords(scene)}\n`;
    trouble += `\n    more in ${await keep(`${engine.name}-${provider}-${seed}`, report)}`;
  }
  const faults = { ...scene.clouds?.faults.struck, ...Object.fromEntries(scene.happened) };
  const requests = Object.values(scene.clouds?.journal.counts ?? {}).reduce((sum, count) => sum + count, 0);
  await scene.close();
  return { bytes, faults, requests, ...(trouble === undefined ? {} : { trouble }) };
}

/** @param {Scene} scene */
async function act(scene) {
  await scene.visit();
  await scene.begin();
  const outcome = (await scene.cell.script?.(scene)) ?? (await scene.end());
  return judge(scene, outcome);
}

/** @param {string} name @param {string} text */
async function keep(name, text) {
  await mkdir(TROUBLES, { recursive: true });
  await writeFile(join(TROUBLES, `${name}.txt`), text);
  return relative(ROOT, join(TROUBLES, `${name}.txt`));
}

/** What the page and the cloud said last, for whoever must find out. @param {Scene} scene */
async function lastWords(scene) {
  const lines = scene.run("return weather.recent()").catch(() => []);
  const said = /** @type {string[]} */ (await Promise.race([lines, wait(3000, [])]));
  const asked = (scene.clouds?.journal.lines() ?? []).slice(-30).map(({ at, url, ...line }) => JSON.stringify(line));
  return [...said.map((line) => `  page:  ${line}`), ...asked.map((line) => `  cloud: ${line}`)].join("\n");
}

/** @type {Provider[]} */
const PROVIDERS = ["oss", "bos", "cos"];
/** So many browsers of each kind at once: Chromium has three times the runs of the others. */
const BESIDE = {
  chromium: { busy: 2, waiting: 2 },
  firefox: { busy: 1, waiting: 1 },
  webkit: { busy: 1, waiting: 1 },
};
/** A busy machine may take so many times as long as a quiet one before anything counts as hung. */
const SLACK = 3;
const TROUBLES = join(CACHE, "weather");
