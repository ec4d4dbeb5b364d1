// @ts-check
/** Where one cell plays: a local cloud, an app server and a page of its own, and the verbs to make weather with. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { By } from "selenium-webdriver";
import { Context } from "selenium-webdriver/firefox.js";
import { startCloud } from "../../www/cloud/index.mjs";
import { Desk } from "./desk.mjs";
import { pieces } from "./page/bytes.js";

/** @typedef {import("./cell.d.ts").Cell} Cell */
/** @typedef {import("./cell.d.ts").Provider} Provider */
/** @typedef {import("./cell.d.ts").Outcome} Outcome */

export class Scene {
  /** ms that the clouds' and the app server's clock is ahead of the device's. */
  shift = 0;
  /** Misfortunes beyond those of the cloud's fault rules. */
  /** @type {Map<string, number>} */
  happened = new Map();
  /** Of the file on disk, where there is one. */
  path = "";
  /** What pages said that were left. @type {unknown[]} */
  said = [];
  /** The upload that the cell is about. */
  upload = 0;
  /** @type {() => Promise<void>} */
  close = async () => {};

  /** @param {Cell} cell @param {import("./engines.mjs").Engine} engine @param {Provider} provider @param {number} seed */
  constructor(cell, engine, provider, seed) {
    this.cell = cell;
    this.engine = engine;
    this.provider = provider;
    this.seed = seed;
    this.size = cell.size ?? DEFAULT_SIZE;
    this.key = cell.key ?? "weather/cell 天气.bin";
  }

  async open() {
    const now = () => Date.now() + this.shift;
    this.clouds = await startCloud({ now });
    this.cloud = this.clouds[this.provider];
    this.desk = new Desk({ cloud: this.clouds, provider: this.provider, now });
    await this.desk.start();
    this.close = async () => {
      await this.desk?.stop();
      await this.clouds?.close();
      if (this.path) await rm(dirname(this.path), { recursive: true, force: true });
    };
    for (const rule of this.cell.faults ?? []) this.fault(rule);
    await this.cell.before?.(this);
    return this;
  }

  get driver() {
    return this.engine.driver;
  }

  /** @param {string} [address] */
  async visit(address = `${this.#desk.url}${this.cell.page ?? ""}`) {
    this.said.push(await this.run("return window.weather?.said()").catch(() => "the page is gone"));
    await this.driver.get(address);
    await this.driver.wait(() => this.run("return 'weather' in window"), 60_000, "the page loads");
    await this.run("return weather.open(arguments[0])", { patience: 30_000, ...this.cell.uploader });
    if (this.path) await this.driver.findElement(By.css("input")).sendKeys(this.path);
  }

  /** Begins the cell's upload. @param {object} [options] */
  async begin(options = {}) {
    const { seed, size, key } = this;
    /** @type {NonNullable<Cell["upload"]>} */
    const asked = this.cell.upload ?? IN_PARTS;
    const { callback, ...wish } = asked;
    const called = callback ? { callback: { ...callback, url: `${this.#desk.url}called` } } : {};
    const job = { seed, size, key, ...wish, ...called, ...options };
    this.upload = Number(await this.run("return weather.begin(arguments[0])", job));
    return this.upload;
  }

  /** @returns {Promise<Outcome>} */
  async end(upload = this.upload) {
    return clean(await this.run("return weather.end(arguments[0])", upload));
  }

  /** @returns {Promise<{ state: string, sent: number, parts: number, retries: number }>} */
  async look(upload = this.upload) {
    return /** @type {any} */ (await this.run("return weather.look(arguments[0])", upload));
  }

  /** @param {"pause" | "resume" | "retry" | "abort"} verb */
  async act(verb, upload = this.upload) {
    await this.run("return weather.act(...arguments)", upload, verb);
  }

  /** Waits until that many parts are home and the checkpoint can be read by another page. @param {number} parts */
  async saved(parts) {
    await this.until(async () => (await this.look()).parts >= parts, `${parts} parts home`);
    await this.until(async () => Boolean(await this.run("return weather.kept()")), "a checkpoint");
  }

