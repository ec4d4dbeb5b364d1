// @ts-check
/** Headless Chromium with one fresh profile per run, and what a run costs it: processor time, memory, the main thread. */
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { chromium as installed } from "../scripts/setup/browsers.mjs";
import { Memory } from "./memory.mjs";

/**
 * What a run in a page came to. Seconds of processor time are those of all of Chromium's processes; memory is the
 * renderer's growth.
 * @typedef {{ ms: number, longTasks: number, longest: number, cpu: number, busy: number, peak: number, end: number } & Record<string, number>} Run
 */

/** @typedef {{ contender: string, call: string, wanted: object, files?: string[] }} Order */

export class Browser {
  /**
   * @param {import("playwright-core").Browser} chrome
   * @param {import("playwright-core").CDPSession} wire
   * @param {{ page: string, cloud: string }} origins
   */
  constructor(chrome, wire, origins) {
    this.chrome = chrome;
    this.wire = wire;
    this.origins = origins;
  }

  /** @param {{ page: string, cloud: string }} origins */
  static async start(origins) {
    const { browser: executablePath } = await installed();
    const chrome = await chromium.launch({ executablePath, args: FLAGS, headless: true });
    return new Browser(chrome, await chrome.newBrowserCDPSession(), origins);
  }

  version() {
    return this.chrome.version();
  }

  /**
   * Opens a page of its own, calls a function of a contender in it, and measures.
   * @param {Order} order
   * @returns {Promise<Run>}
   */
  async run({ contender, call, wanted, files }) {
    const before = await this.renderers();
    const context = await this.chrome.newContext();
    try {
      const page = await context.newPage();
      await unwatched(page);
      await page.goto(`${this.origins.page}/`);
      await page.addScriptTag({ url: `/${contender}.js` });
      if (files) await page.setInputFiles("#files", files);
      const mine = (await this.renderers()).filter((pid) => !before.includes(pid));
      const memory = new Memory(mine);
      // A contender calls it at moments of interest.
      await page.exposeFunction("note", (/** @type {string} */ moment) => memory.note(moment));
      const wire = await context.newCDPSession(page);
      // The same, without garbage.
      await page.exposeFunction("weigh", async (/** @type {string} */ moment) => {
        for (let time = 0; time < 3; time++) await wire.send("HeapProfiler.collectGarbage");
        memory.note(moment);
      });
      await wire.send("Performance.enable");
      const start = { busy: await busy(wire), cpu: await this.cpu() };
      const ran = page.evaluate(
        ([call, wanted]) => /** @type {any} */ (globalThis).bench.run(call, wanted),
        /** @type {const} */ ([call, { cloud: this.origins.cloud, ...wanted }]),
      );
      const told = await Promise.race([ran, late(contender)]);
      const figures = { cpu: (await this.cpu()) - start.cpu, busy: (await busy(wire)) - start.busy };
      return { ...told, ...figures, ...memory.stop() };
    } finally {
      await context.close();
    }
  }

  /** Opens a page that uploads at once, and asks it when its first request left. @param {string} contender */
  async cold(contender) {
    const context = await this.chrome.newContext();
    try {
      const page = await context.newPage();
      await unwatched(page);
      await page.goto(`${this.origins.page}/cold-${contender}.html#${this.origins.cloud}`);
      return await page.evaluate(() => /** @type {Promise<number>} */ (/** @type {any} */ (globalThis).coldly));
    } finally {
      await context.close();
    }
  }

  async close() {
    await this.chrome.close();
  }

  /** Seconds, of all processes that live. */
  async cpu() {
    return (await this.processes()).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }

  async renderers() {
    return (await this.processes()).filter(({ type }) => type === "renderer").map(({ id }) => id);
  }

  async processes() {
    return (await this.wire.send("SystemInfo.getProcessInfo")).processInfo;
  }
}

/**
 * Stops the driver from listening to the page's network: for that Chromium spells every byte that a page sends from memory
 * in base64, which makes a body of bytes ten times as slow as it is for a user. The driver has no switch for it.
 * @param {any} page
 */
async function unwatched(page) {
  const session = page._connection.toImpl(page).delegate._mainFrameSession._client;
  await session.send("Network.disable");
  // Workers, too.
  await session.send("Target.setAutoAttach", { autoAttach: false, waitForDebuggerOnStart: false, flatten: true });
}

/** Rejects when a run takes longer than any may. @param {string} contender @returns {Promise<never>} */
async function late(contender) {
  await sleep(LONGEST, undefined, { ref: false });
  throw new Error(`${contender} did not end`);
}

/** Seconds in which the page's main thread was at work. @param {import("playwright-core").CDPSession} wire */
async function busy(wire) {
  const { metrics } = await wire.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
}

/** A renderer kept in reserve would be taken for the page's. */
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-features=SpareRendererForSitePerProcess"];

/** ms. */
const LONGEST = Number(process.env.BENCH_PATIENCE ?? 300) * 1000;
