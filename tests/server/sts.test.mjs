// @ts-check
// The local STS services, called by the clouds' own unmodified Node SDKs.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { STS as BosSts } from "@baiducloud/sdk";
import OSS from "ali-oss";
import tencent from "tencentcloud-sdk-nodejs-sts";
import { Accounts } from "../../www/cloud/accounts.mjs";
import { startSts } from "../../www/cloud/sts/index.mjs";

const now = () => Date.now() + shift;
let shift = 0;
const accounts = new Accounts({ now });
/** @type {Awaited<ReturnType<typeof startSts>>} */
let sts;

before(async () => {
  sts = await startSts({ accounts, now });
});
after(() => sts.close());

const RAM_POLICY = {
  Version: "1",
  Statement: [{ Effect: "Allow", Action: ["oss:PutObject"], Resource: ["acs:oss:*:*:photos/users/ann/*"] }],
};
const CAM_POLICY = {
  version: "2.0",
  statement: [
    { effect: "allow", action: ["cos:PutObject"], resource: ["qcs::cos:ap-x:uid/125:photos-125/users/ann/*"] },
  ],
};
const BOS_ACL = [
  { service: "bce:bos", region: "*", effect: "Allow", resource: ["photos/users/ann/*"], permission: ["PutObject"] },
];

test("ali-oss assumes the role and gets a set that its policy binds", async () => {
  const { credentials } = await assumeRole(accounts.permanent("oss"), { policy: RAM_POLICY });
  const account = accounts.find(credentials.AccessKeyId);
  assert.equal(account?.secret, credentials.AccessKeySecret);
  assert.equal(account?.token, credentials.SecurityToken);
  assert.equal(Date.parse(credentials.Expiration), account?.expiration);
  assert.equal(account?.allows("PutObject", "photos", "users/ann/a"), true);
  assert.equal(account?.allows("PutObject", "photos", "users/bob/a"), false);
});

test("AssumeRole answers GET too, and refuses a parameter that was changed after signing", async () => {
  const key = accounts.permanent("oss");
  assert.equal((await fetch(signedGet(key))).status, 200);
  const other = signedGet(key).replace("DurationSeconds=900", "DurationSeconds=901");
  const refused = await fetch(other);
  assert.equal(refused.status, 400);
  assert.equal((await refused.json()).Code, "SignatureDoesNotMatch");
});

test("AssumeRole refuses in the words of the real service", async () => {
  const key = accounts.permanent("oss");
  const code = async (/** @type {Promise<unknown>} */ call) =>
    assert.rejects(call).then(() => call.catch((e) => e.code));
  assert.equal(await code(assumeRole({ ...key, secret: "FAKEwrong" })), "SignatureDoesNotMatch");
  assert.equal(await code(assumeRole({ id: "LTAI-FAKEnobody", secret: "x" })), "InvalidAccessKeyId.NotFound");
  assert.equal(await code(assumeRole(accounts.issue("oss", { seconds: 900 }))), "NoPermission");
  assert.equal(await code(assumeRole(key, { seconds: 899 })), "InvalidParameter.DurationSeconds");
  assert.equal(await code(assumeRole(key, { seconds: 3601 })), "InvalidParameter.DurationSeconds");
  assert.equal(await code(assumeRole(key, { role: "acs:ram::1:role/other" })), "EntityNotExist.Role");
  assert.equal(await code(assumeRole(key, { session: "a b" })), "InvalidParameter.RoleSessionName");
  assert.equal(await code(assumeRole(key, { policy: { Version: "1" } })), "InvalidParameter.PolicyGrammar");
});

test("@baiducloud/sdk gets a session token that its access control list binds", async () => {
  const { body } = await sessionToken(accounts.permanent("bos"), { accessControlList: BOS_ACL });
  const account = accounts.find(body.accessKeyId);
  assert.equal(account?.secret, body.secretAccessKey);
  assert.equal(account?.token, body.sessionToken);
  assert.equal(Date.parse(body.expiration), account?.expiration);
  assert.equal(Date.parse(body.expiration) - Date.parse(body.createTime), 1_800_000);
  assert.equal(account?.allows("PutObject", "photos", "users/ann/a"), true);
  assert.equal(account?.allows("ListParts", "photos", "users/ann/a"), false);
});

test("GetSessionToken refuses in the words of the real service", async () => {
  const key = accounts.permanent("bos");
  const code = async (/** @type {Promise<unknown>} */ call) =>
    call.then(
      () => "passed",
      (e) => e.code,
    );
  assert.equal(await code(sessionToken({ ...key, secret: "wrong" })), "SignatureDoesNotMatch");
  assert.equal(await code(sessionToken({ id: "ALTAK-FAKEnobody", secret: "x" })), "InvalidAccessKeyId");
  assert.equal(await code(sessionToken(accounts.issue("bos", { seconds: 900 }))), "AccessDenied");
  assert.equal(await code(sessionToken(key, undefined, 5)), "InappropriateJSON");
  assert.equal(await code(sessionToken(key, { accessControlList: [{ service: "bce:bcc" }] })), "InappropriateJSON");
});

