// @ts-check
// The whole way on the local cloud: a set from the app server puts objects under its user's prefix, and nothing else, by official SDKs.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { BosClient } from "@baiducloud/sdk";
import OSS from "ali-oss";
import COS from "cos-nodejs-sdk-v5";
import { startCloud } from "../../www/cloud/index.mjs";
import { startServer } from "../../www/server/index.mjs";

const BYTES = Buffer.from("the bytes of a file");
/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;

before(async () => {
  cloud = await startCloud();
  cloud.cos.cname(cnameOf(cloud.cos.endpoint), cloud.cos.bucket);
  server = await startServer({ cloud, env: {} });
});
after(async () => {
  await server.close();
  await cloud.close();
});

/** One object each: put it, or reject. @type {Record<string, (set: any, key: string) => Promise<unknown>>} */
const PUT = {
  oss: ({ accessKeyId, accessKeySecret, sessionToken: stsToken, bucket, endpoint, region }, key) =>
    new OSS({
      accessKeyId,
      accessKeySecret,
      stsToken,
      bucket,
      endpoint,
      region: `oss-${region}`,
      authorizationV4: true,
    }).put(key, BYTES),
  bos: ({ accessKeyId, accessKeySecret, sessionToken, bucket, endpoint }, key) =>
    new BosClient({
      credentials: { ak: accessKeyId, sk: accessKeySecret },
      sessionToken,
      endpoint,
      pathStyleEnable: true,
    }).putObject(bucket, key, BYTES),
  cos: ({ accessKeyId, accessKeySecret, sessionToken, bucket: Bucket, endpoint, region: Region }, Key) =>
    new COS({
      SecretId: accessKeyId,
      SecretKey: accessKeySecret,
      SecurityToken: sessionToken,
      Protocol: "http:",
      Domain: cnameOf(endpoint),
    }).putObject({ Bucket, Region, Key, Body: BYTES }),
};

for (const provider of /** @type {const} */ (["oss", "bos", "cos"])) {
  test(`${provider}: a set from the app server stores an object under the user's prefix, and nowhere else`, async () => {
    const set = await setOf(provider);
    const put = /** @type {NonNullable<typeof PUT[string]>} */ (PUT[provider]);
    await put(set, "users/ann/a.txt");
    assert.equal(cloud[provider].object(set.bucket, "users/ann/a.txt")?.size, BYTES.length);
    await assert.rejects(
      put(set, "users/bob/a.txt"),
      (/** @type {any} */ refused) => codeOf(refused) === "AccessDenied",
    );
    assert.equal(cloud[provider].object(set.bucket, "users/bob/a.txt"), undefined);
  });

  test(`${provider}: a revoked set is refused, and the app server replaces it`, async () => {
    const set = await setOf(provider);
    const put = /** @type {NonNullable<typeof PUT[string]>} */ (PUT[provider]);
    cloud.accounts.revoke(set.accessKeyId);
    await assert.rejects(put(set, "users/ann/b.txt"));
    await put(await setOf(provider, set.accessKeyId), "users/ann/b.txt");
    assert.equal(cloud[provider].object(set.bucket, "users/ann/b.txt")?.size, BYTES.length);
  });
}

/** @param {string} provider @param {string} [refused] */
async function setOf(provider, refused) {
  const signedIn = await fetch(`${server.url}/login`, { method: "POST", body: JSON.stringify({ name: "ann" }) });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const query = new URLSearchParams({ provider, ...(refused ? { refused } : {}) });
  const answer = await fetch(`${server.url}/sts?${query}`, { method: "POST", headers: { cookie } });
  assert.equal(answer.status, 200);
  return answer.json();
}

/** The COS SDK speaks no path style, so a host of its own stands for the bucket. */
function cnameOf(/** @type {string} */ endpoint) {
  return `localhost:${new URL(endpoint).port}`;
}

/** Each SDK puts the cloud's code somewhere else. @param {any} refused */
function codeOf(refused) {
  return refused.error?.Code ?? refused.code;
}
