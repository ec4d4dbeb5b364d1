/** The hands: one nudge, one drain; what is cut stays silent; what breaks takes nothing along. */
import assert from "node:assert/strict";
import test from "node:test";
import { resetCore } from "../../ts/core.ts";
import type { UploadError } from "../../ts/errors.ts";
import { Uploader } from "../../ts/uploader.ts";
import type { Command, Send } from "../../ts/wire.ts";
import { packed } from "../../ts/xhr.ts";
import { woodenSession } from "./fake/session.ts";
import { around, BUCKET, FakeWorld, GOOD, settle, stored } from "./fake/world.ts";

test("a text arrives by one request, and its stored figure is the one computed here", async () => {
  const world = new FakeWorld();
  world.cloud = stored;
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, around(world));
  const upload = uploader.upload("hello", { key: "a/b.txt", mode: "put" });
  const result = await upload.done();
  assert.equal(result.verified, true);
  assert.equal(result.size, 5);
  assert.equal(upload.state, "done");
  assert.equal(upload.progress.fraction, 1);
  const [sent] = world.sent;
  assert.equal(sent?.outgoing.url, "https://photos.oss-cn-hangzhou.aliyuncs.com/a/b.txt");
  const body = packed(sent?.outgoing.load);
  assert.ok(body instanceof Blob && body.type === "");
  assert.deepEqual(uploader.uploads, []);
});

test("a nudge from inside a listener waits until the drain before it is over", async () => {
  const heard: string[] = [];
  const { uploader } = wooden(heard, (nudge) => (nudge.startsWith("upload 1") ? [state("running"), send(1)] : []));
  const upload = uploader.upload("x", { key: "k" });
  upload.on("state", () => upload.pause());
  await settle();
  assert.deepEqual(
    heard.map((line) => line.split(" ")[0]),
    ["upload", "poll", "poll", "poll", "pause", "poll"],
  );
});

test("what is asked of an upload before the core is there is asked once it is", async () => {
  const heard: string[] = [];
  const { uploader } = wooden(heard, () => []);
  uploader.upload("x", { key: "k" }).pause();
  await settle();
  assert.deepEqual(
    heard.map((line) => line.split(" ")[0]),
    ["upload", "poll", "pause", "poll"],
  );
});

test("a request that was cancelled is cut and never reported, even when it is answered", async () => {
  const heard: string[] = [];
  const { world, uploader } = wooden(heard, (nudge) =>
    nudge.startsWith("upload") ? [send(1)] : nudge.startsWith("pause") ? [{ do: "cancel", request: 1 }] : [],
  );
  const upload = uploader.upload("x", { key: "k" });
  await settle();
  assert.equal(upload.parts.flying.size, 1);
  upload.pause();
  assert.equal(world.sent[0]?.signal.aborted, true);
  assert.equal(upload.parts.flying.size, 0);
  world.sent[0]?.land({ status: 200, headers: "", body: "" });
  await settle();
  assert.ok(!heard.some((line) => line.startsWith("reply") || line.startsWith("lost")));
});

test("after close nothing is sent, asked or told, and what ran is rejected with aborted", async () => {
  const heard: string[] = [];
  const { world, uploader } = wooden(heard, (nudge) => (nudge.startsWith("upload") ? [send(1)] : []));
  const upload = uploader.upload("x", { key: "k" });
  await settle();
  uploader.close();
  await settle();
  assert.deepEqual(heard.slice(-2), ["wipe", "free"]);
  assert.equal(world.sent[0]?.signal.aborted, true);
  world.sent[0]?.land({ status: 200, headers: "", body: "" });
  upload.resume();
  await settle();
  assert.deepEqual(heard.slice(-2), ["wipe", "free"]);
  assert.equal(upload.state, "aborted");
  assert.equal(world.listeners.length, 0);
  await assert.rejects(upload.done(), { code: "aborted" });
  await assert.rejects(uploader.fetch("k"), { code: "aborted" });
  await assert.rejects(uploader.upload("y", { key: "k" }).done(), { code: "aborted" });
});

test("a panic fails what runs with internal, and the next upload gets a fresh session", async () => {
  const world = new FakeWorld();
  world.cloud = stored;
  let resets = 0;
  const broken = woodenSession(() => {
    throw new WebAssembly.RuntimeError("unreachable");
  }, []);
  const given = around(world);
  const openings = [async () => broken, given.openSession];
  const uploader = new Uploader(
    { ...BUCKET, credentials: "/sts" },
    {
      ...given,
      openSession: (...args) => (openings.shift() ?? given.openSession)(...args),
      reset: () => (resets += 1),
    },
  );
  const upload = uploader.upload("x", { key: "k" });
  const error = await failure(upload.done());
  assert.equal(error.code, "internal");
  assert.ok(error.hint);
  assert.equal(resets, 1);
  assert.equal((await uploader.upload("x", { key: "k" }).done()).verified, true);
  upload.retry();
  assert.equal((await upload.done()).verified, true);
});

