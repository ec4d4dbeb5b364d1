// @ts-check
// Every official JavaScript SDK, unmodified, stores and reads back on the local cloud with temporary credentials.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startCloud } from "../../www/cloud/index.mjs";
import { bosClient, cosClient, ossClient } from "./clients.mjs";

const MIB = 1024 * 1024;
const KEY = "照片/a b+c (1)/~%23'!*.bin";
const BODY = randomBytes(3 * MIB + 12_345);
const CUTS = [0, MIB, 2 * MIB, 3 * MIB, BODY.length];

/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;
let folder = "";
let file = "";

before(async () => {
  cloud = await startCloud();
  folder = await mkdtemp(join(tmpdir(), "trebucket-conformance-"));
  file = join(folder, "body.bin");
  await writeFile(file, BODY);
});

after(async () => {
  await cloud.close();
  await rm(folder, { recursive: true });
});

/** @typedef {import("./clients.mjs").Client} Client */
/** @typedef {"oss" | "bos" | "cos"} Provider */
/** @type {[string, Provider, (cloud: any, credential: any) => Client][]} */
const SDKS = [
  ["ali-oss with V4", "oss", (at, credential) => ossClient(at, credential, "v4")],
  ["ali-oss with V1", "oss", (at, credential) => ossClient(at, credential, "v1")],
  ["cos-nodejs-sdk-v5", "cos", cosClient],
  ["@baiducloud/sdk", "bos", bosClient],
];

for (const [name, provider, make] of SDKS) {
  describe(name, () => {
    const connect = () => make(cloud, cloud.accounts.issue(provider, { seconds: 900 }));
    test("puts an object, sees its size, ETag and metadata, and reads it back, whole and in ranges", () =>
      putAndRead(connect(), provider));
    test("uploads parts in any order, lists them page by page, completes, and reads the whole back", () =>
      uploadInParts(connect(), provider));
    test("aborts an upload, which is gone then", () => abort(connect(), provider));
    test("puts an object of no bytes", async () => {
      const client = connect();
      await client.put("empty", Buffer.alloc(0));
      assert.equal(Number((await client.head("empty"))["content-length"]), 0);
      assert.equal((await client.get("empty")).length, 0);
    });
    test("sends a file in parts in its own way", async () => {
      const client = connect();
      await client.large(KEY, file);
      assert.deepEqual(await client.get(KEY), BODY);
    });
  });
}

async function putAndRead(/** @type {Client} */ client, /** @type {Provider} */ provider) {
  const body = BODY.subarray(0, 100_001);
  await client.put(KEY, body, { author: "li" });
  const head = await client.head(KEY);
  assert.equal(Number(head["content-length"]), body.length);
  assert.equal(head.etag?.replaceAll('"', "").toLowerCase(), createHash("md5").update(body).digest("hex"));
  assert.equal(head[`${PREFIXES[provider]}meta-author`], "li");
  assert.deepEqual(await client.get(KEY), body);
  assert.deepEqual(await client.get(KEY, "bytes=1000-1999"), body.subarray(1000, 2000));
  await client.remove(KEY);
  await assert.rejects(client.get(KEY));
}

async function uploadInParts(/** @type {Client} */ client, /** @type {Provider} */ provider) {
  const id = await client.initiate(KEY);
  /** @type {string[]} */
  const etags = [];
  for (const number of [3, 1, 4, 2]) {
    etags[number - 1] = await client.part(KEY, id, number, file, CUTS[number - 1] ?? 0, CUTS[number] ?? 0);
  }
  const listed = await everyPart(client, id);
  assert.deepEqual(
    listed.map(({ number, size }) => [number, size]),
    [1, 2, 3, 4].map((number) => [number, (CUTS[number] ?? 0) - (CUTS[number - 1] ?? 0)]),
  );
  assert.deepEqual(
    listed.map(({ etag }) => bare(etag)),
    etags.map(bare),
  );
  await client.complete(
    KEY,
    id,
    etags.map((etag, index) => ({ number: index + 1, etag })),
  );
  assert.deepEqual(await client.get(KEY), BODY);
  assert.equal(cloud[provider].object(cloud[provider].bucket, KEY)?.parts, 4);
}

async function abort(/** @type {Client} */ client, /** @type {Provider} */ provider) {
  const id = await client.initiate(KEY);
  await client.part(KEY, id, 1, file, 0, MIB);
  assert.deepEqual(await client.uploads("照片/"), [id]);
  await client.abort(KEY, id);
  await assert.rejects(client.parts(KEY, id, 10, 0));
  assert.deepEqual(cloud[provider].uploads(cloud[provider].bucket), []);
}

async function everyPart(/** @type {Client} */ client, /** @type {string} */ id) {
  const all = [];
  let marker = 0;
  for (;;) {
    const { parts, truncated, next } = await client.parts(KEY, id, 3, marker);
    all.push(...parts);
    if (!truncated) return all;
    marker = next;
  }
}

function bare(/** @type {string} */ etag) {
  return etag.replaceAll('"', "");
}

const PREFIXES = { oss: "x-oss-", cos: "x-cos-", bos: "x-bce-" };
