// @ts-check
/** `npm run docs:errors`: writes the lower half of docs/errors.md, every code with its hints, out of the sources. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inChinese } from "../ts/chinese.ts";
import { advise } from "../ts/hints.ts";
import { ROOT } from "./run.mjs";

export const FILE = "docs/errors.md";

/** The document as it should be: what is written by hand stays, what comes after the mark is made anew. */
export function errorsDocument() {
  const text = readFileSync(join(ROOT, FILE), "utf8");
  const kept = text.slice(0, text.indexOf(MARK) + MARK.length);
  return `${kept}\n\n${codes().map(section).join("\n\n")}\n`;
}

/** Every hint that stands in the document, for the test that none is left out. */
export const HINTS = () => [...new Set(Object.values(GROUPS).flat())];

/** The codes with what `ts/errors.ts` says of each. */
function codes() {
  const source = readFileSync(join(ROOT, "ts/errors.ts"), "utf8");
  const found = [...source.matchAll(/\/\*\* (.+) \*\/\n {2}\| "([a-z-]+)"/g)];
  return found.map(([, about = "", code = ""]) => ({ about, code }));
}

/** @param {{ about: string, code: string }} entry */
function section({ about, code }) {
  const word = /** @type {import("../ts/errors.ts").ErrorCode} */ (code);
  const chinese = inChinese(word, "", "none");
  const hints = GROUPS[word];
  const rows = hints.map((hint) => `| ${line(hint, "en")} | ${line(hint, "zh")} |`);
  const table = rows.length ? `\n\n| What to do | 怎么办 |\n|---|---|\n${rows.join("\n")}` : "";
  return `### \`${code}\`: ${chinese}\n\n${about}${table}`;
}

/**
 * @param {Hint} hint
 * @param {"en" | "zh"} locale
 */
function line(hint, locale) {
  return (advise(hint, locale, { provider: "oss", bucket: "photos" }) ?? "")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;");
}

/** @typedef {import("../ts/hints.ts").Hint} Hint */

/** Under which code a hint is met most. @type {Record<import("../ts/errors.ts").ErrorCode, Hint[]>} */
const GROUPS = {
  aborted: [],
  credentials: [
    "credential-id",
    "credential-secret",
    "credential-token",
    "credential-signed",
    "app-server-error",
    "sts-endpoint",
    "app-server-html",
    "app-server-refused",
    "app-server-down",
    "credential-expired",
    "credential-refused",
    "signature-mismatch",
  ],
  permission: ["policy"],
  clock: ["clock"],
  cors: ["network-or-cors", "expose"],
  network: ["network-or-cors", "patience"],
  integrity: ["checksum", "unproved"],
  source: ["file-changed", "file-unreadable", "object-changed", "stream-gone"],
  conflict: ["exists"],
  callback: ["callback-failed"],
  "invalid-argument": [
    "source",
    "slim",
    "provider",
    "bucket",
    "bucket-appid",
    "region",
    "endpoint",
    "addressing",
    "signature",
    "key-empty",
    "key-dots",
    "key-slash",
    "key-surrogate",
    "key-long",
    "key-character",
    "key-function",
    "header",
    "number",
    "too-large",
  ],
  unsupported: ["wasm", "bos-form"],
  server: ["no-such-bucket"],
  internal: ["report"],
};

const MARK = "<!-- From here on written by `npm run docs:errors` out of ts/errors.ts and ts/hints.ts. -->";

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(join(ROOT, FILE), errorsDocument());
