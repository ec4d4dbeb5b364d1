// @ts-check
/** The words that cross the seam are the same on both sides, and each is explained in both languages. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../scripts/run.mjs";
import { inChinese } from "../../ts/chinese.ts";
import { UploadError } from "../../ts/errors.ts";
import { advise } from "../../ts/hints.ts";

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
    const word = /** @type {Parameters<typeof inChinese>[0]} */ (code);
    assert.match(inChinese(word, "x", "none").split("：")[0] ?? "", HAN, code);
  }
});

test("no English sentence of ours is left in a Chinese message, whatever its hint", () => {
  const sentences = sources()
    .flatMap((text) => all(text, SENTENCE))
    .map((sentence) => sentence.replaceAll('\\"', '"').replaceAll(/\$\{[^}]*\}/g, "x"));
  assert.ok(sentences.length > 80, `${sentences.length} sentences`);
  for (const sentence of sentences) {
    for (const hint of /** @type {const} */ (["none", "number", "patience"])) {
      const { message } = new UploadError("invalid-argument", sentence, { hint, locale: "zh" });
      assert.match(message, HAN);
      assert.doesNotMatch(message, /[a-z]{2,} [a-z]{2,} [a-z]{2,}/i, sentence);
    }
  }
});

test("what others say is quoted in a Chinese message as it came", () => {
  for (const [code, message, serverCode, expected] of /** @type {const} */ ([
    ["credentials", "the app server answered an error: role is gone", undefined, "没有可用的临时凭证：“role is gone”"],
    [
      "permission",
      "You have no right to access this object.",
      "AccessDenied",
      "没有权限：“You have no right to access this object.”",
    ],
    ["aborted", "changed my mind", undefined, "已取消：“changed my mind”"],
    ["aborted", "the uploader is closed", undefined, "已取消"],
    ["server", "the cloud answered 404 to the download", undefined, "云端拒绝：404"],
    ["internal", "unreachable", undefined, "trebucket 内部错误：“unreachable”"],
  ])) {
    const { message: told } = new UploadError(code, message, { locale: "zh", ...(serverCode && { serverCode }) });
    assert.equal(told, expected);
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

/** The sources in which errors are worded, without their tests. */
function sources() {
  const files = ["src", "ts"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  const wanted = files.filter((file) => /\.(rs|ts)$/.test(file) && !/tests|hints|chinese|adapters/.test(file));
  return wanted.map((file) => read(file).split("#[cfg(test)]")[0] ?? "");
}

/** The first sentence behind whatever makes an error, or is called its message. */
const SENTENCE =
  /(?:Error::(?:new|invalid)\(|UploadError\(|\b(?:invalid|refused|refusal|missing|forbidden|unreadable)\(|message = \[?)[^;]{0,120}?["`]((?:[^"`\\]|\\.)+ (?:[^"`\\]|\\.)+)["`]/g;
