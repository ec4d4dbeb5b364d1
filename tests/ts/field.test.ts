/** The questions most asked in the field: each failure says what to do, in English and in Chinese. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Locale } from "../../ts/hints.ts";
import type { UploadOptions } from "../../ts/types.ts";
import { Uploader } from "../../ts/uploader.ts";
import type { Landing } from "../../ts/world.ts";
import { around, BUCKET, FakeWorld, GOOD, settle } from "./fake/world.ts";

const HAN = /\p{Script=Han}/u;

/** What the cloud answers, and what the developer is told: code, words of the hint in both languages. */
const REFUSALS: [string, Landing, { code: string; en: RegExp; zh: RegExp }][] = [
  [
    "The security token you provided is invalid",
    refusal(403, "InvalidSecurityToken", "The security token you provided is invalid."),
    { code: "credentials", en: /refused each new credential/, zh: /连新凭证也拒绝/ },
  ],
  [
    "The OSS Access Key Id you provided does not exist in our records",
    refusal(403, "InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist in our records."),
    { code: "credentials", en: /issue for another cloud or account/, zh: /发错了云或账号/ },
  ],
  [
    "a bucket that is not there",
    refusal(404, "NoSuchBucket", "The specified bucket does not exist."),
    { code: "server", en: /no bucket photos in this region/, zh: /没有桶 photos/ },
  ],
  [
    "a key outside the policy",
    refusal(403, "AccessDenied", "You have no right to access this object because of bucket acl."),
    { code: "permission", en: /oss:PutObject.*photos/, zh: /角色策略.*oss:PutObject/ },
  ],
  [
    "a wrong region, as the signature tells it",
    refusal(403, "AccessDenied", "Invalid signing region in Authorization header."),
    { code: "permission", en: /Set region to the region of the bucket/, zh: /region 填桶所在地域/ },
  ],
  [
    "a wrong region, as the endpoint tells it",
    refusal(403, "AccessDenied", "The bucket you access must be addressed using the specified endpoint."),
    { code: "permission", en: /Set region/, zh: /region 填/ },
  ],
  [
    "a clock that is off, and cannot be learnt",
    refusal(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
    { code: "clock", en: /serverTime/, zh: /serverTime/ },
  ],
  [
    "a signature that does not match",
    refusal(403, "SignatureDoesNotMatch", "The request signature we calculated does not match."),
    { code: "credentials", en: /signer\.explain/, zh: /签名原文/ },
  ],
];

for (const [name, landing, expected] of REFUSALS) {
  test(`${name}: the hint says what to do`, async () => {
    for (const locale of ["en", "zh"] as const) {
      const world = new FakeWorld();
      world.cloud = async () => landing;
      const error = await failed(world, locale);
      assert.equal(error.code, expected.code);
      assert.match(error.hint ?? "", expected[locale]);
      assert.equal(HAN.test(error.message), locale === "zh", error.message);
    }
  });
}

test("NoSuchBucket from an app server that asked a storage endpoint for STS is told as that", async () => {
  const text = JSON.stringify({ error: { Code: "NoSuchBucket", Message: "The specified bucket does not exist." } });
  for (const locale of ["en", "zh"] as const) {
    const error = await failed(new FakeWorld(), locale, async () => ({ status: 200, date: "", text }));
    assert.equal(error.code, "credentials");
    assert.match(error.hint ?? "", /sts\.aliyuncs\.com/);
    assert.equal(HAN.test(error.hint ?? ""), locale === "zh");
    assert.match(error.message, locale === "zh" ? /^应用服务器没有问到 STS/ : /does not exist/);
  }
});

test("an origin that the CORS rule leaves out is told from a network that is gone", async () => {
  for (const [reachable, code, zh] of [
    [true, "cors", /CORS 规则允许本页来源/],
    [false, "network", /否则检查广告拦截/],
  ] as const) {
    const world = new FakeWorld();
    world.cloud = async () => ({ lost: "network" });
    world.fetch = async () => {
      if (reachable) return new Response();
      throw new TypeError("Failed to fetch");
    };
    const error = await failed(world, "zh");
    assert.equal(error.code, code);
    assert.match(error.hint ?? "", zh);
  }
});

test("a rule that hides the checksum is named in a debug line, with what to expose", async () => {
  for (const [locale, words] of [
    ["en", /Add to the ExposeHeader list .*x-oss-hash-crc64ecma/],
    ["zh", /暴露头里加上：.*x-oss-hash-crc64ecma/],
  ] as const) {
    const world = new FakeWorld();
    world.cloud = async () => ({ status: 200, headers: 'etag: "5D41402ABC4B2A76B9719D911017C592"\r\n', body: "" });
    const lines: string[] = [];
    const options = { ...BUCKET, credentials: "/sts", locale, debug: (line: string) => void lines.push(line) };
    const uploader = new Uploader(options, around(world));
    const result = await uploader.upload("hello", { key: "k", mode: "put" }).done();
    assert.equal(result.etag, "5D41402ABC4B2A76B9719D911017C592");
    assert.ok(
      lines.some((line) => words.test(line)),
      lines.join("\n"),
    );
  }
});

async function failed(world: FakeWorld, locale: Locale, app = async () => GOOD) {
  const options = { ...BUCKET, credentials: "/sts", locale, patience: 20_000 };
  const uploader = new Uploader(options, around(world, app));
  const how: UploadOptions = { key: "users/bob/k", mode: "put" };
  const upload = uploader.upload("hello", how);
  await settle();
  for (let second = 0; second < 120 && upload.state !== "failed"; second++) await world.pass(1_000);
  const error = await upload.done().then(
    () => assert.fail("it was expected to fail"),
    (error) => error,
  );
  uploader.close();
  return error as { code: string; message: string; hint?: string };
}

function refusal(status: number, code: string, message: string): Landing {
  return { status, headers: "", body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
}
