// @ts-check
/** The part of the weather matrix that every change must pass: one cloud in turn for each cell, in Chromium. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { FAMILIES } from "./cells.mjs";
import { Stand } from "./play.mjs";

const stand = new Stand("chromium");
const quick = FAMILIES.flatMap(({ title, cells }) =>
  cells.filter((cell) => cell.quick).map((cell) => ({ family: title, cell })),
);

after(() => stand.close());

for (const [at, { family, cell }] of quick.entries()) {
  const clouds = cell.clouds ?? /** @type {const} */ (["oss", "bos", "cos"]);
  const provider = clouds[at % clouds.length] ?? "oss";
  test(`${family}, ${provider}: ${cell.name}`, async () => {
    const { trouble } = await stand.play({ family, cell, engine: "chromium", provider, seed: at + 1 });
    assert.equal(trouble, undefined);
  });
}
