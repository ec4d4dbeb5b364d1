/** What is inlined is the core: what the build lays out and spells, the small module puts together. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import inline, { unpacker } from "../../pkg/inline.js";
import { columns } from "../../scripts/build/columns.mjs";
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

test("a jump table that outgrows its column stops the build", () => {
  // No locals, br_table with 256 targets and one more, end; 262 bytes in a section of 265.
  const body = [0, 0x0e, 0x80, 0x02, ...Array(257).fill(0), 0x0b];
  const module = [...Buffer.from("\0asm"), 1, 0, 0, 0, 10, 0x89, 0x02, 1, 0x86, 0x02, ...body];
  assert.throws(() => columns(Uint8Array.from(module)), /jump table, of 260 bytes/);
});