test("a panic of one uploader costs the others their session once, and all go on with the fresh core", async () => {
  const world = new FakeWorld();
  world.cloud = stored;
  const given = around(world);
  const other = new Uploader({ ...BUCKET, credentials: "/sts" }, given);
  const held = other.upload("x", { key: "k", mode: "put" });
  await held.done();
  resetCore();
  assert.equal((await failure(other.upload("x", { key: "k" }).done())).code, "internal");
  assert.equal((await other.upload("x", { key: "k" }).done()).verified, true);
  const closed = new Uploader({ ...BUCKET, credentials: "/sts" }, given);
  await closed.presign("k");
  resetCore();
  closed.close();
  await settle();
});

test("a source that grew shorter is an error of the source, not of the network", async () => {
  const heard: string[] = [];
  const { uploader } = wooden(heard, (nudge) => (nudge.startsWith("upload") ? [send(1, 9)] : []));
  uploader.upload("x", { key: "k" });
  await settle();
  assert.ok(heard.includes("lost 1 source-changed"));
});

test("an upload that is stored, and whose callback failed, says so again when it is retried, and sends nothing", async () => {
  for (const [locale, advice] of [
    ["en", /is stored: do not upload again/],
    ["zh", /对象已存/],
  ] as const) {
    const world = new FakeWorld();
    world.cloud = async (outgoing) => ({ ...(await stored(outgoing)), status: 203 });
    const uploader = new Uploader({ ...BUCKET, credentials: "/sts", locale }, around(world));
    const callback = { url: "https://app.test/stored" };
    const upload = uploader.upload("x", { key: "k", mode: "put", callback });
    const first = await failure(upload.done());
    const states: string[] = [];
    upload.on("state", (state) => states.push(state));
    upload.retry();
    const second = await failure(upload.done());
    for (const { code, hint } of [first, second]) assert.deepEqual([code, advice.test(hint ?? "")], ["callback", true]);
    assert.deepEqual([world.sent.length, states], [1, ["queued", "failed"]]);
  }
});

test("an upload whose options were refused cannot be retried, and says so", async () => {
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, around(new FakeWorld()));
  const upload = uploader.upload("x", { key: "k", partSize: 1.5 });
  assert.equal((await failure(upload.done())).code, "invalid-argument");
  upload.retry();
  const { code, message } = await failure(upload.done());
  assert.deepEqual([code, /options were refused/.test(message)], ["invalid-argument", true]);
});

test("the signal of the caller aborts, before the start and after", async () => {
  const { uploader } = wooden([], (nudge) =>
    nudge.startsWith("abort") ? [state("aborted"), { do: "aborted", upload: 2 }] : [],
  );
  const early = uploader.upload("x", { key: "k", signal: AbortSignal.abort("too late") });
  await assert.rejects(early.done(), { code: "aborted", cause: "too late" });
  const leaving = new AbortController();
  const late = uploader.upload("x", { key: "k", signal: leaving.signal });
  await settle();
  leaving.abort();
  await assert.rejects(late.done(), { code: "aborted" });
});

function wooden(heard: string[], script: (nudge: string) => Command[]) {
  const world = new FakeWorld();
  const given = around(world, async () => GOOD);
  const openSession = async () => woodenSession(script, heard);
  return { world, uploader: new Uploader({ ...BUCKET, credentials: "/sts" }, { ...given, openSession }) };
}

function state(word: "running" | "aborted"): Command {
  return { do: "tell", upload: word === "running" ? 1 : 2, event: { kind: "state", state: word } };
}

function send(request: number, end = 1): Command {
  const body: Send["body"] = { kind: "slice", start: 0, end };
  const rest = { headers: [], hash: "none", stallMs: 1_000, answerMs: 1_000 } satisfies Partial<Send>;
  return { do: "send", request, upload: 1, part: 1, method: "PUT", url: "https://x.test/k", body, ...rest };
}

async function failure(promise: Promise<unknown>): Promise<UploadError> {
  return promise.then(
    () => assert.fail("it was expected to fail"),
    (error: UploadError) => error,
  );
}
