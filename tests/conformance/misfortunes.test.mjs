// @ts-check
// Misfortunes of the second kind: slow and stuck bodies, flipped bits, answers in white space, a cloud that goes and comes back.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { startCloud } from "../../www/cloud/index.mjs";
import { bosClient, cosClient, ossClient, refusalOf } from "./clients.mjs";

/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;
const BODY = Buffer.alloc(300_000, "x");

before(async () => {
  cloud = await startCloud();
});

afterEach(() => {
  cloud.faults.clear();
  cloud.journal.clear();
});

after(() => cloud.close());

const oss = () => ossClient(cloud, cloud.accounts.issue("oss", { seconds: 900 }));
const cos = () => cosClient(cloud, cloud.accounts.issue("cos", { seconds: 900 }));

test("a body can be taken so slowly that its sender notices", async () => {
  cloud.faults.add({ match: { operation: "PutObject" }, times: 1, action: { rate: 1_000_000 } });
  await oss().put("slow.txt", BODY);
  assert.ok((cloud.journal.lines({ operation: "PutObject" })[0]?.ms ?? 0) >= 250);
});

test("a body that is not taken to its end leaves nothing behind", async () => {
  cloud.faults.add({ match: { operation: "PutObject" }, times: 1, action: { stallAfter: 10_000 } });
  const stuck = oss()
    .put("stuck.txt", BODY)
    .catch(() => "cut");
  while (cloud.faults.rules.length > 0) await pause();
  await pause();
  await cloud.oss.stop();
  assert.equal(await stuck, "cut");
  await cloud.oss.start();
  assert.equal(cloud.oss.object(cloud.oss.bucket, "stuck.txt"), undefined);
});

test("an answer can be kept back although the work was done", async () => {
  cloud.faults.add({ match: { operation: "AbortMultipartUpload" }, times: 1, action: { lose: true, stall: true } });
  const client = oss();
  const id = await client.initiate("silent.txt");
  const silent = client.abort("silent.txt", id).catch(() => "cut");
  while (cloud.oss.uploads(cloud.oss.bucket).length > 0) await pause();
  await cloud.oss.stop();
  assert.equal(await silent, "cut");
  await cloud.oss.start();
});

test("one bit turned over on the way shows in every checksum of the answer", async () => {
  cloud.faults.add({ match: { operation: "PutObject" }, times: 1, action: { corrupt: true } });
  await cos().put("bit.txt", BODY);
  const first = cloud.cos.object(cloud.cos.bucket, "bit.txt");
  await cos().put("bit.txt", BODY);
  const second = cloud.cos.object(cloud.cos.bucket, "bit.txt");
  assert.equal(first?.size, second?.size);
  assert.notEqual(first?.crc64, second?.crc64);
  assert.notEqual(first?.md5, second?.md5);
});

test("COS keeps a Complete alive with white space, and an error comes as a 200 then", async () => {
  const url = `${cloud.cos.endpoint}/${cloud.cos.bucket}/a?uploadId=none`;
  cloud.faults.add({ match: { operation: "CompleteMultipartUpload" }, times: 1, action: { drip: 250, status: 500 } });
  const reply = await fetch(url, { method: "POST", body: "" });
  assert.equal(reply.status, 200);
  assert.match(await reply.text(), /^ {3}<\?xml.*<Error><Code>InternalError/s);
});

test("what is stored, and what was begun, is still there when a cloud comes back on its port", async () => {
  const clients = { oss, bos: () => bosClient(cloud, cloud.accounts.issue("bos", { seconds: 900 })), cos };
  for (const name of /** @type {const} */ (["oss", "bos", "cos"])) {
    const client = clients[name]();
    await client.put("stays.txt", BODY);
    const id = await client.initiate("begun.txt");
    await cloud[name].stop();
    await assert.rejects(fetch(cloud[name].endpoint));
    // The SDKs' agents must hear that their waiting connections are gone.
    await pause();
    await cloud[name].start();
    assert.deepEqual(await clients[name]().get("stays.txt"), BODY);
    assert.deepEqual(await clients[name]().uploads("begun.txt"), [id]);
  }
});

test("strikes are counted by kind, and URLs are kept where no signature is in them", async () => {
  cloud.faults.add({ cloud: "oss", times: 2, action: { status: 503, retryAfter: 1 } });
  cloud.faults.add({ cloud: "oss", skip: 2, times: 1, action: { lose: true } });
  const before = cloud.faults.struck;
  await refusalOf(oss().put("a.txt", BODY));
  const url = `${cloud.oss.endpoint}/${cloud.oss.bucket}/a.txt`;
  await fetch(`${url}?x-oss-signature=fake`).catch(() => {});
  await fetch(url).catch(() => {});
  const more = (/** @type {string} */ kind) => (cloud.faults.struck[kind] ?? 0) - (before[kind] ?? 0);
  assert.deepEqual([more("status 503 + retryAfter"), more("lose")], [2, 1]);
  const path = `/${cloud.oss.bucket}/a.txt`;
  assert.deepEqual(
    cloud.journal.lines().map((line) => line.url),
    ["/a.txt", undefined, path],
  );
});

function pause() {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
