// @ts-check
/** The three engines as the weather needs them: on a profile that outlives the browser, which can be killed without a word. */

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Builder, Capabilities } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import firefoxDriver from "selenium-webdriver/firefox.js";
import { chromium, firefox, webkit } from "../../scripts/setup/browsers.mjs";

/** @typedef {import("selenium-webdriver").WebDriver} WebDriver */
/** @typedef {"chromium" | "firefox" | "webkit"} EngineName */

export const ENGINES = /** @type {const} */ (["chromium", "firefox", "webkit"]);

export class Engine {
  /** @type {WebDriver | undefined} */
  #driver;
  /** @type {() => void} */
  #stopService = () => {};
  #profile = "";

  /** @param {EngineName} name @param {{ flags?: string[] }} [options] */
  constructor(name, { flags = [] } = {}) {
    this.name = name;
    this.flags = flags;
  }

  get driver() {
    if (!this.#driver) throw new Error("the browser is not open");
    return this.#driver;
  }

  async open() {
    this.#profile ||= await mkdtemp(join(tmpdir(), "trebucket-weather-"));
    const { driver, stop } = await OPENERS[this.name](this.#profile, this.flags);
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
    await this.#driver?.quit().catch(() => {});
    this.#stopService();
    this.#driver = undefined;
  }

  async close() {
    await this.quit();
    if (this.#profile) await rm(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** @type {Record<EngineName, (profile: string, flags: string[]) => Promise<{ driver: WebDriver, stop: () => void }>>} */
const OPENERS = {
  async chromium(profile, flags) {
    const { browser, driver } = await chromium();
    const options = new chrome.Options();
    options.setChromeBinaryPath(browser);
    options.addArguments(...CHROMIUM_FLAGS, ...flags, `--user-data-dir=${profile}`);
    const service = new chrome.ServiceBuilder(driver);
    const built = new Builder().forBrowser("chrome").setChromeOptions(options).setChromeService(service);
    return { driver: await built.build(), stop: () => {} };
  },
  async firefox(profile, flags) {
    const { browser, driver } = await firefox();
    const options = new firefoxDriver.Options();
    options.setBinary(browser);
    options.addArguments("-headless", "-profile", profile, ...flags);
    const service = new firefoxDriver.ServiceBuilder(driver);
    const built = new Builder().forBrowser("firefox").setFirefoxOptions(options).setFirefoxService(service);
    return { driver: await built.build(), stop: () => {} };
  },
  /** WebKit has no headless mode: it draws on a screen that nobody sees. */
  async webkit(profile) {
    const { browser, driver, screen } = await webkit();
    const port = await freePort();
    const env = { ...process.env, XDG_DATA_HOME: profile, XDG_CACHE_HOME: profile };
    const args = ["-a", driver, `--port=${port}`];
    const child = spawn(screen, args, { env, stdio: "ignore", detached: true });
    const stop = () => {
      // The screen's script waits for its child and passes no signal on: the whole group is ours.
      if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    };
    const capabilities = new Capabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: browser, args: ["--automation"] },
    });
    try {
      await answers(port);
      const built = new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities);
      return { driver: await built.build(), stop };
    } catch (error) {
      stop();
      throw error;
    }
  },
};

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

/** No sandbox: the tests may run as root in a container. The rest keeps the browser from talking to its maker. */
const CHROMIUM_FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** Milliseconds that one script in the page may take. */
const SCRIPT_PATIENCE = 900_000;
