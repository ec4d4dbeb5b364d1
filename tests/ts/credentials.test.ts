/** What app servers answer, as the public function reads it; what callers get wrong, as the public functions say it. */
import assert from "node:assert/strict";
import test from "node:test";
import { type BucketOptions, type Credentials, createSigner, readCredentials, UploadError } from "../../dist/index.js";

test("raw and wrapped answers of all three clouds are read", async () => {
  const oss = {
    AccessKeyId: "STS.id",
    AccessKeySecret: "secret",
    SecurityToken: "token",
    Expiration: "2023-11-14T23:13:20Z",
  };
  const bos = {
    accessKeyId: "id",
    secretAccessKey: "secret",
    sessionToken: "token",
    createTime: "2023-11-14T22:13:20Z",
  };
  const cos = { tmpSecretId: "id", tmpSecretKey: "secret", sessionToken: "token" };
  const flat = { TmpSecretId: "id", TmpSecretKey: "secret", Token: "token" };
  const times = { startTime: 1_700_000_000, expiredTime: 1_700_003_600 };
  for (const answer of [
    oss,
    { Credentials: oss, RequestId: "r" },
    { StatusCode: 200, ...oss },
    bos,
    { body: bos },
    { code: 0, data: bos },
    { credentials: cos, ...times, requestId: "r" },
    { Response: { Credentials: flat, ExpiredTime: 1_700_003_600 } },
    { code: 0, data: { credentials: cos, ...times } },
    flat,
    JSON.stringify({ credentials: cos, ...times }),
  ]) {
    const { accessKeyId, accessKeySecret, sessionToken, expiration, startTime } = await readCredentials(answer);
    assert.match(accessKeyId, /^(STS\.)?id$/);
    assert.deepEqual([accessKeySecret, sessionToken], ["secret", "token"]);
    assert.ok([undefined, 1_700_003_600_000].includes(expiration), JSON.stringify(answer));
    assert.ok([undefined, 1_700_000_000_000].includes(startTime), JSON.stringify(answer));
  }
});

test("a set that was read is read again unchanged, with the app server's clock", async () => {
  const set: Credentials = {
    ...KEYS,
    expiration: 1_700_003_600_000,
    startTime: 1_700_000_000_000,
    serverTime: 1_700_000_000_001,
  };
  assert.deepEqual(await readCredentials(set), set);
  assert.deepEqual(await readCredentials({ ...KEYS, expiration: new Date(1_700_003_600_000) }), {
    ...KEYS,
    expiration: 1_700_003_600_000,
  });
});

test("what is no credential is refused, and the message names what is missing but holds no secret", async () => {
  for (const [answer, words] of [
    [{ accessKeyId: "hidden", accessKeySecret: "hidden" }, /session token/],
    [{ accessKeyId: "hidden", securityToken: "hidden" }, /access key secret/],
    [{ accessKeySecret: "hidden", securityToken: "hidden" }, /access key id/],
    [{ StatusCode: 500, ErrorMessage: "no such role" }, /no such role/],
    [{ error: "not signed in" }, /not signed in/],
    [{ code: 403, message: "forbidden" }, /forbidden/],
    [{ accessid: "hidden", policy: "hidden", signature: "hidden" }, /ready signature/],
    ["<html>502</html>", /JSON/],
    [undefined, /access key id/],
    [null, /access key id/],
    [{ expiration: 1n }, /access key id/],
  ] as const) {
    const error = await readCredentials(answer).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof UploadError, `${words}`);
    assert.equal(error.code, "credentials");
    assert.match(error.message, words);
    assert.ok(error.hint, "says what to do");
    assert.doesNotMatch(JSON.stringify([error.message, error.hint]), /hidden/);
  }
});

test("each bucket option that cannot be used is refused with a hint", async () => {
  for (const wrong of [
    { provider: "s3" },
    { bucket: "" },
    { bucket: "Photos" },
    { region: "" },
    { region: undefined },
    { endpoint: "img.example.com" },
    { endpoint: "http://127.0.0.1:9000", addressing: "virtual" },
    { addressing: "dns" },
    { signature: "v2" },
    { provider: "cos", bucket: "photos" },
    { provider: "bos", signature: "v1" },
  ]) {
    const error = await createSigner({ ...OSS, ...wrong } as BucketOptions).then(
      () => undefined,
      (thrown) => thrown,
    );
    assert.equal(error?.code, "invalid-argument", JSON.stringify(wrong));
    assert.ok(error.hint, JSON.stringify(wrong));
  }
});

