/** The credential's life on its bar, and the two languages of the page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { phaseOf, position, secondsTo } from "../../www/page/life.ts";
import { tables } from "../../www/page/strings.ts";

const LIFE = { arrived: 1000, renews: 2000, expires: 3000, generation: 4 };

test("the needle walks from arrival to the end and not beyond", () => {
  assert.deepEqual(
    [500, 1000, 2000, 3000, 9000].map((at) => position(at, LIFE)),
    [0, 0, 0.5, 1, 1],
  );
});

test("past the half a credential lives on its reserve, past its end it is ended", () => {
  assert.deepEqual(
    [1999, 2000, 2999, 3000].map((at) => phaseOf(at, LIFE, true)),
    ["fresh", "reserve", "reserve", "ended"],
  );
});

test("a set that is never renewed stays fresh to its end", () => {
  assert.equal(phaseOf(2999, { ...LIFE, renews: undefined }, true), "fresh");
});

test("a credential that nobody needs rests past its half: it is renewed at its next use", () => {
  assert.deepEqual(
    [1999, 2000, 3000].map((at) => phaseOf(at, LIFE, false)),
    ["fresh", "resting", "ended"],
  );
});

test("time to go is never negative", () => {
  assert.deepEqual([secondsTo(3000, 1000), secondsTo(1000, 3000)], [2, 0]);
});

test("no text of the page is empty or left in the other language", () => {
  for (const key of Object.keys(tables.en) as (keyof typeof tables.en)[]) {
    const [en, zh] = [tables.en[key], tables.zh[key]];
    assert.equal(typeof zh, typeof en, key);
    if (typeof en !== "string" || typeof zh !== "string") continue;
    assert.ok(en.length > 0 && !/\p{Script=Han}/u.test(en), key);
    assert.match(zh, /\p{Script=Han}|^[A-Z0-9-]+$/u, key);
  }
});
