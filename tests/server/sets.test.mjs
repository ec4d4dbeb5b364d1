// @ts-check
// How long a set is handed out again, and what makes the app server ask STS for another.

import assert from "node:assert/strict";
import test from "node:test";
import { Sets } from "../../www/server/sets.mjs";

const SECONDS = 100;

test("a set serves until the second before half its life, in which pages come for the next", async () => {
  const { sets, clock, issue } = world();
  assert.equal((await sets.get("ann", SECONDS, issue)).accessKeyId, "set 1");
  clock.now += 48_999;
  assert.equal((await sets.get("ann", SECONDS, issue)).accessKeyId, "set 1");
  clock.now += 1;
  assert.equal((await sets.get("ann", SECONDS, issue)).accessKeyId, "set 2");
});

test("a clock that was set back does not keep a set alive", async () => {
  const { sets, clock, issue } = world();
  await sets.get("ann", SECONDS, issue);
  clock.now -= 1;
  assert.equal((await sets.get("ann", SECONDS, issue)).accessKeyId, "set 2");
});

test("each user has a set of their own", async () => {
  const { sets, issue } = world();
  await sets.get("ann", SECONDS, issue);
  assert.equal((await sets.get("bob", SECONDS, issue)).accessKeyId, "set 2");
  assert.equal((await sets.get("ann", SECONDS, issue)).accessKeyId, "set 1");
});

test("the set that was refused is dropped once, however many tell of it", async () => {
  const { sets, issue } = world();
  await sets.get("ann", SECONDS, issue);
  const told = await Promise.all([1, 2, 3].map(() => sets.get("ann", SECONDS, issue, "set 1")));
  assert.deepEqual(
    told.map(({ accessKeyId }) => accessKeyId),
    ["set 2", "set 2", "set 2"],
  );
  assert.equal((await sets.get("ann", SECONDS, issue, "set 1")).accessKeyId, "set 2");
});

test("a failure is not kept, and a set that comes later is not lost by it", async () => {
  const { sets, issue } = world();
  const failing = sets.get("ann", SECONDS, () => Promise.reject(new Error("no answer")));
  await assert.rejects(failing, /no answer/);
  assert.equal((await sets.get("ann", SECONDS, issue)).accessKeyId, "set 1");
});

function world() {
  const clock = { now: 1_700_000_000_000 };
  let issued = 0;
  const issue = async () => {
    issued += 1;
    return { accessKeyId: `set ${issued}`, accessKeySecret: "FAKE", sessionToken: "FAKE", expiration: 0 };
  };
  return { sets: new Sets({ now: () => clock.now }), clock, issue };
}
