// @ts-check
/** The three engines as the weather needs them: on a profile that outlives the browser, which can be killed without a word. */

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Builder, Capabilities, logging } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import firefoxDriver from "selenium-webdriver/firefox.js";
import { CHROMIUM_FLAGS, chromium, firefox, webkit } from "../../scripts/setup/browsers.mjs";

/** @typedef {import("selenium-webdriver").WebDriver} WebDriver */
/** @typedef {"chromium" | "firefox" | "webkit"} EngineName */
/**
 * @typedef {object} Manner  how a browser is opened, where the ordinary one does not do
 * @property {string[]} [flags]  of Chromium
 * @property {Record<string, string | number | boolean>} [preferences]  of Firefox
 * @property {boolean} [proxied]  every host but this machine is asked for through the app server
 */

export const ENGINES = /** @type {const} */ (["chromium", "firefox", "webkit"]);

export class Engine {
  /** @type {WebDriver | undefined} */
  #driver;
  /** @type {() => void} */
  #stopService = () => {};
  #profile = "";
  #port = 0;

  /** @param {EngineName} name @param {Manner} [manner] */
  constructor(name, manner = {}) {
    this.name = name;
    this.manner = manner;
  }

  get driver() {
    if (!this.#driver) throw new Error("the browser is not open");
    return this.#driver;
  }

  get isOpen() {
    return this.#driver !== undefined;
  }

  /** @param {number} [port]  of the proxy, where one is wished for */
  async open(port = this.#port) {
    this.#port = port;
    this.#profile ||= await mkdtemp(join(tmpdir(), "trebucket-weather-"));
    const start = () => OPENERS[this.name](this.#profile, this.manner, this.manner.proxied ? this.#port : 0);
    // A start that fails on a busy machine tells nothing about uploads.
    const { driver, stop } = await start().catch(start);
    this.#driver = driver;
    this.#stopService = stop;
    await driver.manage().setTimeouts({ script: SCRIPT_PATIENCE, pageLoad: 60_000 });
    return this;
  }

  /** As a crash or a power cut does; the profile stays. */
  async kill() {
    const capabilities = await this.driver.getCapabilities();
    const pid = Number(capabilities.get("goog:processID") ?? capabilities.get("moz:processID"));
    if (!(pid > 1)) throw new Error(`${this.name} does not tell its process`);
    process.kill(pid, "SIGKILL");
    await this.quit();
  }

  async quit() {
    // Of a browser that has died the driver may never answer.
    await soon(this.#driver?.quit()).catch(() => {});
    this.#stopService();
    this.#driver = undefined;
  }

  async close() {
    await this.quit();
    if (this.#profile) await rm(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** @type {Record<EngineName, (profile: string, manner: Manner, port: number) => Promise<{ driver: WebDriver, stop: () => void }>>} */
const OPENERS = {
  async chromium(profile, { flags = [] }, port) {
    const { browser, driver } = await chromium();
    const options = new chrome.Options();
    options.setChromeBinaryPath(browser);
    options.addArguments(...CHROMIUM_FLAGS, "--disable-dev-shm-usage", ...flags, `--user-data-dir=${profile}`);
    if (port) options.setProxy(through(port));
    const log = new logging.Preferences();
    log.setLevel("browser", logging.Level.ALL);
    options.setLoggingPrefs(log);
    const service = new chrome.ServiceBuilder(driver);
    const built = new Builder().forBrowser("chrome").setChromeOptions(options).setChromeService(service);
    return { driver: await built.build(), stop: () => {} };
  },
  async firefox(profile, { preferences = {} }, port) {
    const { browser, driver } = await firefox();
    const options = new firefoxDriver.Options();
    options.setBinary(browser);
    options.addArguments("-headless", "-profile", profile);
    for (const [name, value] of Object.entries(preferences)) options.setPreference(name, value);
    if (port) options.setProxy(through(port));
    // The browser's own switch for working offline can be reached so.
    const service = new firefoxDriver.ServiceBuilder(driver).addArguments("--allow-system-access");
    const built = new Builder().forBrowser("firefox").setFirefoxOptions(options).setFirefoxService(service);
    return { driver: await built.build(), stop: () => {} };
  },
  /** WebKit has no headless mode: it draws on a screen that nobody sees. */
  async webkit(profile, _, port) {
    const { browser, driver, screen } = await webkit();
    const own = await freePort();
    const env = { ...process.env, XDG_DATA_HOME: profile, XDG_CACHE_HOME: profile };
    const args = ["-a", driver, `--port=${own}`];
    const child = spawn(screen, args, { env, stdio: "ignore", detached: true });
    const stop = () => {
      // The screen's script waits for its child and passes no signal on: the whole group is ours.
      if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    };
    const capabilities = new Capabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: browser, args: ["--automation"] },
      ...(port && { proxy: through(port) }),
    });
    try {
      await answers(own);
      const built = new Builder().usingServer(`http://127.0.0.1:${own}`).withCapabilities(capabilities);
      return { driver: await soon(built.build()), stop };
    } catch (error) {
      stop();
      throw error;
    }
  },
};

/** @param {number} port */
function through(port) {
  const noProxy = /** @type {any} */ (["127.0.0.1"]);
  return { proxyType: /** @type {const} */ ("manual"), httpProxy: `127.0.0.1:${port}`, noProxy };
}

/** @param {number} port */
async function answers(port) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(`http://127.0.0.1:${port}/status`).catch(() => undefined)) return;
    await wait(100);
  }
  throw new Error("WebKitWebDriver does not answer");
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @template T @param {T | Promise<T>} opening or closing @returns {Promise<T>} */
function soon(opening) {
  const late = wait(DRIVER_PATIENCE, undefined, { ref: false }).then(() => {
    throw new Error(`the driver did not answer for ${DRIVER_PATIENCE / 1000} s`);
  });
  return Promise.race([opening, late]);
}

/** Milliseconds that opening or closing a browser may take. */
const DRIVER_PATIENCE = 60_000;

/** Milliseconds that one script in the page may take. */
const SCRIPT_PATIENCE = 900_000;