test("a request that would not arrive as it was signed is refused", async () => {
  const signer = await createSigner(OSS);
  const put = { method: "PUT", key: "a" };
  for (const request of [
    { ...put, key: "a/../b" },
    { ...put, key: "./a" },
    { ...put, key: "/a" },
    { ...put, key: "\\a" },
    { ...put, key: "\ud800" },
    { ...put, key: "目".repeat(342) },
    { ...put, method: "" },
    { ...put, query: { a: "\udc00" } },
    { ...put, query: { "": "a" } },
    { ...put, headers: { "x-oss-meta-a": "目" } },
    { ...put, headers: { "x-oss-meta-a": "\u00e9" } },
    { ...put, headers: { "x-oss-meta-a": "b\nx-oss-meta-c: d" } },
    { ...put, headers: { "x-oss-meta-a:b": "c" } },
    { ...put, headers: { "a b": "c" } },
  ]) {
    for (const work of [signer.sign, signer.presign, signer.explain]) {
      assert.throws(() => work(request, KEYS), { code: "invalid-argument" }, JSON.stringify(request));
    }
  }
});

test("times and credentials that cannot be used are refused", async () => {
  const signer = await createSigner(OSS);
  const put = { method: "PUT", key: "a" };
  for (const options of [
    { at: Number.NaN },
    { at: -1 },
    { expiresIn: 0 },
    { expiresIn: 1.5 },
    { expiresIn: 604_801 },
  ]) {
    assert.throws(() => signer.presign(put, KEYS, options), { code: "invalid-argument" }, JSON.stringify(options));
  }
  for (const wrong of [
    { accessKeyId: "" },
    { accessKeySecret: undefined },
    { sessionToken: undefined },
    { sessionToken: "a\nb" },
  ]) {
    const keys = { ...KEYS, ...wrong } as Credentials;
    assert.throws(() => signer.sign(put, keys), { code: "credentials" }, JSON.stringify(wrong));
  }
  assert.equal(signer.sign(put, { ...KEYS, sessionToken: "" }).headers["x-oss-security-token"], undefined);
});

test("an explanation shows no token, whatever the cloud", async () => {
  for (const bucket of [OSS, { ...OSS, signature: "v1" as const }, BOS, COS]) {
    const signer = await createSigner(bucket);
    const text = JSON.stringify(signer.explain({ method: "GET", key: "a" }, KEYS));
    assert.doesNotMatch(text, /not-a-real-token|not-a-real-secret/);
    assert.match(text, /security-token[:=]\*\*\*/);
  }
});

test("signing is pure: the same input at the same moment gives the same output, in any order", async () => {
  const signer = await createSigner(COS);
  const other = { ...KEYS, accessKeySecret: "another-secret" };
  const at = (seconds: number) => ({ at: seconds * 1000 });
  const sign = (keys: Credentials, seconds: number) =>
    signer.sign({ method: "PUT", key: "a" }, keys, at(seconds)).headers.authorization;
  const first = [sign(KEYS, 1), sign(other, 1), sign(KEYS, 2)];
  assert.equal(new Set(first).size, 3);
  assert.deepEqual([sign(KEYS, 2), sign(other, 1), sign(KEYS, 1)].reverse(), first);
});

test("COS signs headers for the credential's own window, and URLs for the caller's", async () => {
  const signer = await createSigner(COS);
  const keys = { ...KEYS, startTime: 1_700_000_000_000, expiration: 1_700_003_600_000 };
  const options = { at: 1_700_003_000_000, expiresIn: 7200 };
  const { headers } = signer.sign({ method: "PUT", key: "a" }, keys, options);
  assert.match(headers.authorization ?? "", /q-sign-time=1700000000;1700003600&/);
  const url = new URL(signer.presign({ method: "GET", key: "a" }, keys, options));
  assert.equal(url.searchParams.get("q-sign-time"), "1700003000;1700003600");
  const alone = signer.sign({ method: "PUT", key: "a" }, KEYS, { at: options.at }).headers.authorization;
  assert.match(alone ?? "", /q-sign-time=1700003000;1700003900&/);
});

test("BOS refuses a form with a session token, for none is documented", async () => {
  const signer = await createSigner(BOS);
  assert.throws(() => signer.postForm({ key: "a" }, KEYS), { code: "unsupported" });
  const { fields } = signer.postForm({ key: "a" }, { ...KEYS, sessionToken: "" });
  assert.equal(fields.key, "a");
});

const OSS: BucketOptions = { provider: "oss", bucket: "photos", region: "cn-hangzhou" };
const BOS: BucketOptions = { provider: "bos", bucket: "photos", region: "bj" };
const COS: BucketOptions = { provider: "cos", bucket: "photos-1250000000", region: "ap-guangzhou" };
const KEYS: Credentials = {
  accessKeyId: "STS.fake",
  accessKeySecret: "not-a-real-secret",
  sessionToken: "not-a-real-token",
};
