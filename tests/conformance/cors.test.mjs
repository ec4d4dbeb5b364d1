// @ts-check
// Pages of other origins: what a preflight is answered, and which headers of an answer a page may read.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCloud } from "../../www/cloud/index.mjs";
import { ossClient } from "./clients.mjs";
import { send } from "./send.mjs";

const ORIGIN = "https://app.example.com";
/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;

before(async () => {
  cloud = await startCloud();
});

after(() => cloud.close());

/** @typedef {"oss" | "bos" | "cos"} Provider */
const PROVIDERS = /** @type {Provider[]} */ (["oss", "bos", "cos"]);
const rule = { origins: [ORIGIN], methods: ["PUT"], headers: ["x-oss-*", "Content-Type"], expose: ["ETag"], maxAge: 5 };

test("without a rule of its own a bucket lets every page in and shows it the headers an uploader needs", async () => {
  for (const provider of PROVIDERS) {
    const { status, headers } = await preflight(provider, "PUT", "authorization, content-type, x-any");
    assert.equal(status, 200);
    assert.equal(headers["access-control-allow-origin"], "*");
    assert.equal(headers["access-control-allow-headers"], "authorization, content-type, x-any");
    assert.match(headers["access-control-expose-headers"] ?? "", /ETag.*crc64ecma/);
    assert.ok(Number(headers["access-control-max-age"]) > 0);
  }
});

test("a preflight that no rule allows is refused as each cloud does", async () => {
  for (const provider of PROVIDERS) {
    cloud[provider].cors(cloud[provider].bucket, [rule]);
    for (const [method, wants] of [
      ["DELETE", "content-type"],
      ["PUT", "authorization"],
    ]) {
      const { status, headers, text } = await preflight(provider, method ?? "", wants ?? "");
      assert.equal(headers["access-control-allow-origin"], undefined);
      if (provider === "bos") assert.deepEqual([status, text], [200, ""]);
      else assert.match(`${status} ${text}`, /^403 .*<Code>AccessForbidden<\/Code>/s);
    }
    const allowed = await preflight(provider, "PUT", "X-OSS-Date, content-type");
    assert.deepEqual([allowed.status, allowed.headers["access-control-allow-origin"]], [200, ORIGIN]);
    cloud[provider].cors(cloud[provider].bucket, []);
    assert.equal((await preflight(provider, "PUT", "")).headers["access-control-allow-origin"], undefined);
  }
});

test("the first rule that matches decides, and hides what a later one would show", async () => {
  const { bucket } = cloud.oss;
  const wide = { ...rule, origins: ["*"], methods: ["GET", "PUT"], headers: ["*"] };
  cloud.oss.cors(bucket, [
    { ...wide, expose: [] },
    { ...wide, expose: ["ETag"] },
  ]);
  await ossClient(cloud, cloud.accounts.permanent("oss")).put("a.txt", Buffer.from("x"));
  const refused = await send(cloud.oss.endpoint, `${cloud.oss.endpoint}/${bucket}/a.txt`, {
    headers: { Origin: ORIGIN },
  });
  assert.equal(refused.status, 403);
  assert.equal(refused.headers["access-control-allow-origin"], "*");
  assert.equal(refused.headers["access-control-expose-headers"], undefined);
});

test("a fault can hide exposed headers from the page and nothing else", async () => {
  cloud.cos.cors(cloud.cos.bucket, [{ ...rule, methods: ["GET"], expose: ["ETag", "Date"] }]);
  const url = `${cloud.cos.endpoint}/${cloud.cos.bucket}/a.txt`;
  const ask = async () => (await send(cloud.cos.endpoint, url, { headers: { Origin: ORIGIN } })).headers;
  cloud.faults.add({ cloud: "cos", times: 1, action: { hide: ["etag"] } });
  assert.equal((await ask())["access-control-expose-headers"], "Date");
  assert.equal((await ask())["access-control-expose-headers"], "ETag, Date");
});

function preflight(/** @type {Provider} */ provider, /** @type {string} */ method, /** @type {string} */ wants) {
  const { endpoint, bucket } = cloud[provider];
  const headers = { Origin: ORIGIN, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": wants };
  return send(endpoint, `${endpoint}/${bucket}/some/key?partNumber=1`, { method: "OPTIONS", headers });
}
