// @ts-check
/** Opens a built page in headless Chromium, waits for its upload, and compares what is stored with what it gave. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** @typedef {import("../browser/drive.mjs").WebDriver} WebDriver */
/** @typedef {import("./desk.mjs").Desk} Desk */
/** @typedef {{ key?: string, size?: number, verified?: boolean, parts?: number, code?: string, message?: string, hint?: string }} Outcome */

/**
 * What the page left on its body.
 * @param {WebDriver} driver
 * @param {string} url
 * @param {Desk} desk
 * @param {string[]} [names]
 * @returns {Promise<Outcome[]>}
 */
export async function outcomes(driver, url, desk, names = ["outcome"]) {
  await driver.get(`${url}?desk=${encodeURIComponent(desk.url)}`);
  return Promise.all(names.map((name) => outcome(driver, name)));
}

/**
 * @param {WebDriver} driver
 * @param {string} name
 * @returns {Promise<Outcome>}
 */
export async function outcome(driver, name = "outcome") {
  const read = () => driver.executeScript(`return document.body?.dataset.${name}`);
  try {
    return JSON.parse(/** @type {string} */ (await driver.wait(read, PATIENCE)));
  } catch {
    const said = await driver.manage().logs().get("browser");
    throw new Error(`The page left no ${name}. ${said.map(({ message }) => message).join("\n")}`);
  }
}

/**
 * Fails unless the upload is stored byte by byte.
 * @param {Desk} desk
 * @param {Outcome} outcome
 */
export async function arrived(desk, { key = "", ...outcome }) {
  assert.deepEqual(outcome, { size: SIZE, verified: true, parts: outcome.parts }, JSON.stringify(outcome));
  const object = /** @type {any} */ (desk.cloud.oss.object(desk.cloud.oss.bucket, key));
  assert.ok(object, `${key} is stored`);
  const hash = createHash("sha256");
  for (const { file } of object.segments) for await (const chunk of createReadStream(file)) hash.update(chunk);
  assert.equal(hash.digest("hex"), GIVEN);
}

/** As apps/fly.js makes them. */
const SIZE = 5 * 1024 * 1024 + 3;
const GIVEN = createHash("sha256")
  .update(Uint8Array.from({ length: SIZE }, (_, place) => (place * 31) % 251))
  .digest("hex");

/** Milliseconds for a page to load and upload. */
const PATIENCE = 30_000;
