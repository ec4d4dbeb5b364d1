// @ts-check
// URLs that the official SDKs sign open the local cloud for as long as they say, under the services' real host names.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startCloud } from "../../www/cloud/index.mjs";
import { send } from "./send.mjs";

const require = createRequire(import.meta.url);
const OSS = require("ali-oss");
const COS = require("cos-nodejs-sdk-v5");
const { BosClient } = require("@baiducloud/sdk");

const KEY = "目录/文件 名+%!'().txt";
const HOUR = 3_600_000;

let ahead = 0;
/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;

before(async () => {
  cloud = await startCloud({ now: () => Date.now() + ahead });
});

after(() => cloud.close());

test("OSS takes and gives an object by URLs signed with V1 and V4", async () => {
  const { id, secret, token } = cloud.accounts.issue("oss", { seconds: 7200 });
  const { bucket, endpoint } = cloud.oss;
  const key = { accessKeyId: id, accessKeySecret: secret, stsToken: token };
  const client = new OSS({ region: "oss-cn-hangzhou", bucket, secure: false, ...key });
  const ways = {
    v1: (/** @type {string} */ method) => client.signatureUrl(KEY, { method, expires: 600 }),
    v4: (/** @type {string} */ method) => client.signatureUrlV4(method, 600, {}, KEY),
  };
  for (const [name, sign] of Object.entries(ways)) {
    const put = await send(endpoint, await sign("PUT"), { method: "PUT", body: name });
    assert.equal(put.status, 200, put.text);
    const url = await sign("GET");
    assert.equal((await send(endpoint, url)).text, name);
    assert.match((await send(endpoint, url, { method: "PUT", body: "x" })).text, /SignatureDoesNotMatch/);
    ahead = HOUR;
    assert.match((await send(endpoint, url)).text, /<Code>AccessDenied<\/Code><Message>Request has expired/);
    ahead = 0;
  }
});

test("COS takes and gives an object by signed URLs", async () => {
  const { id, secret, token } = cloud.accounts.issue("cos", { seconds: 7200 });
  const { bucket, region, endpoint } = cloud.cos;
  const client = new COS({ SecretId: id, SecretKey: secret, SecurityToken: token });
  const sign = (/** @type {"GET" | "PUT"} */ Method) =>
    client.getObjectUrl({
      Bucket: bucket,
      Region: region,
      Key: KEY,
      Sign: true,
      Method,
      Expires: 600,
      Protocol: "http:",
    });
  const put = await send(endpoint, sign("PUT"), { method: "PUT", body: "cos" });
  assert.equal(put.status, 200, put.text);
  assert.equal((await send(endpoint, sign("GET"))).text, "cos");
  ahead = HOUR;
  assert.match((await send(endpoint, sign("GET"))).text, /<Code>AccessDenied<\/Code><Message>Request has expired/);
  ahead = 0;
});

test("BOS gives an object by signed URLs, in path style with its version in front and by host without", async () => {
  const { id, secret, token } = cloud.accounts.issue("bos", { seconds: 7200 });
  const { bucket, endpoint } = cloud.bos;
  const key = { credentials: { ak: id, sk: secret }, sessionToken: token };
  await new BosClient({ endpoint, ...key }).putObject(bucket, KEY, Buffer.from("bos"));
  const places = [{ endpoint }, { endpoint: "http://bj.bcebos.com", removeVersionPrefix: true }];
  for (const place of places) {
    const client = new BosClient({ ...place, ...key });
    const url = client.generatePresignedUrl(bucket, KEY, 0, 600);
    const got = await send(endpoint, url);
    assert.equal(got.text, "bos");
    ahead = HOUR;
    const late = await send(endpoint, url);
    ahead = 0;
    assert.deepEqual([late.status, JSON.parse(late.text).code], [403, "RequestExpired"]);
  }
});
