/** The log of decisions: what it keeps and what the filter lets pass. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, LIMIT, Logbook, toneOf } from "../../www/page/logbook.ts";

function book(...lines: [cloud: string, line: string][]): Logbook {
  const made = new Logbook();
  for (const [cloud, line] of lines) made.add({ at: 0, cloud, line });
  return made;
}

const some = () => book(["OSS", "part 1 is home"], ["COS", "Part 2 is refused"], ["OSS", "a credential came"]);
const passing = (filter: string) =>
  some()
    .matching(filter)
    .map(({ line }) => line);

test("without a filter everything passes, newest last", () => {
  assert.deepEqual(passing("  "), ["part 1 is home", "Part 2 is refused", "a credential came"]);
});

test("every word must occur, in any case, in the line or as the cloud", () => {
  assert.deepEqual(passing("PART"), ["part 1 is home", "Part 2 is refused"]);
  assert.deepEqual(passing("part cos"), ["Part 2 is refused"]);
  assert.deepEqual(passing("part credential"), []);
});

test("a word after a minus keeps lines out, and a lone minus does nothing", () => {
  assert.deepEqual(passing("-refused part"), ["part 1 is home"]);
  assert.equal(passing("-").length, 3);
});

test("of too many lines the newest are given", () => {
  assert.deepEqual(
    some()
      .matching("", 1)
      .map(({ line }) => line),
    ["a credential came"],
  );
});

test("the book forgets its oldest lines and never the newest", () => {
  const long = new Logbook();
  for (let at = 0; at < LIMIT * 3; at += 1) long.add({ at, cloud: "OSS", line: `line ${at}` });
  assert.ok(long.entries.length >= LIMIT && long.entries.length < LIMIT * 1.2);
  assert.equal(long.entries.at(-1)?.at, LIMIT * 3 - 1);
});

test("a URL is cut to its last step, readable, and the rest of the line stays", () => {
  assert.equal(brief("PUT http://127.0.0.1:1/b/users/a/%E5%9B%BE.png #2"), "PUT …/图.png #2");
  assert.equal(brief("POST https://b.example.com/ #1"), "POST …/ #1");
  assert.equal(brief("PUT https://b.example.com/50%25%zz #1"), "PUT …/50%25%zz #1");
  assert.equal(brief("credential 1 (first) for 39 s"), "credential 1 (first) for 39 s");
});

test("refusals and losses stand out, credentials have their own tone", () => {
  const tones = ["#7 404 NoSuchUpload", "#3 lost: network", "credential 2 (renew) for 59 s", "#6 200"].map(toneOf);
  assert.deepEqual(tones, ["trouble", "trouble", "credential", "plain"]);
});
