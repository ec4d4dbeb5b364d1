// @ts-check
// What the three STS services write and compare alike.

import { createHash, timingSafeEqual } from "node:crypto";

/** Compares without telling by its duration how much was right. */
export function same(/** @type {string} */ one, /** @type {string} */ other) {
  const digest = (/** @type {string} */ text) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** `2016-02-16T14:01:29Z`: the clouds leave the milliseconds out. */
export function isoSeconds(/** @type {number} */ ms) {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** A whole number of seconds out of text or number, or NaN. */
export function wholeSeconds(/** @type {unknown} */ value) {
  const text = String(value);
  return /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
}
