// @ts-check
/** What the documents say of the repository is so: links lead somewhere, the file tree is there, both languages tell the same. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../scripts/run.mjs";
import { blocks, documents, headings, links, read } from "./documents.mjs";

const README = "README.md";
const CHINESE = "README.zh-CN.md";

test("every link within the repository leads to a file, and to a heading in it", () => {
  const dead = documents().flatMap((file) =>
    links(file)
      .filter((target) => !/^[a-z]+:/.test(target) && !leads(file, target))
      .map((target) => `${file}: ${target}`),
  );
  assert.deepEqual(dead, []);
});

test("every entry of the file trees is there", () => {
  for (const file of [README, CHINESE]) {
    const entries = tree(blocks(file).find(({ text }) => text.startsWith("src/"))?.text ?? "");
    assert.ok(entries.length > 15, file);
    assert.deepEqual(
      entries.filter((path) => !existsSync(join(ROOT, path))),
      [],
      file,
    );
  }
});

test("every npm script that the documents name is there", () => {
  const { scripts } = JSON.parse(read("package.json"));
  const named = documents().flatMap((file) => [...read(file).matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name));
  assert.ok(named.length > 3);
  assert.deepEqual(
    named.filter((name) => !(String(name) in scripts)),
    [],
  );
});

test("the size that is compared with others is the budget that is kept", () => {
  const { gzip } = JSON.parse(read("scripts/budget.json"));
  for (const file of [README, CHINESE]) {
    const [, told] = /^\| .*gzip.*?\| \D*(\d+) KB/m.exec(read(file)) ?? [];
    assert.equal(Number(told), Math.ceil(gzip / 1000), `${file} tells scripts/budget.json in kilobytes`);
  }
});

test("the English and the Chinese README have the same sections, tables, code and links", () => {
  const shape = (/** @type {string} */ file) => headings(file).map(({ level }) => level);
  assert.deepEqual(shape(CHINESE), shape(README));
  const rows = (/** @type {string} */ file) => read(file).match(/^\|.*\|$/gm)?.length;
  assert.equal(rows(CHINESE), rows(README));
  assert.deepEqual(blocks(CHINESE).map(bare), blocks(README).map(bare));
  const kin = [README, CHINESE];
  const targets = (/** @type {string} */ file) =>
    links(file)
      .map((to) => to.split("#")[0] ?? "")
      .filter((to) => !kin.includes(to));
  assert.deepEqual(targets(CHINESE).sort(), targets(README).sort());
});

/**
 * @param {string} file
 * @param {string} target
 */
function leads(file, target) {
  const [path = "", anchor] = target.split("#");
  const full = path ? normalize(join(dirname(file), path)) : file;
  if (!existsSync(join(ROOT, full))) return false;
  return !anchor || headings(full).some((heading) => heading.anchor === decodeURIComponent(anchor));
}

/**
 * The paths of a tree that is drawn by indentation.
 * @param {string} text
 */
function tree(text) {
  let folder = "";
  return text.split("\n").flatMap((line) => {
    const [, indent = "", name = ""] = /^( *)(\S+)/.exec(line) ?? [];
    if (!name) return [];
    if (!indent) folder = name;
    return [indent ? join(folder, name) : name];
  });
}

/**
 * The code without what is said to the reader: comments, and what stands beside a name in a tree.
 * @param {import("./documents.mjs").Block} block
 */
function bare({ language, text }) {
  const kept = language ? text.replaceAll(/\s*(\/\/|#) .*$/gm, "") : text.replaceAll(/(\S) {2,}.*$/gm, "$1");
  return `${language}\n${kept}`;
}
