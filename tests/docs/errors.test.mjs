// @ts-check
/** docs/errors.md tells every error code and hint as the sources have them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { errorsDocument, FILE, HINTS } from "../../scripts/errors-doc.mjs";
import { read } from "./documents.mjs";

test("docs/errors.md is what `npm run docs:errors` makes of the sources", () => {
  const lines = errorsDocument().split("\n");
  assert.ok(lines.length > 100);
  const stored = read(FILE).split("\n");
  const changed = lines.findIndex((line, index) => line !== stored[index]);
  assert.equal(stored[changed], lines[changed], "run `npm run docs:errors`");
  assert.equal(stored.length, lines.length);
});

test("every hint stands there", () => {
  const words = [...(read("src/error.rs").split("    Hint {")[1] ?? "").matchAll(/= "([a-z-]+)",/g)].map(
    ([, word]) => word,
  );
  assert.ok(words.length > 30);
  assert.deepEqual([...HINTS(), "none"].sort(), words.sort());
});
