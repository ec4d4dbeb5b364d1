/** The spelling of the inlined core: what the build writes, the page reads. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import inline from "../../pkg/inline.js";
import { spell } from "../../scripts/build/spell.mjs";
import { assembled } from "../../ts/columns.ts";
import { read } from "../../ts/spelling.ts";

test("the inlined core is the core", () => {
  const core = readFileSync(new URL("../../pkg/core.wasm", import.meta.url));
  assert.ok(Buffer.from(assembled(read(inline))).equals(core));
});

test("any bytes are read as they were spelled", () => {
  for (const bytes of [randomBytes(10_000), Uint8Array.from({ length: 256 }, (_, byte) => byte), new Uint8Array()]) {
    assert.deepEqual(read(spell(bytes)), new Uint8Array(bytes));
  }
});

test("no letter is one that a string or a page must escape", () => {
  const text = spell(randomBytes(50_000));
  assert.match(text, /^[ -~]*$/);
  assert.doesNotMatch(text, /["\\<]/);
});
