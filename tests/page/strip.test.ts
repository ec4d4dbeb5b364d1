/** The strip of parts: every part has a cell, inside the strip, and none lies on another. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesHome, cellOf, fillsOf, gridFor } from "../../www/page/strip.ts";

const COUNTS = [1, 2, 7, 40, 130, 500, 2000, 2001, 10_000];
const WIDTHS = [300, 358, 766, 1240];

for (const width of WIDTHS) {
  test(`from 1 to 10,000 parts fit a strip ${width} pixels wide, each in a cell of its own`, () => {
    for (const count of COUNTS) {
      const grid = gridFor(count, width);
      const corners = new Set<string>();
      for (let part = 1; part <= count; part += 1) {
        const cell = cellOf(part, grid);
        assert.ok(cell.x >= 0 && cell.x + cell.width <= width + 0.01, `part ${part} of ${count} leaves to the side`);
        assert.ok(cell.y >= 0 && cell.y + cell.height <= grid.height + 0.01, `part ${part} of ${count} leaves below`);
        assert.ok(
          cell.width <= grid.stepX && cell.height <= grid.stepY,
          `part ${part} of ${count} covers its neighbour`,
        );
        corners.add(`${cell.x} ${cell.y}`);
      }
      assert.equal(corners.size, count);
      assert.ok(grid.height <= 96, `${count} parts make a strip ${grid.height} high`);
    }
  });
}

test("few parts are bars over the whole width, many are rows", () => {
  assert.equal(gridFor(1, 700).stepX, 700);
  assert.equal(gridFor(40, 700).rows, 1);
  assert.ok(gridFor(400, 700).rows > 1);
});

test("the short last part counts with its own length", () => {
  assert.equal(bytesHome(new Set([1, 3]), 3, 100, 250), 150);
  assert.equal(bytesHome(new Set([1, 2]), 3, 100, 250), 200);
  assert.equal(bytesHome(new Set([1, 2, 3]), 3, 100, 250), 250);
  assert.equal(bytesHome(new Set(), 0, 0, 250), 0);
});

test("what is in the air is dealt out by time in the air, and no cell overflows", () => {
  const ages = new Map([
    [4, 300],
    [5, 100],
  ]);
  assert.deepEqual(
    [...fillsOf(100, ages, 100)],
    [
      [4, 0.75],
      [5, 0.25],
    ],
  );
  assert.deepEqual([...fillsOf(1000, ages, 100).values()], [1, 1]);
  assert.deepEqual([...fillsOf(-5, ages, 100).values()], [0, 0]);
});
