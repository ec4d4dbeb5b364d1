// @ts-check
/** The words that cross the seam are the same on both sides, and each is explained in both languages. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../scripts/run.mjs";
import { advise, title } from "../../ts/hints.ts";

const rust = read("src/error.rs");
const codes = words(rust, "ErrorCode");
const hints = words(rust, "Hint");
const HAN = /\p{Script=Han}/u;

test("the error codes of Rust and TypeScript are the same", () => {
  const union = section(read("ts/errors.ts"), "export type ErrorCode =", ";\n");
  assert.ok(codes.length > 10);
  assert.deepEqual(all(union, /^ +\| "([^"]+)"/gm), codes);
});

test("the hints of Rust and TypeScript are the same", () => {
  const table = section(read("ts/hints.ts"), "const HINTS = {", "\n}");
  assert.ok(hints.length > 30);
  assert.deepEqual(all(table, /^ {2}"?([a-z-]+)"?: \[/gm).sort(), [...hints].sort());
});

test("every hint but the empty one is advice in English and in Chinese", () => {
  const unknown = advise("report", "en");
  for (const hint of hints.filter((word) => word !== "none" && word !== "report")) {
    const word = /** @type {Parameters<typeof advise>[0]} */ (hint);
    assert.match(advise(word, "en") ?? "", /^\p{ASCII}{20,}$/u, hint);
    assert.match(advise(word, "zh") ?? "", HAN, hint);
    assert.notEqual(advise(word, "en"), unknown, hint);
  }
});

test("every error code has a Chinese title", () => {
  for (const code of codes) {
    const word = /** @type {Parameters<typeof title>[0]} */ (code);
    assert.match(title(word, "x", "zh").split("：")[0] ?? "", HAN, code);
  }
});

/**
 * The texts of one `words!` list, in order.
 * @param {string} text
 * @param {string} name
 */
function words(text, name) {
  return all(section(text, `    ${name} {`, "\n    }"), /= "([^"]+)",/g);
}

/**
 * @param {string} text
 * @param {string} from
 * @param {string} to
 */
function section(text, from, to) {
  const start = text.indexOf(from);
  assert.notEqual(start, -1, `"${from}" was found`);
  return text.slice(start, text.indexOf(to, start));
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
function all(text, pattern) {
  return [...text.matchAll(pattern)].map(([, word]) => word ?? "");
}

/** @param {string} file */
function read(file) {
  return readFileSync(join(ROOT, file), "utf8");
}
