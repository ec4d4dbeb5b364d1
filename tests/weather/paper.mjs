// @ts-check
/** docs/weather.md: each of the long tests writes its own section and leaves the others as they are. */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answer, ROOT } from "../../scripts/run.mjs";

/** @typedef {"matrix" | "soak" | "load" | "cells"} Section */

/** Replaces these sections. @param {Partial<Record<Section, string[]>>} sections */
export async function leave(sections) {
  const old = await readFile(PATH, "utf8").catch(() => "");
  const text = ORDER.map((name) => {
    const lines = sections[name]?.join("\n") ?? found(old, name);
    return `<!-- ${name} -->\n\n${lines}\n\n<!-- end of ${name} -->\n`;
  });
  await writeFile(PATH, [...HEAD, ...text].join("\n"));
}

/** What was run, when and of what: one line for the foot of a section. @param {string} command */
export function stamp(command) {
  const commit = answer("git", ["rev-parse", "--short", "HEAD"]) ?? "an unknown commit";
  const changed = answer("git", ["status", "--porcelain", "--", ":!docs"]) ? " with changes" : "";
  return `\`${command}\` of ${commit}${changed}, ${new Date().toISOString().slice(0, 10)}, on a machine of two cores.`;
}

/** @param {string} text @param {Section} name */
function found(text, name) {
  const [, rest = ""] = text.split(`<!-- ${name} -->\n\n`);
  return rest.split(`\n\n<!-- end of ${name} -->`)[0] ?? "";
}

const PATH = join(ROOT, "docs/weather.md");
/** @type {Section[]} */
const ORDER = ["matrix", "soak", "load", "cells"];
const HEAD = [
  "# Weather",
  "",
  "What happened to uploads of the built package, in real browsers, through real sockets, under ordered misfortune. The sections are",
  "written by the commands they name; what other libraries do in such weather is in [peers.md](peers.md).",
  "",
];
