/** A stream of unknown length: read part by part, held only while it is needed. */
import assert from "node:assert/strict";
import test from "node:test";
import { type Cut, sliced } from "../../ts/cut.ts";
import { Stream } from "../../ts/stream.ts";
import { Uploader } from "../../ts/uploader.ts";
import { startCloud } from "../../www/cloud/index.mjs";
import { around, BUCKET, FakeWorld, stored } from "./fake/world.ts";

test("chunks of any size fill parts of the size asked for, and the end is told", async () => {
  const stream = new Stream(flowing(["abc", "defgh", "", "i"]));
  assert.deepEqual(await stream.fill(1, 4), { bytes: 4, ended: false });
  assert.deepEqual(await stream.fill(2, 4), { bytes: 4, ended: false });
  assert.deepEqual(await stream.fill(3, 4), { bytes: 1, ended: true });
  assert.equal(await text(stream.cut(0, 4, 1)), "abcd");
  assert.equal(await text(stream.cut(5, 7, 2)), "fg");
  assert.equal(await text(stream.cut(8, 9)), "i");
});

test("a part that is home is let go, and gives nothing any more", async () => {
  const stream = new Stream(flowing(["abcd"]));
  await stream.fill(1, 2);
  stream.release(1);
  await stream.fill(2, 2);
  assert.equal(stream.cut(0, 2, 1), undefined);
  assert.equal(await text(stream.cut(2, 4, 2)), "cd");
});

test("a short stream arrives whole, its length known only at the end", async () => {
  const world = new FakeWorld();
  world.cloud = stored;
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, around(world));
  const upload = uploader.upload(flowing(["hel", "lo"]), { key: "k", mode: "put" });
  assert.equal(upload.size, undefined);
  const { size, verified } = await upload.done();
  assert.deepEqual([size, verified, upload.size], [5, true, 5]);
});

for (const provider of ["oss", "cos"] as const) {
  test(`${provider}: a short stream goes as a form where that is asked for`, async () => {
    const cloud = await startCloud();
    const { bucket, region, endpoint } = cloud[provider];
    const { id, secret, token } = cloud.accounts.issue(provider, { seconds: 900 });
    const credentials = { accessKeyId: id, accessKeySecret: secret, sessionToken: token };
    const uploader = new Uploader({ provider, bucket, region, endpoint, credentials, checkpoints: "none" });
    const { size, verified } = await uploader.upload(flowing(["hel", "lo"]), { key: "k", mode: "post" }).done();
    assert.deepEqual([size, verified], [5, true]);
    uploader.close();
    await cloud.close();
  });
}

test("a stream that breaks is an error of the source, and nothing of it is stored", async () => {
  const world = new FakeWorld();
  world.cloud = stored;
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, around(world));
  const upload = uploader.upload(flowing(["abc", new Error("the tap is dry")]), { key: "k" });
  await assert.rejects(upload.done(), { code: "source", message: /the tap is dry/ });
  assert.equal(upload.state, "failed");
  assert.equal(world.sent.length, 0);
});

test("a stream that somebody else reads is refused by done, not by upload", async () => {
  const stream = flowing(["abc"]);
  stream.getReader();
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, around(new FakeWorld()));
  await assert.rejects(uploader.upload(stream, { key: "k" }).done(), { code: "invalid-argument" });
});

async function text(cut: Cut | undefined): Promise<string | undefined> {
  return cut && sliced(cut).text();
}

function flowing(chunks: (string | Error)[]): ReadableStream<Uint8Array> {
  const waiting = [...chunks];
  return new ReadableStream({
    pull(controller) {
      const chunk = waiting.shift();
      if (chunk === undefined) controller.close();
      else if (typeof chunk === "string") controller.enqueue(new TextEncoder().encode(chunk));
      else controller.error(chunk);
    },
  });
}
