// @ts-check
// Listings page by page, in the order of the clouds, and the three ways a URL can name a bucket.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startCloud } from "../../www/cloud/index.mjs";
import { send } from "./send.mjs";

const require = createRequire(import.meta.url);
const OSS = require("ali-oss");
const COS = require("cos-nodejs-sdk-v5");
const { BosClient } = require("@baiducloud/sdk");

/** By the bytes of their UTF-8, in which the fish comes after the letter beyond the basic plane's middle. */
const KEYS = ["a/1", "a/2", "a/b/1", "b", "z z+%", "～", "🐟"];

/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;

before(async () => {
  cloud = await startCloud();
});

after(() => cloud.close());

test("OSS lists objects and uploads by page, in both versions of the list", async () => {
  const { id, secret } = cloud.accounts.permanent("oss");
  const { endpoint, bucket } = cloud.oss;
  const client = new OSS({ endpoint, bucket, accessKeyId: id, accessKeySecret: secret, region: "oss-cn-hangzhou" });
  for (const key of [...KEYS].reverse()) await client.put(key, Buffer.from(key));
  const byMarker = await follow(async (marker) => {
    const { objects, nextMarker } = await client.list({ "max-keys": 2, marker });
    return [names(objects, "name"), nextMarker];
  });
  assert.deepEqual(byMarker, KEYS);
  const byToken = await follow(async (token) => {
    const page = await client.listV2({ "max-keys": 3, "continuation-token": token });
    return [names(page.objects, "name"), page.nextContinuationToken];
  });
  assert.deepEqual(byToken, KEYS);
  const folded = await client.list({ "max-keys": 2, delimiter: "/" });
  assert.deepEqual([folded.prefixes, names(folded.objects, "name")], [["a/"], ["b"]]);
  assert.deepEqual((await client.list({ prefix: "a/", delimiter: "/" })).prefixes, ["a/b/"]);
});

test("OSS lists two uploads of one key on two pages", async () => {
  const { id, secret } = cloud.accounts.permanent("oss");
  const { endpoint, bucket } = cloud.oss;
  const client = new OSS({ endpoint, bucket, accessKeyId: id, accessKeySecret: secret, region: "oss-cn-hangzhou" });
  const begun = await Promise.all(
    ["m/a", "m/a", "m/b"].map(async (key) => (await client.initMultipartUpload(key)).uploadId),
  );
  /** @type {string[]} */
  const seen = [];
  let more = true;
  let markers = {};
  while (more) {
    assert.ok(seen.length <= begun.length, "the pages go in circles");
    const page = await client.listUploads({ prefix: "m/", "max-uploads": 1, "encoding-type": "url", ...markers });
    seen.push(...names(page.uploads, "uploadId"));
    more = page.isTruncated;
    markers = { "key-marker": decodeURIComponent(page.nextKeyMarker), "upload-id-marker": page.nextUploadIdMarker };
  }
  assert.deepEqual(new Set(seen), new Set(begun));
  assert.equal(seen.length, 3);
});

test("COS lists objects by page", async () => {
  const { id, secret } = cloud.accounts.permanent("cos");
  const { endpoint, bucket, region } = cloud.cos;
  const client = new COS({ SecretId: id, SecretKey: secret, Protocol: "http:", Proxy: endpoint });
  const place = { Bucket: bucket, Region: region };
  for (const Key of KEYS) await client.putObject({ ...place, Key, Body: Key });
  const all = await follow(async (Marker) => {
    const page = await client.getBucket({ ...place, MaxKeys: 2, ...(Marker ? { Marker } : {}) });
    return [names(page.Contents, "Key"), page.IsTruncated === "true" ? page.NextMarker : undefined];
  });
  assert.deepEqual(all, KEYS);
});

test("BOS lists objects by page", async () => {
  const { id, secret } = cloud.accounts.permanent("bos");
  const { endpoint, bucket } = cloud.bos;
  const client = new BosClient({ endpoint, credentials: { ak: id, sk: secret } });
  for (const key of KEYS) await client.putObject(bucket, key, Buffer.from(key));
  const all = await follow(async (marker) => {
    const { body } = await client.listObjects(bucket, { maxKeys: 3, ...(marker ? { marker } : {}) });
    return [names(body.contents, "key"), body.isTruncated ? body.nextMarker : undefined];
  });
  assert.deepEqual(all, KEYS);
});

