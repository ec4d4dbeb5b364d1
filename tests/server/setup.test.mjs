// @ts-check
// How the app server reads its environment, and what it says when STS refuses or cannot be reached.

import assert from "node:assert/strict";
import { globalAgent } from "node:https";
import test from "node:test";
import { Accounts } from "../../www/cloud/accounts.mjs";
import { startSts } from "../../www/cloud/sts/index.mjs";
import { realClouds, SetupError, stsOf } from "../../www/server/clouds.mjs";
import { startServer } from "../../www/server/index.mjs";
import { reasonOf } from "../../www/server/reason.mjs";

const OSS_ENV = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "LTAI-FAKE",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "FAKEsecret",
  OSS_ROLE_ARN: "acs:ram::1:role/up",
  OSS_BUCKET: "photos",
  OSS_REGION: "oss-cn-hangzhou",
};

test("with no keys in the environment no cloud is real", () => {
  assert.deepEqual(realClouds({}), {});
});

test("with all its keys a cloud is real, at its own STS, and the others stay local", () => {
  const clouds = realClouds(OSS_ENV);
  assert.deepEqual(Object.keys(clouds), ["oss"]);
  assert.equal(clouds.oss?.local, false);
  assert.equal(clouds.oss?.region, "cn-hangzhou");
  assert.equal(clouds.oss?.sts, "https://sts.aliyuncs.com");
});

test("a cloud set up half-way is an error that names what is missing and no value", () => {
  const { OSS_ROLE_ARN: _, OSS_BUCKET: __, ...half } = OSS_ENV;
  assert.throws(
    () => realClouds(half),
    (/** @type {unknown} */ problem) =>
      problem instanceof SetupError &&
      /OSS_ROLE_ARN, OSS_BUCKET missing/.test(problem.message) &&
      !problem.message.includes("FAKE"),
  );
  assert.throws(() => realClouds({ BCE_ACCESS_KEY_ID: "x" }), /BCE_SECRET_ACCESS_KEY, BOS_BUCKET, BOS_REGION/);
  assert.throws(() => realClouds({ TENCENTCLOUD_SECRET_ID: "x" }), /TENCENTCLOUD_SECRET_KEY, COS_BUCKET, COS_REGION/);
});

test("with every cloud real no local one is started, and the page is told so", async () => {
  const keys = (/** @type {string[]} */ names) =>
    Object.fromEntries(names.map((name) => [name, `x-125-${name.length}`]));
  const bos = keys(["BCE_ACCESS_KEY_ID", "BCE_SECRET_ACCESS_KEY", "BOS_BUCKET", "BOS_REGION"]);
  const cos = keys(["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "COS_BUCKET", "COS_REGION"]);
  const server = await startServer({ env: { ...OSS_ENV, ...bos, ...cos } });
  try {
    const cookie =
      (await fetch(`${server.url}/login`, { method: "POST" })).headers.get("set-cookie")?.split(";")[0] ?? "";
    const { clouds } = await (await fetch(`${server.url}/config`, { headers: { cookie } })).json();
    assert.deepEqual(clouds.oss, { bucket: "photos", region: "cn-hangzhou", local: false });
    assert.deepEqual([clouds.bos.local, clouds.cos.local], [false, false]);
  } finally {
    await server.close();
  }
});

test("a life that a real cloud would refuse is refused at the start", async () => {
  await assert.rejects(startServer({ env: { ...OSS_ENV, STS_SECONDS: "60" } }), /from 900 to 3600/);
  await assert.rejects(startServer({ env: { STS_SECONDS: "soon" } }), /from 1 to 3600/);
});

test("a wrong secret is told as such by each cloud, without the secret", async () => {
  const accounts = new Accounts();
  const sts = await startSts({ accounts });
  try {
    for (const provider of /** @type {const} */ (["oss", "bos", "cos"])) {
      const reason = await reasonFrom(provider, sts[provider].endpoint, {
        id: accounts.permanent(provider).id,
        secret: "FAKEwrong",
      });
      assert.equal(reason.status, 424, provider);
      assert.match(reason.hint, /its secret is another/, provider);
      assert.ok(!JSON.stringify(reason).includes("FAKE"), provider);
    }
  } finally {
    await sts.close();
  }
});

test("an STS that cannot be reached is an outage, told as such", async () => {
  for (const provider of /** @type {const} */ (["oss", "bos", "cos"])) {
    const reason = await reasonFrom(provider, "http://127.0.0.1:9", { id: "LTAI-FAKE", secret: "FAKE" });
    assert.equal(reason.status, 502, `${provider} ${reason.code}`);
  }
});

test("credentials are fetched from no STS whose certificate was not looked at", async (t) => {
  /** @type {boolean | undefined} */
  let looked;
  t.mock.method(globalAgent, "createConnection", (/** @type {import("node:tls").ConnectionOptions} */ options) => {
    looked = options.rejectUnauthorized;
    throw Object.assign(new Error("no connection"), { code: "ECONNREFUSED" });
  });
  const reason = await reasonFrom("bos", "https://sts.example.com", { id: "ALTAK-FAKE", secret: "FAKE" });
  assert.equal(looked, true);
  assert.equal(reason.status, 502);
});

test("what a refusal advises fits its code", () => {
  const hint = (/** @type {string} */ code) => reasonOf("oss", { code }).hint;
  assert.match(hint("NoPermission"), /sts:AssumeRole/);
  assert.match(hint("EntityNotExist.Role"), /OSS_ROLE_ARN/);
  assert.match(hint("InvalidTimeStamp.Expired"), /clock/);
  assert.match(hint("InvalidParameter.DurationSeconds"), /STS_SECONDS/);
  assert.match(hint("Anything.Else"), /documentation/);
  assert.equal(reasonOf("oss", { code: "Throttling.User", status: 400 }).status, 502);
  assert.equal(reasonOf("oss", { code: "InternalError", status: 500 }).status, 502);
  assert.equal(reasonOf("oss", new Error("anything")).status, 502);
});

/** @param {"oss" | "bos" | "cos"} provider @param {string} sts @param {{ id: string, secret: string }} key */
async function reasonFrom(provider, sts, key) {
  const place = { local: true, bucket: "photos-125", region: "x", sts, key, roleArn: "acs:ram::1:role/up" };
  const desk = stsOf(provider, place);
  const problem = await desk.issue({ user: "ann", prefix: "users/ann/", seconds: 900 }).then(
    () => assert.fail("It was issued."),
    (/** @type {unknown} */ refused) => refused,
  );
  return reasonOf(provider, problem);
}
