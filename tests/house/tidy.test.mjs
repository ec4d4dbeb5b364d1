// @ts-check
/** Rules about the repository's own text that no linter knows. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { test } from "node:test";
import { ROOT } from "../../scripts/run.mjs";

test("no Rust, TypeScript or script file is longer than 300 lines", () => {
  const files = tracked("*.rs", "*.ts", "*.mjs", ":!*.d.ts");
  assert.ok(files.length > 10, "git lists the files");
  const long = files.filter((file) => lines(file) > 300).map((file) => `${file}: ${lines(file)}`);
  assert.deepEqual(long, []);
});

test("no tracked file names a path of one machine", () => {
  const files = tracked(":!*.lock", ":!package-lock.json", ":!tests/vectors");
  const places = [ROOT, homedir()].filter((path) => path.length > 1).map((path) => `${path}/`);
  const found = files.filter((file) => places.some((place) => text(file).includes(place)));
  assert.deepEqual(found, []);
});

test("nothing is left open", () => {
  const open = /\b(TODO|FIXME|XXX|unimplemented!|todo!)/;
  assert.deepEqual(matching(open, "src", "ts", "www", "tests", "scripts", ":!tests/vectors"), []);
});

test("no test is skipped, and none runs alone", () => {
  const rust = matching(/#\[ignore/, "*.rs");
  const scripts = matching(
    /\b(test|it|describe|suite)\.(skip|only|todo)\(|\bxit\(|\b(skip|todo): true/,
    "*.ts",
    "*.mjs",
  );
  assert.deepEqual([...rust, ...scripts], []);
});

/**
 * @param {RegExp} pattern
 * @param {string[]} where
 */
function matching(pattern, ...where) {
  return tracked(...where, ":!tests/house").filter((file) => pattern.test(text(file)));
}

/** @param {string[]} patterns */
function tracked(...patterns) {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--", ...patterns], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return listed.split("\0").filter(Boolean);
}

/** @param {string} file */
function text(file) {
  return readFileSync(`${ROOT}/${file}`, "utf8");
}

/** @param {string} file */
function lines(file) {
  return text(file).split("\n").length - 1;
}
