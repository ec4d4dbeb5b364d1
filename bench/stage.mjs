// @ts-check
/** Everything a row needs: the server, the browser, the bundles of all contenders, and files on the disk. */
import { fork } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { CACHE, ROOT } from "../scripts/run.mjs";
import { Browser } from "./browser.mjs";
import { BLOCK } from "./pattern.mjs";

const FOLDER = join(CACHE, "bench");

export class Stage {
  /**
   * @param {import("node:child_process").ChildProcess} server
   * @param {Browser} browser
   */
  constructor(server, browser) {
    this.server = server;
    this.browser = browser;
  }

  static async open() {
    await bundle();
    const server = fork(join(ROOT, "bench/server.mjs"), [FOLDER]);
    const { origins } = await said(server);
    return new Stage(server, await Browser.start(origins));
  }

  /**
   * One run of one contender in a given weather, and how many requests it made of the server.
   * @param {{ latency?: number, rate?: number }} weather
   * @param {import("./browser.mjs").Order} order
   */
  async run({ latency = 0, rate = 0 }, order) {
    await this.counts({ latency, rate });
    const run = await this.browser.run(order);
    return { ...run, ...(await this.counts({ latency: 0, rate: 0 })) };
  }

  /** From navigation to the first request of an upload, ms. @param {string} contender */
  async cold(contender) {
    return { ms: await this.browser.cold(contender) };
  }

  /** Sets the weather; resolves to what was counted in the last. @param {import("./server.mjs").Weather} weather */
  async counts(weather) {
    const answer = said(this.server);
    this.server.send(weather);
    return /** @type {import("./server.mjs").Counts} */ ((await answer).counts);
  }

  async close() {
    await this.browser.close();
    this.server.disconnect();
  }
}

/** A file on the disk, of the pattern or, beyond what the disk should hold, of nothing. @param {number} size */
export function file(size, sparse = false) {
  const path = join(FOLDER, `${size}${sparse ? "-sparse" : ""}.bin`);
  if (existsSync(path) && statSync(path).size === size) return path;
  const handle = openSync(path, "w");
  for (let at = 0; at < size && !sparse; at += BLOCK.length)
    writeSync(handle, BLOCK.subarray(0, Math.min(BLOCK.length, size - at)));
  closeSync(handle);
  if (sparse) truncateSync(path, size);
  return path;
}

export function contenders() {
  return readdirSync(join(ROOT, "bench/contenders")).map((name) => name.replace(/\.[jt]s$/, ""));
}

/** A script per contender, with the page's own code in it. */
async function bundle() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  await Promise.all(contenders().map((name) => bundleOne(name)));
  for (const path of ["bench/page/index.html", "dist/core.wasm"]) {
    copyFileSync(join(ROOT, path), join(FOLDER, basename(path)));
  }
}

/** @param {string} name */
async function bundleOne(name) {
  const contents = `
    import * as contender from "./contenders/${name}";
    import { cold } from "./page/cold.js";
    import { run } from "./page/page.js";
    globalThis.bench = { run: run.bind(null, contender), cold: cold.bind(null, contender) };`;
  await build({
    stdin: { contents, resolveDir: join(ROOT, "bench") },
    bundle: true,
    minify: true,
    format: "iife",
    define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
    outfile: join(FOLDER, `${name}.js`),
  });
  const scripts = `<script src="${name}.js"></script><script>bench.cold(location.hash.slice(1))</script>`;
  writeFileSync(join(FOLDER, `cold-${name}.html`), `<!doctype html><meta charset="utf-8">${scripts}`);
}

/** @param {import("node:child_process").ChildProcess} server @returns {Promise<any>} */
function said(server) {
  return new Promise((resolve) => server.once("message", resolve));
}