  /** Resumes what resumable() offers. @param {object} [file]  another one than the cell's */
  async takeUp(file) {
    const { seed, size } = this;
    this.upload = Number(await this.run("return weather.resume(arguments[0])", { seed, size, ...file }));
    return this.end();
  }

  /** The cloud drops every unfinished multipart, as a lifecycle rule does. */
  forget() {
    this.happens("multipart forgotten");
    this.cloud?.expire(this.cloud.bucket);
  }

  /** Writes the cell's file to disk, for the page's picker. */
  async file() {
    this.path = join(await mkdtemp(join(tmpdir(), "trebucket-file-")), "weather.bin");
    await writeFile(this.path, Buffer.concat([...pieces(this.seed, this.size)]));
  }

  /** Runs a script in the page. @param {string} script @param {unknown[]} args */
  run(script, ...args) {
    return this.driver.executeScript(script, ...args);
  }

  /** Runs a script with the powers of Firefox itself. @param {string} script @param {unknown[]} args */
  async chrome(script, ...args) {
    const driver = /** @type {import("selenium-webdriver/firefox.js").Driver} */ (this.driver);
    await driver.setContext(Context.CHROME);
    await driver.executeScript(script, ...args).finally(() => driver.setContext(Context.CONTENT));
  }

  /** Waits until as many of an operation's requests have come. @param {string} operation */
  async seen(operation, count = 1) {
    const name = `${this.provider}.${operation}`;
    await this.until(() => (this.journal.counts[name] ?? 0) >= count, `${count} × ${operation}`);
  }

  /** @param {() => boolean | Promise<boolean>} holds @param {string} what */
  async until(holds, what, patience = 60_000) {
    const end = performance.now() + patience;
    while (!(await holds())) {
      if (performance.now() > end) throw new Error(`never came: ${what}`);
      await wait(10);
    }
  }

  /** @param {import("../../www/cloud/faults.mjs").Rule} rule  of this cell's cloud */
  fault(rule) {
    return this.#clouds.faults.add({ cloud: this.provider, ...rule });
  }

  /** The cloud goes away for so many ms, with all that it keeps. @param {number} ms */
  async restart(ms) {
    this.happens("cloud killed and restarted");
    await this.cloud?.stop();
    await wait(ms);
    await this.cloud?.start();
  }

  /** Counts a misfortune. @param {string} what */
  happens(what) {
    this.happened.set(what, (this.happened.get(what) ?? 0) + 1);
  }

  /** The cloud forgets every temporary key that it gave out. */
  revoke() {
    this.happens("credential revoked");
    for (const { id, token } of this.#clouds.accounts.all()) if (token) this.#clouds.accounts.revoke(id);
  }

  /** The clouds' and the app server's clock goes so many ms ahead. @param {number} ms */
  moves(ms) {
    this.happens(`clock moved ${ms / 3_600_000} h`);
    this.shift = ms;
  }

  /** How many requests were answered 403. */
  refusals() {
    return this.journal.lines({ status: 403 }).length;
  }

  get journal() {
    return this.#clouds.journal;
  }

  /** How often an operation was asked for. @param {string} operation */
  count(operation) {
    return this.journal.counts[`${this.provider}.${operation}`] ?? 0;
  }

  get #clouds() {
    if (!this.clouds) throw new Error("the scene is not open");
    return this.clouds;
  }

  get #desk() {
    if (!this.desk) throw new Error("the scene is not open");
    return this.desk;
  }
}

/** WebDriver writes `undefined` as null. @returns {Outcome} */
function clean(/** @type {any} */ outcome) {
  return /** @type {Outcome} */ (Object.fromEntries(Object.entries(outcome).filter(([, value]) => value !== null)));
}

const MEBIBYTE = 1024 * 1024;
const DEFAULT_SIZE = 2.5 * MEBIBYTE;
/** Small parts, all clouds take them: much can go wrong with few bytes. */
const IN_PARTS = { mode: "multipart", partSize: MEBIBYTE };
