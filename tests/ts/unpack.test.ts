/** What is inlined is the core: what the build lays out and spells, the small module puts together. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import inline, { unpacker } from "../../pkg/inline.js";
import { unpacked } from "../../ts/unpack.ts";

test("the inlined core is the core", () => {
  const core = readFileSync(new URL("../../pkg/core.wasm", import.meta.url));
  assert.ok(Buffer.from(unpacked(inline, unpacker)).equals(core));
});

test("the small module is small enough to be compiled at once in every browser", () => {
  assert.ok(unpacker.length / 2 < 4096, `${unpacker.length / 2} bytes`);
});

test("no letter is one that a string or a page must escape", () => {
  assert.match(inline, /^[ -~]*$/);
  assert.doesNotMatch(inline, /["\\<]/);
});
