// @ts-check
// Files sent as forms: policies signed by the official SDKs are held to, condition by condition.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startCloud } from "../../www/cloud/index.mjs";
import { computeForm } from "../../www/cloud/verify/cos.mjs";

const require = createRequire(import.meta.url);
const OSS = require("ali-oss");
const { BosClient } = require("@baiducloud/sdk");

/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;
const soon = () => new Date(Date.now() + 60_000).toISOString();
const range = ["content-length-range", 1, 100];

before(async () => {
  cloud = await startCloud();
});

after(() => cloud.close());

test("OSS keeps a file whose policy was signed with V1 or V4 and a token", async () => {
  for (const make of [ossV1, ossV4]) {
    const posted = await post("oss", { ...make([["starts-with", "$key", "mine/"], range]), key: "mine/a.txt" });
    assert.equal(posted.status, 204, posted.text);
    const stored = cloud.oss.object(cloud.oss.bucket, "mine/a.txt");
    assert.deepEqual([stored?.size, posted.etag], [5, '"5D41402ABC4B2A76B9719D911017C592"']);
  }
});

test("COS keeps a file and names it after the file where the key says so", async () => {
  const fields = cosForm([["starts-with", "$key", "mine/"], range]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the cloud fills it in
  const posted = await post("cos", { ...fields, key: "mine/${filename}", success_action_status: "201" });
  assert.equal(posted.status, 201);
  assert.match(posted.text, /<PostResponse>.*<Key>mine\/照片.txt<\/Key>/);
  assert.equal(cloud.cos.object(cloud.cos.bucket, "mine/照片.txt")?.size, 5);
});

test("BOS keeps a file for a permanent key, and none for a temporary one", async () => {
  const conditions = [{ bucket: cloud.bos.bucket }, { key: "mine/*" }, range];
  const posted = await post("bos", { ...bosForm(conditions, cloud.accounts.permanent("bos")), key: "mine/a.txt" });
  assert.equal(posted.status, 204, posted.text);
  assert.equal(cloud.bos.object(cloud.bos.bucket, "mine/a.txt")?.size, 5);
  const temporary = cloud.accounts.issue("bos", { seconds: 900 });
  const refused = await post("bos", { ...bosForm(conditions, temporary), key: "mine/a.txt" });
  assert.deepEqual([refused.status, JSON.parse(refused.text).code], [403, "InvalidAccessKeyId"]);
});

test("a key outside the policy, a body too long or too short, and a condition without its field are refused", async () => {
  const mine = ["starts-with", "$key", "mine/"];
  const cases = /** @type {const} */ ([
    [[mine], { key: "yours/a.txt" }, 403, "AccessDenied"],
    [[mine, ["content-length-range", 1, 4]], { key: "mine/b.txt" }, 400, "EntityTooLarge"],
    [[mine, ["content-length-range", 6, 9]], { key: "mine/b.txt" }, 400, "EntityTooSmall"],
    [[mine, { "x-oss-object-acl": "private" }], { key: "mine/b.txt" }, 403, "AccessDenied"],
    [
      [mine, ["in", "$content-type", ["image/png"]]],
      { key: "mine/b.txt", "Content-Type": "text/html" },
      403,
      "AccessDenied",
    ],
    [[mine, ["not-a-verb", "$key", "mine/"]], { key: "mine/b.txt" }, 403, "AccessDenied"],
  ]);
  for (const [conditions, fields, status, code] of cases) {
    const refused = await post("oss", { ...ossV4([...conditions]), ...fields });
    assert.deepEqual([refused.status, /<Code>(.*)<\/Code>/.exec(refused.text)?.[1]], [status, code], refused.text);
  }
  assert.equal(cloud.oss.object(cloud.oss.bucket, "mine/b.txt"), undefined);
});

test("a policy that was changed, has ended, or is missing is refused, each in the cloud's words", async () => {
  const changed = {
    ...ossV4([range]),
    policy: Buffer.from(`{"expiration":"${soon()}","conditions":[]}`).toString("base64"),
  };
  assert.match((await post("oss", { ...changed, key: "a" })).text, /SignatureDoesNotMatch/);
  const over = new Date(Date.now() - 1000).toISOString();
  assert.match((await post("oss", { ...ossV1([range], over), key: "a" })).text, /Policy expired/);
  const ended = await post("bos", { ...bosForm([range], cloud.accounts.permanent("bos"), over), key: "a" });
  assert.equal(JSON.parse(ended.text).code, "RequestExpired");
  assert.match((await post("oss", { key: "a" })).text, /<Code>AccessDenied/);
});

test("a V4 policy that does not name the token it is signed with is refused", async () => {
  const { "x-oss-security-token": token, ...fields } = ossV4([range], false);
  assert.ok(token);
  const refused = await post("oss", { ...fields, "x-oss-security-token": token, key: "a" });
  assert.match(refused.text, /the policy must name x-oss-security-token/);
});

async function post(/** @type {"oss" | "bos" | "cos"} */ provider, /** @type {Record<string, string>} */ fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new Blob(["hello"]), "照片.txt");
  const reply = await fetch(`${cloud[provider].endpoint}/${cloud[provider].bucket}/`, { method: "POST", body: form });
  return { status: reply.status, text: await reply.text(), etag: reply.headers.get("etag") };
}

