// @ts-check
/** Reaches into the shadow of `<cloud-upload>`, as eyes and fingers do. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Key } from "selenium-webdriver";

/** @typedef {import("./stage.mjs").Stage} Stage */

/** The shadow root, in the page. */
export const SHADOW = "document.querySelector('cloud-upload').shadowRoot";

/**
 * What the rows say, those that exist.
 * @param {Stage} stage
 * @returns {Promise<{ name: string, state: string, status: string }[]>}
 */
export function rows({ look }) {
  return look(`[...${SHADOW}.querySelectorAll("li")].map((row) => ({
    name: row.querySelector(".name").textContent,
    state: row.dataset.state,
    status: row.querySelector(".status").textContent,
  }))`);
}

/**
 * Presses the Tab key until the focus is on the control of this name, then Enter.
 * @param {Stage} stage
 * @param {string} name as a screen reader says it
 */
export async function keyed({ driver, look }, name) {
  const seen = [];
  for (let tries = 0; tries < 40; tries += 1) {
    await driver.actions().sendKeys(Key.TAB).perform();
    const focused = await look(`(() => {
      const { activeElement } = ${SHADOW};
      return activeElement && (activeElement.ariaLabel ?? activeElement.textContent);
    })()`);
    seen.push(focused);
    if (focused !== name) continue;
    await driver.actions().sendKeys(Key.ENTER).perform();
    return;
  }
  throw new Error(`The Tab key never came to ${name}: ${seen}`);
}

/**
 * Drops files and folders of the disk on the zone, as a hand does.
 * @param {Stage} stage
 * @param {string[]} paths
 */
export async function drop({ driver, look }, ...paths) {
  const chromium = /** @type {import("selenium-webdriver/chrome.js").Driver} */ (driver);
  const [x, y] = await look(`(() => {
    const box = ${SHADOW}.querySelector(".invite").getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  })()`);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await chromium.sendDevToolsCommand("Input.dispatchDragEvent", { type, x, y, data });
  }
}

/**
 * A folder with folders in it; returns its path, and what lies below.
 * @param {Stage} stage
 */
export function folder({ files }) {
  const top = join(files, "照片 2026");
  const paths = ["a.txt", "deep/b.txt", "deep/deeper/c.txt", ...Array.from({ length: 120 }, (_, n) => `many/${n}.txt`)];
  for (const path of paths) {
    mkdirSync(join(top, path, ".."), { recursive: true });
    writeFileSync(join(top, path), `content of ${path}`);
  }
  return { top, paths: paths.map((path) => `照片 2026/${path}`) };
}
