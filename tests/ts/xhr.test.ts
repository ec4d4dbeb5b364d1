/** A request under watch: what stands still is cut, what moves is not, and an answer has a time of its own. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Landing, Outgoing } from "../../ts/world.ts";
import { SLOWEST } from "../../ts/world.ts";
import { byXhr, silence } from "../../ts/xhr.ts";
import { FakeRequest, outgoing } from "./fake/request.ts";

/** ms: one that is soon over, and one that no test waits for. */
const SHORT = 60;
const LONG = 60_000;
const NEVER = new AbortController().signal;

before(() => Object.assign(globalThis, { XMLHttpRequest: FakeRequest }));
beforeEach(() => {
  FakeRequest.sent.length = 0;
});
after(() => Reflect.deleteProperty(globalThis, "XMLHttpRequest"));

test("a request of which no byte moves is cut and called stalled", async () => {
  const { landing, request } = sent({ stallMs: SHORT, answerMs: LONG });
  assert.deepEqual([await soon(landing), request.aborted], [{ lost: "stalled" }, true]);
});

test("one whose bytes move lives on, and says how far it is", async () => {
  const { landing, request, reports } = sent({ stallMs: SHORT, answerMs: LONG });
  for (let loaded = 1; loaded <= 6; loaded++) {
    await sleep(SHORT / 3);
    request.upload.onprogress?.({ loaded });
  }
  assert.deepEqual([reports, request.aborted], [[1, 2, 3, 4, 5, 6], false]);
  request.onload();
  assert.deepEqual(await landing, { status: 200, headers: "etag: abc\r\n", body: "" });
  await sleep(SHORT * 5);
  assert.equal(request.aborted, false, "nobody watches what has ended");
});

test("once all is sent, an answer is awaited for longer than a byte", async () => {
  const { landing, request } = sent({ stallMs: SHORT, answerMs: LONG });
  request.upload.onload?.();
  await sleep(SHORT * 4);
  assert.equal(request.aborted, false);
  request.onload();
  assert.equal("status" in (await landing), true);
});

test("and no longer than that, however slowly bytes may move", async () => {
  const { landing, request } = sent({ stallMs: LONG, answerMs: SHORT });
  request.upload.onload?.();
  assert.deepEqual([await soon(landing), request.aborted], [{ lost: "stalled" }, true]);
});

test("who cuts it hears that it is lost", async () => {
  const cutting = new AbortController();
  const { landing, request } = sent({ stallMs: SHORT, answerMs: SHORT }, cutting.signal);
  cutting.abort();
  assert.deepEqual([await landing, request.aborted], [{ lost: "network" }, true]);
});

test("where bytes are not counted, nobody listens for them, and the limit covers sending and answer", () => {
  const { request } = sent({ counted: false, stallMs: LONG, answerMs: LONG });
  request.onload();
  assert.deepEqual(request.upload, {});
  const limits = { stallMs: 1_000, answerMs: 500 };
  assert.equal(silence(outgoing({ ...limits, counted: true })), 1_000);
  assert.equal(silence(outgoing({ ...limits, counted: false })), 1_500 + 4 / SLOWEST);
  const load = { bytes: new Uint8Array(8) };
  assert.equal(silence(outgoing({ ...limits, counted: false, load })), 1_500 + 8 / SLOWEST);
  assert.equal(silence(outgoing({ ...limits, counted: false, load: undefined })), 1_500);
});

/** A request in the air. */
function sent(limits: Partial<Outgoing>, signal = NEVER) {
  const reports: number[] = [];
  const landing = byXhr(outgoing(limits), signal, (bytes) => reports.push(bytes));
  const [request] = FakeRequest.sent;
  assert.ok(request);
  return { landing, request, reports };
}

/** Fails, instead of hanging, where nobody watches. */
function soon(landing: Promise<Landing>): Promise<Landing | "nothing came"> {
  return Promise.race([landing, sleep(SHORT * 20, "nothing came" as const)]);
}
