// @ts-check
/** What is published is whole, and loads without touching the page it is loaded into. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { leaks, machinePaths } from "../../scripts/machine-paths.mjs";
import { ROOT } from "../../scripts/run.mjs";

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const require = createRequire(import.meta.url);

test("every file that package.json points to exists", () => {
  const { main, module, types, unpkg, jsdelivr, exports } = manifest;
  const files = [main, module, types, unpkg, jsdelivr, ...leaves(exports)];
  assert.ok(files.length > 10);
  assert.deepEqual(
    files.filter((file) => !existsSync(join(ROOT, file))),
    [],
  );
});

test("the package installs nothing else", () => {
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts.postinstall, undefined);
});

test("import and require give the same names", async () => {
  const imported = Object.keys(await import("trebucket")).sort();
  const required = Object.keys(require("trebucket")).sort();
  assert.deepEqual(required, imported);
  assert.ok(imported.includes("UploadError"));
});

test("importing any entry touches no global of a browser", () => {
  for (const entry of ["trebucket", "trebucket/slim"]) {
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", TRAP, entry], {
      cwd: ROOT,
      encoding: "utf8",
    });
    assert.equal(said.trim(), "nothing touched");
  }
});

test("dist/ holds no path of the machine that built it", () => {
  assert.deepEqual(leaks(machinePaths()), []);
});

/**
 * @param {unknown} tree
 * @returns {string[]}
 */
function leaves(tree) {
  return typeof tree === "string" ? [tree] : Object.values(/** @type {object} */ (tree)).flatMap(leaves);
}

/** Runs in a process of its own, where each of these names tells who asks for it. */
const TRAP = `
const names = ["window", "self", "document", "navigator", "WebAssembly", "indexedDB", "localStorage", "XMLHttpRequest",
  "Worker", "fetch", "crypto", "location"];
const touched = [];
for (const name of names) {
  const value = globalThis[name];
  Object.defineProperty(globalThis, name, { configurable: true, get: () => (touched.push(name), value) });
}
await import(process.argv[1]);
console.log(touched.length ? touched.join() : "nothing touched");
`;
