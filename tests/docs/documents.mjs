// @ts-check
/** Reads the documents: their code blocks, headings and links. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/run.mjs";

/** @typedef {{ file: string, line: number, language: string, text: string }} Block */

/** Every document in the repository. */
export function documents() {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return listed.split("\0").filter(Boolean).sort();
}

/** @param {string} file */
export function read(file) {
  return readFileSync(join(ROOT, file), "utf8");
}

/**
 * The fenced blocks of one document, indentation taken off.
 * @param {string} file
 * @returns {Block[]}
 */
export function blocks(file) {
  const text = read(file);
  return [...text.matchAll(FENCE)].map(({ index, 1: indent = "", 2: language = "", 3: body = "" }) => ({
    file,
    line: text.slice(0, index).split("\n").length,
    language,
    text: body.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/**
 * The document without its code blocks.
 * @param {string} file
 */
export function prose(file) {
  return read(file).replaceAll(FENCE, "");
}

/**
 * The headings of a document, as GitHub makes anchors of them.
 * @param {string} file
 */
export function headings(file) {
  return [...prose(file).matchAll(/^(#+) (.+)$/gm)].map(([, level = "", title = ""]) => ({
    level: level.length,
    title,
    anchor: title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- _]/gu, "")
      .replaceAll(" ", "-"),
  }));
}

/**
 * What a document points to.
 * @param {string} file
 */
export function links(file) {
  return [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

const FENCE = /^( *)```([a-z]*)\n(.*?)^\1```$/gms;