/** @returns {Record<string, string>} */
function ossV1(/** @type {unknown[]} */ conditions, expiration = soon()) {
  const { id, secret, token } = cloud.accounts.issue("oss", { seconds: 900 });
  const client = new OSS({ accessKeyId: id, accessKeySecret: secret, bucket: cloud.oss.bucket });
  const signed = client.calculatePostSignature({ expiration, conditions });
  return { ...signed, "x-oss-security-token": token };
}

/** @returns {Record<string, string>} */
function ossV4(/** @type {unknown[]} */ conditions, namesToken = true) {
  const { id, secret, token } = cloud.accounts.issue("oss", { seconds: 900 });
  const client = new OSS({ accessKeyId: id, accessKeySecret: secret, region: "oss-cn-hangzhou" });
  const now = new Date();
  const date = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const fields = {
    "x-oss-signature-version": "OSS4-HMAC-SHA256",
    "x-oss-credential": `${id}/${date.slice(0, 8)}/cn-hangzhou/oss/aliyun_v4_request`,
    "x-oss-date": date,
    ...(namesToken ? { "x-oss-security-token": token } : {}),
  };
  const named = Object.entries(fields).map(([name, value]) => ({ [name]: value }));
  const policy = { expiration: soon(), conditions: [{ bucket: cloud.oss.bucket }, ...named, ...conditions] };
  return {
    ...fields,
    "x-oss-security-token": token,
    policy: Buffer.from(JSON.stringify(policy)).toString("base64"),
    "x-oss-signature": client.signPostObjectPolicyV4(policy, now),
  };
}

/** @returns {Record<string, string>} */
function cosForm(/** @type {unknown[]} */ conditions) {
  const { id, secret, token } = cloud.accounts.issue("cos", { seconds: 900 });
  const start = Math.floor(Date.now() / 1000);
  const keyTime = `${start};${start + 60}`;
  const own = [{ "q-sign-algorithm": "sha1" }, { "q-ak": id }, { "q-sign-time": keyTime }];
  const text = JSON.stringify({ expiration: soon(), conditions: [...own, ...conditions] });
  return {
    policy: Buffer.from(text).toString("base64"),
    "q-sign-algorithm": "sha1",
    "q-ak": id,
    "q-key-time": keyTime,
    "q-signature": computeForm(text, keyTime, secret).signature,
    "x-cos-security-token": token,
  };
}

/** @returns {Record<string, string>} */
function bosForm(
  /** @type {unknown[]} */ conditions,
  /** @type {{ id: string, secret: string }} */ { id, secret },
  expiration = soon(),
) {
  const client = new BosClient({ endpoint: cloud.bos.endpoint, credentials: { ak: id, sk: secret } });
  return { accessKey: id, ...client.signPostObjectPolicy({ expiration, conditions }) };
}
