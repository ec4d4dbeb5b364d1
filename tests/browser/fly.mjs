// @ts-check
/** Lets the page upload, and gives its failure as ours. */

/**
 * @typedef {object} Flight
 * @property {string} key
 * @property {number} stored  size as the result tells it
 * @property {boolean} verified
 * @property {number} parts
 * @property {number} seconds
 * @property {string[]} reasons  why a credential was fetched, each time
 * @property {string} sha256  of the bytes that the page made
 * @property {number} fraction
 */

/**
 * @param {import("./drive.mjs").WebDriver} driver
 * @param {string} provider
 * @param {number} size
 * @param {object} [options] more options of the Uploader
 * @returns {Promise<Flight>}
 */
export async function fly(driver, provider, size, options = {}) {
  await driver.wait(() => driver.executeScript("return typeof window.fly === 'function'"), 10_000, "the page loads");
  const flight = await driver.executeScript("return window.fly(...arguments)", provider, size, options);
  const { failed, lines } = /** @type {{ failed?: string, lines?: string[] }} */ (flight);
  if (failed) throw new Error(`${provider}: ${failed}\n${lines?.join("\n")}`);
  return /** @type {Flight} */ (flight);
}
