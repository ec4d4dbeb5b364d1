// @ts-check
/** Judges how a cell ended: what is stored is what was given, the code is the documented one, nothing stays behind, no secret shows. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pieces } from "./page/bytes.js";

/** @typedef {import("./scene.mjs").Scene} Scene */
/** @typedef {import("./cell.d.ts").Outcome} Outcome */

/** Throws when the upload ended wrong; gives the number of bytes compared. @param {Scene} scene @param {Outcome} outcome */
export async function judge(scene, outcome) {
  const { cell } = scene;
  const told = JSON.stringify(outcome);
  const bytes = cell.ends === "stored" ? await stored(scene, outcome, told) : await failed(scene, outcome, told);
  assert.equal(outcome.backward, false, "progress never goes back, and never beyond the whole");
  await cell.also?.(scene, outcome);
  await nothingStays(scene, outcome);
  await noSecretShows(scene);
  return bytes;
}

/** @param {Scene} scene @param {Outcome} outcome @param {string} told */
async function stored(scene, outcome, told) {
  assert.equal(outcome.state, "done", told);
  assert.equal(outcome.result?.size, scene.size, told);
  assert.equal(outcome.fraction, 1, told);
  const { verified = true } = scene.cell;
  if (verified !== null) assert.equal(outcome.result?.verified, verified, `verified: ${told}`);
  return compare(scene, outcome.result?.key ?? scene.key);
}

/** @param {Scene} scene @param {Outcome} outcome @param {string} told */
async function failed(scene, outcome, told) {
  assert.ok(scene.cell.ends.includes(outcome.failed ?? ""), `one of ${scene.cell.ends}, not ${told}`);
  assert.notEqual(outcome.message, "", told);
  const there = scene.cloud?.object(scene.cloud.bucket, scene.key);
  if (!there || scene.cell.mixed?.includes(scene.engine.name)) return 0;
  assert.ok(scene.cell.mayBeStored, `an object is there: ${told}`);
  return compare(scene, scene.key);
}

/** Reads the cloud's own files, by nothing of ours. @param {Scene} scene @param {string} key */
async function compare({ cloud, size, seed }, key) {
  /** @type {any} */
  const object = cloud?.object(cloud.bucket, key);
  assert.ok(object, "an object is there");
  const hash = createHash("sha256");
  for (const { file } of object.segments) {
    for await (const chunk of createReadStream(file)) hash.update(chunk);
  }
  assert.equal(object.size, size, "as large as the file");
  assert.equal(hash.digest("hex"), expected(seed, size), "the same SHA-256 as the file");
  return size;
}

/** @param {number} seed @param {number} size */
export function expected(seed, size) {
  const hash = createHash("sha256");
  for (const piece of pieces(seed, size)) hash.update(piece);
  return hash.digest("hex");
}

/** @param {Scene} scene @param {Outcome} outcome */
async function nothingStays(scene, outcome) {
  const left = () => scene.cloud?.uploads(scene.cloud.bucket).length ?? 0;
  if (scene.cell.orphan) return;
  if (outcome.state === "failed") await scene.act("abort");
  await scene.until(() => left() === 0, "the end of every multipart");
}

/** @param {string} text of JSON @param {string} word */
function holds(text, word) {
  return text.includes(JSON.stringify(word).slice(1, -1));
}

/** @param {Scene} scene */
async function noSecretShows({ clouds, journal, driver, engine, said }) {
  const remains = /** @type {any} */ (await driver.executeScript("return weather.remains()"));
  // The browser's own log has what workers say, too. Only Chromium's driver hands it out.
  const log = engine.name === "chromium" ? await driver.manage().logs().get("browser") : [];
  const text = JSON.stringify([remains, said, log]);
  // It names the address of a request that failed: a token is part of those that are signed in their URLs.
  const aside = text.replace(/(https?:[^\s"?]*)\?[^\s"]*/g, "$1");
  const spoken = remains.heard.filter((/** @type {string} */ line) => /^(uncaught|unhandled)/.test(line));
  assert.deepEqual(spoken, [], "the page throws nothing by itself");
  const given = clouds?.accounts.all() ?? [];
  assert.ok(given.length > 0 || journal.lines().length === 0, "credentials were given out");
  for (const { secret, token = secret } of given) {
    for (const word of [secret, encodeURIComponent(secret)]) assert.ok(!holds(text, word), "no secret is kept or said");
    for (const word of [token, encodeURIComponent(token)]) assert.ok(!holds(aside, word), "no token is kept or said");
  }
}