test("tencentcloud-sdk-nodejs-sts gets a federation token that its policy binds", async () => {
  const reply = await federationToken(accounts.permanent("cos"), {});
  const account = accounts.find(reply.Credentials?.TmpSecretId ?? "");
  assert.equal(account?.secret, reply.Credentials?.TmpSecretKey);
  assert.equal(account?.token, reply.Credentials?.Token);
  assert.equal(reply.ExpiredTime, (account?.expiration ?? 0) / 1000);
  assert.equal(account?.allows("PutObject", "photos-125", "users/ann/a"), true);
  assert.equal(account?.allows("PutObject", "photos-125", "users/bob/a"), false);
});

test("GetFederationToken refuses in the words of the real service", async () => {
  const key = accounts.permanent("cos");
  const code = async (/** @type {Promise<unknown>} */ call) =>
    call.then(
      () => "passed",
      (e) => e.code,
    );
  assert.equal(await code(federationToken({ ...key, secret: "wrong" }, {})), "AuthFailure.SignatureFailure");
  assert.equal(await code(federationToken({ id: "AKID-FAKEx", secret: "x" }, {})), "AuthFailure.SecretIdNotFound");
  const temporary = accounts.issue("cos", { seconds: 900 });
  assert.equal(await code(federationToken(temporary, {})), "InvalidParameter.AccessKeyNotSupport");
  assert.equal(await code(federationToken(key, { DurationSeconds: 7201 })), "InvalidParameter.OverTimeError");
  assert.equal(await code(federationToken(key, { DurationSeconds: 5 })), "InvalidParameter.ParamError");
  assert.equal(await code(federationToken(key, { Name: "ann 1" })), "InvalidParameter.ParamError");
  const plain = JSON.stringify({ version: "3" });
  assert.equal(await code(federationToken(key, { Policy: plain })), "InvalidParameter.StrategyFormatError");
});

test("a caller whose clock is an hour off is refused by each cloud", async (t) => {
  t.after(() => {
    shift = 0;
  });
  shift = 3_600_000;
  await assert.rejects(assumeRole(accounts.permanent("oss")), { code: "InvalidTimeStamp.Expired" });
  await assert.rejects(federationToken(accounts.permanent("cos"), {}), { code: "AuthFailure.SignatureExpire" });
  const refused = sessionToken(accounts.permanent("bos")).catch((/** @type {unknown} */ problem) => problem);
  assert.equal((await refused).code, "RequestExpired");
});

test("shorter lives than the real ones are had only where the test asked for them", async () => {
  const quick = await startSts({ accounts, shortestSeconds: 2 });
  try {
    const { credentials } = await assumeRole(accounts.permanent("oss"), { seconds: 2, endpoint: quick.oss.endpoint });
    assert.ok(Date.parse(credentials.Expiration) - Date.now() <= 2000);
  } finally {
    await quick.close();
  }
});

/**
 * @param {{ id: string, secret: string }} key
 * @param {{ policy?: object, seconds?: number, role?: string, session?: string, endpoint?: string }} [asked]
 */
function assumeRole({ id, secret }, { policy, seconds = 900, role, session = "ann", endpoint } = {}) {
  const client = new OSS.STS({ endpoint: endpoint ?? sts.oss.endpoint, accessKeyId: id, accessKeySecret: secret });
  return client.assumeRole(role ?? sts.oss.roleArn, policy, seconds, session);
}

function signedGet(/** @type {{ id: string, secret: string }} */ { id, secret }) {
  /** @type {Record<string, string>} */
  const parameters = {
    Action: "AssumeRole",
    Version: "2015-04-01",
    RoleArn: sts.oss.roleArn,
    RoleSessionName: "ann",
    DurationSeconds: "900",
    AccessKeyId: id,
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: String(Math.random()),
    Timestamp: new Date().toISOString(),
  };
  const client = new OSS.STS({ accessKeyId: id, accessKeySecret: secret });
  parameters.Signature = client._getSignature("GET", parameters, secret);
  return `${sts.oss.endpoint}/?${new URLSearchParams(parameters)}`;
}

/** @param {{ id: string, secret: string }} key @param {object} [body] */
function sessionToken({ id, secret }, body, seconds = 1800) {
  const client = new BosSts({ endpoint: sts.bos.endpoint, credentials: { ak: id, sk: secret } });
  return client.getSessionToken(seconds, body);
}

/** @param {{ id: string, secret: string }} key @param {object} changes */
function federationToken({ id, secret }, changes) {
  const client = new tencent.sts.v20180813.Client({
    credential: { secretId: id, secretKey: secret },
    region: "ap-guangzhou",
    profile: { httpProfile: { protocol: "http://", endpoint: new URL(sts.cos.endpoint).host } },
  });
  const Policy = encodeURIComponent(JSON.stringify(CAM_POLICY));
  return client.GetFederationToken({ Name: "ann", Policy, DurationSeconds: 1800, ...changes });
}
