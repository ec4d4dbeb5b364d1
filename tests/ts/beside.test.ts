/** A request and the reading of its file, side by side: which of them is waited for, and what comes of both. */
import assert from "node:assert/strict";
import test from "node:test";
import { beside } from "../../ts/beside.ts";
import type { Digest, Landing, Outgoing, World } from "../../ts/world.ts";
import { outgoing } from "./fake/request.ts";

const STORED: Landing = { status: 200, headers: "", body: "" };
const DIGEST: Digest = { crc64: "1", md5: "", sha256: "", size: 4 };
const UNANSWERED = new Promise<never>(() => {});
const PART = outgoing({ hash: "crc64" });
const NEVER = new AbortController().signal;

test("an answer brings the digest of what was sent", async () => {
  const landing = await beside(Promise.resolve(STORED), PART, async () => DIGEST, NEVER);
  assert.deepEqual(landing, { ...STORED, digest: DIGEST });
});

test("a lost request stays lost, whatever was read", async () => {
  const landing = await beside(Promise.resolve({ lost: "stalled" }), PART, async () => DIGEST, NEVER);
  assert.deepEqual(landing, { lost: "stalled" });
});

test("a file that cannot be read is told without waiting for the answer", async () => {
  const landing = await soon(beside(UNANSWERED, PART, unreadable, NEVER));
  assert.deepEqual(landing, { lost: "source-unreadable" });
});

for (const size of [3, 5]) {
  test(`a file of which ${size} bytes are read for 4 has changed, and no answer is waited for`, async () => {
    const landing = await soon(beside(UNANSWERED, PART, async () => ({ ...DIGEST, size }), NEVER));
    assert.deepEqual(landing, { lost: "source-changed" });
  });
}

test("nothing is read where no checksum is asked for, and where nothing of a file is sent", async () => {
  const bare: Outgoing[] = [
    outgoing(),
    outgoing({ hash: "crc64", load: undefined }),
    outgoing({ hash: "crc64", load: { text: "<Complete/>" } }),
  ];
  for (const each of bare) assert.deepEqual(await beside(Promise.resolve(STORED), each, unreadable, NEVER), STORED);
});

test("nothing is read for a request that was cut in the turn that sent it", async () => {
  const cutting = new AbortController();
  const landing = beside(Promise.resolve({ lost: "network" }), PART, unreadable, cutting.signal);
  cutting.abort();
  assert.deepEqual(await landing, { lost: "network" });
});

const unreadable: World["hash"] = () => Promise.reject(new Error("NotReadableError"));

/** Fails, instead of hanging, where somebody waits for what never comes. */
function soon(landing: Promise<Landing>): Promise<Landing | "nothing came"> {
  return Promise.race([landing, new Promise<"nothing came">((resolve) => setTimeout(resolve, 500, "nothing came"))]);
}
