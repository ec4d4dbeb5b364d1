// @ts-check
/** Files of every awkward size, from every kind of source, under every awkward key. */

import assert from "node:assert/strict";
import { MEBIBYTE } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */
/** @typedef {import("../scene.mjs").Scene} Scene */

const PART = MEBIBYTE;
const IN_PARTS = { mode: "multipart", partSize: PART };

/** @type {Cell[]} */
const sizes = [
  ...[0, 1, PART - 1, PART, PART + 1, 2 * PART - 1, 2 * PART, 2 * PART + 1].map((size) => ({
    name: `${size} bytes in parts of 1 MiB`,
    size,
    upload: IN_PARTS,
    ends: /** @type {const} */ ("stored"),
    quick: size === 0 || size === PART + 1,
  })),
  ...[0, 1, 65_537].map((size) => ({
    name: `${size} bytes by PUT`,
    size,
    upload: { mode: "put" },
    ends: /** @type {const} */ ("stored"),
  })),
  ...[0, 1, 65_537].map((size) => ({
    name: `${size} bytes by form`,
    size,
    upload: { mode: "post" },
    clouds: /** @type {("oss" | "cos")[]} */ (["oss", "cos"]),
    ends: /** @type {const} */ ("stored"),
  })),
  ...[0, 1, 1_000_000, 5 * MEBIBYTE, 33 * MEBIBYTE + 7].map((size) => ({
    name: `${size} bytes as the engine likes`,
    size,
    upload: {},
    ends: /** @type {const} */ ("stored"),
  })),
];

/** @type {Cell[]} */
const streams = [0, 1, PART, PART + 1, 5 * PART + 77].map((size) => ({
  name: `a stream of ${size} bytes`,
  size,
  upload: { source: "stream", partSize: PART },
  ends: /** @type {const} */ ("stored"),
}));

/** @type {Cell[]} */
const sums = [
  { checksum: "md5", verified: null },
  { checksum: "none", verified: null },
].flatMap(({ checksum, verified }) =>
  [IN_PARTS, { mode: "put" }].map((way) => ({
    name: `checksum ${checksum}, ${way.mode}`,
    upload: { ...way, checksum },
    ends: /** @type {const} */ ("stored"),
    verified,
  })),
);

const ASCII = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join("");
/** Composed and decomposed, wide, right to left, invisible, beyond the first plane; every script some user writes. */
const BEYOND = "äö ﬁ ñ n\u0303 Ω Ж ع ש क 中文，。！ 日本語 한국어 ไทย \u00a0\u200d\u2028\ufeff 🐟👨‍👩‍👧‍👦🇨🇳 𝒳 𠀋";
const KEYS = [
  ["every printable ASCII character", `keys/${ASCII}`],
  ["characters of many scripts", `keys/${BEYOND}`],
  ["percent signs and plus signs", "keys/100%25 + a+b%2Fc%zz ?a=b&c=d#e"],
  ["empty segments and dots within names", "keys//a..b/.../c./.d//e"],
];

/** @type {Cell[]} */
const keys = KEYS.flatMap(([what, key = ""]) =>
  [IN_PARTS, { mode: "put" }, { mode: "post" }].map((upload) => ({
    name: `a key of ${what}, ${upload.mode}`,
    size: 150_000,
    key,
    upload,
    ends: /** @type {const} */ ("stored"),
    ...(upload.mode === "post" ? { clouds: /** @type {("oss" | "cos")[]} */ (["oss", "cos"]) } : {}),
    also: (/** @type {Scene} */ _, /** @type {import("../cell.d.ts").Outcome} */ { result }) =>
      assert.equal(result?.key, key),
    quick: what === "every printable ASCII character" && upload.mode === "multipart",
  })),
);

/** @type {Cell[]} */
const each = [
  {
    name: "one object for each printable ASCII character alone in its name",
    size: 3,
    upload: { mode: "put" },
    script: async (scene) => {
      const names = [...ASCII].map((one) => `one/x${one}y`);
      const script = `return Promise.all(arguments[0].map((key) => weather.end(weather.begin({ seed: 1, size: 3, mode: "put", key }))))`;
      const ends = /** @type {any[]} */ (await scene.run(script, names));
      assert.deepEqual([...new Set(ends.map(({ state }) => state))], ["done"]);
      const kept = names.filter((key) => scene.cloud?.object(scene.cloud.bucket, key)?.size === 3);
      assert.equal(kept.length, 95);
    },
    ends: "stored",
  },
];

export const files = { title: "Files and keys", cells: [...sizes, ...streams, ...sums, ...keys, ...each] };