test("a bucket is named by path, by host, by a name mapped to it, and by a proxy's whole URL", async () => {
  const { endpoint, virtualEndpoint, bucket } = cloud.oss;
  cloud.oss.cname("img.example.com", bucket);
  const host = virtualEndpoint.replace("http://", "");
  const ways = [
    `${endpoint}/${bucket}/dir//a%20b/../c`,
    `http://${bucket}.${host}/dir//a%20b/../c`,
    `http://${host}/${bucket}/dir//a%20b/../c`,
    `http://${bucket}.oss-cn-hangzhou.aliyuncs.com/dir//a%20b/../c`,
    `http://${bucket}.localhost/dir//a%20b/../c`,
    "http://img.example.com/dir//a%20b/../c",
  ];
  for (const url of ways) {
    cloud.journal.clear();
    await send(endpoint, url);
    const [line] = cloud.journal.lines();
    assert.deepEqual([line?.bucket, line?.key, line?.operation], [bucket, "dir//a b/../c", "GetObject"], url);
  }
});

test("what is not there is said in each cloud's words: in the body, and for a HEAD in the headers of OSS", async () => {
  const { id, secret } = cloud.accounts.permanent("oss");
  const { bucket, endpoint } = cloud.oss;
  const client = new OSS({
    accessKeyId: id,
    accessKeySecret: secret,
    bucket,
    region: "oss-cn-hangzhou",
    secure: false,
  });
  const head = await send(endpoint, client.signatureUrl("none", { method: "HEAD" }), { method: "HEAD" });
  assert.deepEqual([head.status, head.text], [404, ""]);
  const error = Buffer.from(String(head.headers["x-oss-err"]), "base64").toString("utf8");
  assert.match(error, /^<\?xml.*<Error><Code>NoSuchKey<\/Code><Message>.*<RequestId>[0-9A-F]{24}<\/RequestId>/s);
  const other = await send(endpoint, `${endpoint}/no-such-bucket/none`);
  assert.match(other.text, /<Code>NoSuchBucket<\/Code>/);
  const broken = await send(endpoint, `${endpoint}/${bucket}/%ff`);
  assert.deepEqual([broken.status, /<Code>(.*)<\/Code>/.exec(broken.text)?.[1]], [400, "InvalidURI"]);
  const bos = await send(cloud.bos.endpoint, `${cloud.bos.endpoint}/no-such-bucket/none`);
  const { code, requestId } = JSON.parse(bos.text);
  assert.deepEqual([bos.status, code, bos.headers["x-bce-request-id"]], [404, "NoSuchBucket", requestId]);
});

test("a fault of its own is answered as one of the cloud's, and told on the error stream", async (context) => {
  const told = context.mock.method(console, "error", () => {});
  context.mock.method(cloud.accounts, "find", () => {
    throw new TypeError("a bug");
  });
  const headers = { Authorization: "OSS FAKE:FAKE", Date: new Date().toUTCString() };
  const { status, text } = await send(cloud.oss.endpoint, `${cloud.oss.endpoint}/${cloud.oss.bucket}/a`, { headers });
  assert.equal(status, 500);
  assert.match(text, /<Error><Code>InternalError<\/Code>/);
  assert.doesNotMatch(text, /a bug/);
  assert.match(String(told.mock.calls[0]?.arguments[1]), /a bug/);
});

/** @param {(marker: string | undefined) => Promise<[string[], string | undefined]>} page */
async function follow(page) {
  /** @type {string[]} */
  const all = [];
  /** @type {string | undefined} */
  let marker;
  do {
    assert.ok(all.length <= KEYS.length, "the pages go in circles");
    const [found, next] = await page(marker);
    all.push(...found);
    marker = next || undefined;
  } while (marker !== undefined);
  return all;
}

function names(/** @type {any[]} */ entries, /** @type {string} */ field) {
  return entries.map((entry) => entry[field]);
}
