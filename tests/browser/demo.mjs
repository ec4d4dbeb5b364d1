// @ts-check
/** Works the demo page as a visitor does: chooses a cloud, makes a random file, waits, and compares the checksums. */
import { join } from "node:path";
import { By, until } from "selenium-webdriver";
import { CACHE } from "../../scripts/run.mjs";

/** @typedef {import("./drive.mjs").WebDriver} WebDriver */

/** Where the build leaves the page. */
export const DEMO = join(CACHE, "www");

/**
 * @param {WebDriver} driver
 * @param {string} url
 */
export async function visit(driver, url) {
  await driver.get(url);
  await driver.wait(until.elementLocated(By.css("body[data-ready]")), 20_000, "the page is ready");
}

/**
 * Uploads one file by the page's controls; resolves when it is stored.
 * @param {WebDriver} driver
 * @param {string} provider
 * @param {number | string} file the size of a random one, of those the page offers; or the path of one on the disk
 * @returns {Promise<{ card: import("selenium-webdriver").WebElement, key: string, seconds: number }>}
 */
export async function upload(driver, provider, file) {
  const before = (await driver.findElements(CARD)).length;
  await press(driver, `input[name="cloud"][value="${provider}"]`);
  if (typeof file === "string") await driver.findElement(By.css("#input")).sendKeys(file);
  else {
    await driver.findElement(By.css(`#size option[value="${file}"]`)).click();
    await press(driver, "#make");
  }
  await driver.wait(async () => (await driver.findElements(CARD)).length > before, LONG, "the file is taken");
  const began = performance.now();
  const card = await driver.findElement(CARD);
  await driver.wait(async () => ENDS.has((await card.getAttribute("data-state")) ?? ""), LONG, "the upload ends");
  const seconds = (performance.now() - began) / 1000;
  const state = await card.getAttribute("data-state");
  if (state !== "done") throw new Error(`${provider}: ${state}: ${await card.findElement(By.css(".note")).getText()}`);
  return { card, key: (await card.findElement(By.css("h3")).getAttribute("title")) ?? "", seconds };
}

/**
 * Presses the card's button that downloads the object and compares; gives both digests as the page shows them.
 * @param {WebDriver} driver
 * @param {import("selenium-webdriver").WebElement} card
 */
export async function compare(driver, card) {
  await driver.executeScript("arguments[0].click()", await card.findElement(By.css("footer .act")));
  const pair = await card.findElement(By.css(".ledger .pair:nth-child(2)"));
  const note = await card.findElement(By.css(".note"));
  const ended = async () => (await pair.getAttribute("data-outcome")) !== "open" || (await note.isDisplayed());
  await driver.wait(ended, LONG, "the page compares");
  if (await note.isDisplayed()) throw new Error(`the page could not compare: ${await note.getText()}`);
  const [mine, theirs] = await Promise.all(
    (await pair.findElements(By.css(".side code"))).map((code) => code.getText()),
  );
  return { mine, theirs, outcome: await pair.getAttribute("data-outcome") };
}

/**
 * @param {WebDriver} driver
 * @param {"en" | "zh"} language
 */
export async function speak(driver, language) {
  await press(driver, `input[name="language"][value="${language}"]`);
}

/**
 * @param {WebDriver} driver
 * @param {string} selector
 */
async function press(driver, selector) {
  await driver.executeScript("arguments[0].click()", await driver.findElement(By.css(selector)));
}

/** The newest stands first. */
const CARD = By.css("li.card");
const ENDS = new Set(["done", "failed", "aborted"]);

/** Milliseconds for a file of 256 MiB on a slow disk. */
const LONG = 240_000;
