/** Two tabs and one file: whoever comes second waits, also when it comes back. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Upload } from "../../ts/types.ts";
import { Uploader } from "../../ts/uploader.ts";
import { Bucket } from "./fake/bucket.ts";
import { around, BUCKET, FakeWorld, GOOD } from "./fake/world.ts";

type Pair = [Upload, Upload];

const FILE = new Blob([new Uint8Array(3 << 20)]);

test("a failed upload that is retried waits for the tab that took it up meanwhile", async () => {
  const undo = lockable();
  const bucket = new Bucket();
  const [first, second] = [tab(bucket), tab(bucket)];
  bucket.broken = /part 2/;
  const failed = first.upload();
  await first.until(() => failed.state === "failed");
  bucket.broken = undefined;
  bucket.held = /part 2/;
  const other = second.upload();
  await second.until(() => bucket.initiations.length === 2 && bucket.asked.at(-1) === "part 2");
  const before = bucket.asked.length;
  failed.retry();
  failed.pause();
  assert.equal(failed.state, "queued");
  await first.world.pass(5_000);
  assert.equal(bucket.asked.length, before, "nothing is sent while another tab sends it");
  void other.abort();
  await second.world.pass(10_000);
  await first.until(() => failed.state === "paused");
  bucket.held = undefined;
  failed.resume();
  await first.until(() => failed.state === "done");
  assert.equal((await failed.done()).verified, true);
  undo();
});

test("an upload that is aborted while it waits for another tab sends nothing", async () => {
  const undo = lockable();
  const bucket = new Bucket();
  const [first, second] = [tab(bucket), tab(bucket)];
  bucket.held = /part 1/;
  first.upload();
  await first.until(() => bucket.asked.at(-1) === "part 1");
  const waiting = second.upload(async () => "k");
  await second.world.pass(1_000);
  const before = bucket.asked.length;
  await waiting.abort();
  await assert.rejects(waiting.done(), { code: "aborted" });
  assert.equal(bucket.asked.length, before);
  undo();
});

test("whoever waits for a credential is told of each try, and who is paused is not", async () => {
  const world = new FakeWorld();
  const bucket = new Bucket();
  bucket.serve(world);
  let down = true;
  const ask = async () => (down ? { status: 503, date: "", text: "" } : GOOD);
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts", checkpoints: "none" }, around(world, ask));
  const [waiting, paused] = ["k", "l"].map((key) => uploader.upload(FILE, { key, mode: "multipart" })) as Pair;
  const told: unknown[] = [];
  waiting.on("retry", ({ code, attempt, delay }) => told.push([code, attempt, delay > 0]));
  paused.on("retry", () => told.push("paused"));
  paused.pause();
  await world.pass(3_000);
  assert.ok(told.length >= 2, `${told.length}`);
  assert.deepEqual(told.slice(0, 2), [
    ["credentials", 1, true],
    ["credentials", 2, true],
  ]);
  assert.ok(!told.includes("paused"));
  down = false;
  await world.pass(30_000);
  assert.equal((await waiting.done()).verified, true);
  uploader.close();
});

function tab(bucket: Bucket) {
  const world = new FakeWorld();
  bucket.serve(world);
  const store = { get: async () => undefined, put: async () => {}, delete: async () => {}, list: async () => [] };
  const options = {
    ...BUCKET,
    credentials: "/sts",
    checkpoints: store,
    partSize: 1 << 20,
    concurrency: 1,
    patience: 0,
  };
  const uploader = new Uploader(options, around(world));
  const upload = (key: string | (() => Promise<string>) = "k") => uploader.upload(FILE, { key, mode: "multipart" });
  const until = async (came: () => boolean) => {
    for (let turn = 0; turn < 200 && !came(); turn++) await world.pass(500);
    assert.ok(came());
  };
  return { world, upload, until };
}

/** Web Locks as browsers have them; answers how to take them away again. */
function lockable(): () => void {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const tails = new Map<string, Promise<unknown>>();
  const request = async (name: string, { signal }: LockOptions, work: () => Promise<unknown>): Promise<unknown> => {
    const turn = tails.get(name) ?? Promise.resolve();
    const left = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
    const mine = Promise.race([turn, left]).then(work);
    tails.set(name, Promise.all([turn, mine.catch(() => {})]));
    return mine;
  };
  const locks = { request, query: async () => ({ held: [] }) };
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  return () => {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else Reflect.deleteProperty(globalThis, "navigator");
  };
}
