// @ts-check
/** The two screens the page is judged on, and pictures of it. Chromium only: it can be given a phone's width. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "../../scripts/run.mjs";

/** @typedef {import("selenium-webdriver/chrome.js").Driver} Driver */

export const SCREENS = {
  desktop: { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false },
  phone: { width: 390, height: 844, deviceScaleFactor: 2, mobile: true },
};

/**
 * @param {import("selenium-webdriver").WebDriver} driver
 * @param {keyof typeof SCREENS} name
 * @param {"light" | "dark"} [scheme]
 */
export async function screen(driver, name, scheme = "light") {
  const chromium = /** @type {Driver} */ (driver);
  await chromium.sendDevToolsCommand("Emulation.setDeviceMetricsOverride", SCREENS[name]);
  const features = [{ name: "prefers-color-scheme", value: scheme }];
  await chromium.sendDevToolsCommand("Emulation.setEmulatedMedia", { features });
}

/**
 * Leaves .cache/shots/NAME.png, the whole page from top to bottom.
 * @param {import("selenium-webdriver").WebDriver} driver
 * @param {string} name
 */
export async function picture(driver, name) {
  const folder = join(CACHE, "shots");
  mkdirSync(folder, { recursive: true });
  const asked = { format: "png", captureBeyondViewport: true };
  const { data } = /** @type {{ data: string }} */ (
    /** @type {unknown} */ (
      await /** @type {Driver} */ (driver).sendAndGetDevToolsCommand("Page.captureScreenshot", asked)
    )
  );
  writeFileSync(join(folder, `${name}.png`), Buffer.from(data, "base64"));
  return join(folder, `${name}.png`);
}
