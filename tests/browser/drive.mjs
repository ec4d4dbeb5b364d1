// @ts-check
/** Opens the two real browsers, headless, each with a profile of its own that is gone afterwards. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import firefoxDriver from "selenium-webdriver/firefox.js";
import { CHROMIUM_FLAGS, chromium, firefox } from "../../scripts/setup/browsers.mjs";

/** @typedef {import("selenium-webdriver").WebDriver} WebDriver */

/** The browsers by name; each opens a fresh one. */
export const BROWSERS = { chromium: openChromium, firefox: openFirefox };

/**
 * Opens a browser for some work and closes it whatever becomes of the work.
 * @template T
 * @param {keyof typeof BROWSERS} name
 * @param {(driver: WebDriver) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function browsing(name, work) {
  const profile = await mkdtemp(join(tmpdir(), "trebucket-"));
  const driver = await BROWSERS[name](profile);
  try {
    await driver.manage().setTimeouts({ script: SCRIPT_PATIENCE, pageLoad: 60_000 });
    return await work(driver);
  } finally {
    await driver.quit();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @param {string} profile */
async function openChromium(profile) {
  const { browser, driver } = await chromium();
  const options = new chrome.Options();
  options.setChromeBinaryPath(browser);
  options.addArguments(...CHROMIUM_FLAGS, RESOLVER, `--user-data-dir=${profile}`);
  const service = new chrome.ServiceBuilder(driver);
  return new Builder().forBrowser("chrome").setChromeOptions(options).setChromeService(service).build();
}

/** @param {string} profile */
async function openFirefox(profile) {
  const { browser, driver } = await firefox();
  const options = new firefoxDriver.Options();
  options.setBinary(browser);
  options.addArguments("-headless");
  const service = new firefoxDriver.ServiceBuilder(driver).addArguments("--profile-root", profile);
  return new Builder().forBrowser("firefox").setFirefoxOptions(options).setFirefoxService(service).build();
}

/** Hosts of tests are this machine. */
const RESOLVER = "--host-resolver-rules=MAP *.test 127.0.0.1";

/** Milliseconds that one script in the page may take: a large upload is one script. */
const SCRIPT_PATIENCE = 900_000;
