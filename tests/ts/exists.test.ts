/** Instant upload: an app that has the bytes already spares the rest of the way, and nothing is left behind. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import test, { after, before } from "node:test";
import type { ContentDigest, ExistsHook, Provider, UploadOptions } from "../../ts/types.ts";
import { Uploader } from "../../ts/uploader.ts";
import { startCloud } from "../../www/cloud/index.mjs";
import { startServer } from "../../www/server/index.mjs";
import { around, BUCKET, FakeWorld, settle, stored } from "./fake/world.ts";

const MIB = 1 << 20;
const LARGE: Partial<UploadOptions> = { mode: "multipart", partSize: MIB };
let cloud: Awaited<ReturnType<typeof startCloud>>;
let server: Awaited<ReturnType<typeof startServer>>;

before(async () => {
  cloud = await startCloud();
  server = await startServer({ cloud, env: {} });
});
after(async () => {
  await server.close();
  await cloud.close();
});

for (const provider of ["oss", "bos", "cos"] as const) {
  test(`${provider}: a yes while parts fly ends the upload as done, and no multipart or object is left`, async () => {
    const bytes = randomBytes(12 * MIB);
    const key = `users/ann/${provider}-there.bin`;
    let flown = () => {};
    const parts = new Promise<void>((resolve) => {
      flown = resolve;
    });
    const asked: ContentDigest[] = [];
    const exists: ExistsHook = async (digest) => {
      asked.push(digest);
      await parts;
      return { key: "users/ann/first.bin", etag: "E1", crc64: digest.crc64 };
    };
    const uploader = await made(provider);
    const upload = uploader.upload(new Blob([bytes]), { key, exists, ...LARGE });
    upload.on("part", flown);
    const result = await upload.done();
    assert.deepEqual(asked, [{ size: bytes.length, ...digests(bytes), crc64: result.crc64 }]);
    assert.deepEqual([result.key, result.etag, result.verified], ["users/ann/first.bin", "E1", true]);
    assert.deepEqual([result.existed, result.parts, result.size], [true, 0, bytes.length]);
    assert.match(result.url, /^http:.*users\/ann\/first\.bin$/);
    assert.deepEqual([upload.state, upload.progress.fraction, uploader.uploads.length], ["done", 1, 0]);
    assert.deepEqual(left(provider, key), { uploads: 0, object: false });
    uploader.close();
  });
}

test("a no, a throw and an answer about other bytes let the upload go on to its end", async () => {
  const hooks: ExistsHook[] = [
    () => false,
    async () => undefined,
    () => {
      throw new Error("the index is down");
    },
    () => ({ key: "users/ann/other.bin", crc64: "1" }),
  ];
  for (const [index, exists] of hooks.entries()) {
    const uploader = await made("oss");
    const key = `users/ann/absent-${index}.bin`;
    const result = await uploader.upload(new Blob([randomBytes(3 * MIB)]), { key, exists, ...LARGE }).done();
    assert.deepEqual([result.key, result.verified, result.existed], [key, true, undefined]);
    assert.deepEqual(left("oss", key), { uploads: 0, object: true });
    uploader.close();
  }
});

test("a hook that answers after the last byte changes nothing", async () => {
  const uploader = await made("oss");
  const key = "users/ann/late.bin";
  let answer: (yes: boolean) => void = () => {};
  const exists: ExistsHook = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const upload = uploader.upload(new Blob([randomBytes(3 * MIB)]), { key, exists, ...LARGE });
  upload.on("progress", ({ fraction }) => fraction === 1 && answer(true));
  const result = await upload.done();
  assert.deepEqual([result.existed, result.parts], [undefined, 3]);
  assert.deepEqual(left("oss", key), { uploads: 0, object: true });
  uploader.close();
});

test("a small file waits for the answer, and is not sent at all where it is yes", async () => {
  const world = new FakeWorld();
  world.cloud = stored;
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, around(world));
  const result = await uploader.upload("hello", { key: "a b.txt", exists: () => true }).done();
  assert.deepEqual([result.existed, result.key, result.verified], [true, "a b.txt", false]);
  assert.equal(result.url, "https://photos.oss-cn-hangzhou.aliyuncs.com/a%20b.txt");
  assert.equal(world.sent.length, 0);
});

test("a small file waits ten seconds for a hook that never answers, and no longer", async () => {
  const world = new FakeWorld();
  world.cloud = stored;
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, around(world));
  const upload = uploader.upload("hello", { key: "k", exists: () => new Promise(() => {}) });
  await world.pass(9_000);
  assert.equal(world.sent.length, 0);
  await world.pass(2_000);
  assert.equal((await upload.done()).verified, true);
});

test("an upload that is aborted hears nothing of a late yes, and its hook is told to stop", async () => {
  const world = new FakeWorld();
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, around(world));
  let told: AbortSignal | undefined;
  let answer: (yes: boolean) => void = () => {};
  const exists: ExistsHook = (_, { signal, key }) => {
    assert.equal(key, "k");
    told = signal;
    return new Promise((resolve) => {
      answer = resolve;
    });
  };
  const upload = uploader.upload("hello", { key: "k", exists });
  await settle();
  await upload.abort();
  assert.equal(told?.aborted, true);
  answer(true);
  await assert.rejects(upload.done(), { code: "aborted" });
  await settle();
  assert.equal(upload.state, "aborted");
});

test("a stream is uploaded without anybody being asked", async () => {
  const world = new FakeWorld();
  world.cloud = stored;
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, around(world));
  const exists = () => assert.fail("nobody knows a stream before it is read");
  const stream = new Blob(["hello"]).stream() as ReadableStream<Uint8Array>;
  assert.equal((await uploader.upload(stream, { key: "k", mode: "put", exists }).done()).verified, true);
});

function left(provider: Provider, key: string): { uploads: number; object: boolean } {
  const { bucket } = cloud[provider];
  return { uploads: cloud[provider].uploads(bucket).length, object: Boolean(cloud[provider].object(bucket, key)) };
}

function digests(bytes: Uint8Array): { md5: string; sha256: string } {
  const hex = (name: string) => createHash(name).update(bytes).digest("hex");
  return { md5: hex("md5"), sha256: hex("sha256") };
}

async function made(provider: Provider): Promise<Uploader> {
  const { bucket, region, endpoint } = cloud[provider];
  const login = await fetch(`${server.url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "ann" }),
  });
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  const credentials = async () =>
    (await fetch(`${server.url}/sts?provider=${provider}`, { method: "POST", headers: { cookie } })).json();
  return new Uploader({ provider, bucket, region, endpoint, credentials, checkpoints: "none", concurrency: 2 });
}
