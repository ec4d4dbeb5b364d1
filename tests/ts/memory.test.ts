/** What survives a reload, and what becomes of an upload whose memory is bad. */
import assert from "node:assert/strict";
import test from "node:test";
import type { CheckpointStore, Upload, UploaderOptions, UploadOptions } from "../../ts/types.ts";
import { Uploader } from "../../ts/uploader.ts";
import { Bucket } from "./fake/bucket.ts";
import { around, BUCKET, FakeWorld } from "./fake/world.ts";

const MIB = 1 << 20;
const FILE = new Blob([new Uint8Array(MIB).fill(1), new Uint8Array(MIB).fill(2), new Uint8Array(9)]);

/** What can be asked of an object. */
const WISHES: UploadOptions = {
  key: "a/b.bin",
  mode: "multipart",
  contentType: "video/mp4",
  cacheControl: "no-cache",
  contentDisposition: "attachment",
  contentEncoding: "identity",
  metadata: { origin: "test" },
  storageClass: "IA",
  tagging: { team: "a" },
  forbidOverwrite: true,
  headers: { "x-oss-persistent-headers": "a:b" },
};

test("a store that is full, blocked, silent or full of rubbish costs the memory, and never the upload", async () => {
  for (const [what, store] of Object.entries(BAD_STORES)) {
    const { bucket, world, begin } = page(store);
    const upload = begin({ key: "k", mode: "multipart" });
    await ended(upload, world);
    assert.equal((await upload.done()).verified, true, what);
    assert.equal(bucket.asked.filter((line) => line === "initiate").length, 1, what);
  }
});

test("rubbish in the store is not offered for resuming, and what cannot be read can be discarded", async () => {
  const { uploader, store, bucket, world } = page(keeping());
  const place = { scope: "", provider: "oss", bucket: "photos" };
  for (const [id, value] of Object.entries({ a: 7, b: "c", d: null, e: { ...place, id: "e", checkpoint: "{" } })) {
    await store.put(id, value);
  }
  const offered = await uploader.resumable();
  assert.equal(offered.length, 1);
  const discarding = offered[0]?.discard();
  await world.pass(1_000);
  await discarding;
  assert.deepEqual(await uploader.resumable(), []);
  assert.deepEqual(bucket.asked, []);
});

test("after a reload an upload that the cloud forgot is begun anew just as it was ordered", async () => {
  const { bucket, store } = await interrupted(WISHES);
  bucket.forget();
  const { uploader, world } = page(store, bucket);
  const [offered] = await uploader.resumable();
  const upload = offered?.resume(FILE) as Upload;
  await ended(upload, world);
  assert.equal((await upload.done()).verified, true);
  const [first, second] = bucket.initiations.map(lasting);
  assert.equal(first?.["x-oss-meta-origin"], "test");
  assert.deepEqual(second, first);
});

test("headers that may be keys are not written down, and must be given again", async () => {
  const headers = { "x-oss-server-side-encryption-customer-key": "FAKE-key", "x-oss-persistent-headers": "a:b" };
  const { bucket, store } = await interrupted({ ...WISHES, headers });
  assert.doesNotMatch(JSON.stringify(await store.list()), /FAKE-key/);
  const { uploader, world } = page(store, bucket);
  const [offered] = await uploader.resumable();
  await assert.rejects(offered?.resume(FILE).done() ?? Promise.resolve(), {
    code: "invalid-argument",
    message: /customer-key/,
  });
  const upload = offered?.resume(FILE, { headers }) as Upload;
  await ended(upload, world);
  assert.deepEqual([(await upload.done()).resumed, bucket.initiations.length], [true, 1]);
});

test("an earlier attempt that would make another object is given up, on the cloud too", async () => {
  const { bucket, store } = await interrupted(WISHES);
  const { begin, world } = page(store, bucket);
  const upload = begin({ ...WISHES, metadata: { origin: "elsewhere" } });
  await ended(upload, world);
  assert.equal((await upload.done()).resumed, false);
  assert.ok(bucket.asked.includes("abort U1"), bucket.asked.join());
  assert.equal(bucket.initiations[1]?.["x-oss-meta-origin"], "elsewhere");
});

test("an upload whose key a function tells is taken up like any other", async () => {
  const { bucket, store } = await interrupted({ ...WISHES, key: () => "a/b.bin" });
  const { begin, world } = page(store, bucket);
  const upload = begin({ ...WISHES, key: async () => "a/b.bin" });
  await ended(upload, world);
  assert.deepEqual([(await upload.done()).resumed, bucket.initiations.length], [true, 1]);
  assert.equal(bucket.asked.filter((line) => line === "part 1").length, 1, "what is home stays home");
});

/** The page was closed with the first part home. */
async function interrupted(options: UploadOptions) {
  const { bucket, store, uploader, world, begin } = page(keeping());
  bucket.held = /part 2/;
  const upload = begin(options);
  for (let turn = 0; turn < 50 && !bucket.asked.includes("part 2"); turn++) await world.pass(50);
  await world.pass(1_500);
  assert.equal(upload.state, "running");
  uploader.close();
  bucket.held = undefined;
  return { bucket, store };
}

function page(store: CheckpointStore, bucket = new Bucket()) {
  const world = new FakeWorld();
  bucket.serve(world);
  const options: UploaderOptions = {
    ...BUCKET,
    credentials: "/sts",
    checkpoints: store,
    partSize: MIB,
    concurrency: 1,
  };
  const uploader = new Uploader(options, around(world));
  return { bucket, store, uploader, world, begin: (options: UploadOptions) => uploader.upload(FILE, options) };
}

async function ended(upload: Upload, world: FakeWorld): Promise<void> {
  for (let turn = 0; turn < 100 && upload.state !== "done" && upload.state !== "failed"; turn++)
    await world.pass(1_000);
}

/** Headers that say how the object is made, and not when or by whom it was signed. */
function lasting(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/date|authorization|token|sha256/.test(name)));
}

/** A store as it should be. */
function keeping(): CheckpointStore {
  const kept = new Map<string, string>();
  return {
    get: async (id) => JSON.parse(kept.get(id) ?? "null"),
    put: async (id, value) => void kept.set(id, JSON.stringify(value)),
    delete: async (id) => void kept.delete(id),
    list: async () => [...kept.values()].map((text) => JSON.parse(text)),
  };
}

const failing = async (): Promise<never> => {
  throw new DOMException("The quota is used up.", "QuotaExceededError");
};
const blocked = (): never => {
  throw new DOMException("Denied in private windows.", "SecurityError");
};
const silent = (): Promise<never> => new Promise(() => {});
const answering = (value: unknown): CheckpointStore => ({ ...keeping(), get: async () => value });
const kept = (checkpoint: unknown) => answering({ size: FILE.size, wish: {}, checkpoint });

const BAD_STORES: Record<string, CheckpointStore> = {
  "is full": { ...keeping(), put: failing },
  "fails at everything": { get: failing, put: failing, delete: failing, list: failing },
  "is blocked": { get: blocked, put: blocked, delete: blocked, list: blocked },
  "never answers": { get: silent, put: silent, delete: silent, list: silent },
  "holds a number": answering(42),
  "holds a text": answering("{"),
  "holds a list": answering([]),
  "holds half of it": answering({ size: FILE.size }),
  "holds a checkpoint that is none": kept({ uploadId: 7 }),
  "holds a checkpoint that is damaged": kept('{"version":1,"key":"k","size":'),
  "holds a checkpoint of a newer version": kept('{"version":2,"key":"k","uploadId":"U9","ranges":[]}'),
};
