/** What people get wrong: each mistake ends in the documented code, with advice in both languages. */
import assert from "node:assert/strict";
import test from "node:test";
import { type ErrorCode, UploadError } from "../../ts/errors.ts";
import type { UploaderOptions } from "../../ts/types.ts";
import { Uploader } from "../../ts/uploader.ts";
import type { AppServerAnswer } from "../../ts/world.ts";
import { around, BUCKET, FakeWorld, GOOD, settle } from "./fake/world.ts";

const LOCALES = ["en", "zh"] as const;
const HAN = /\p{Script=Han}/u;

test("options that cannot be used are refused by the constructor, before any core is loaded", () => {
  const wrong: [object, RegExp][] = [
    [{ provider: "s3" }, /provider/],
    [{ bucket: "" }, /bucket/],
    [{ bucket: "Photos/a" }, /bucket/],
    [{ provider: "cos", region: "ap-guangzhou" }, /appid/],
    [{ region: "" }, /region/],
    [{ region: undefined, endpoint: "https://x.test" }, /region/],
    [{ endpoint: "https://x.test/path" }, /endpoint/],
    [{ endpoint: "http://127.0.0.1:9000", addressing: "virtual" }, /IP (address|地址)/],
    [{ addressing: "cname" }, /cname/],
    [{ provider: "bos", signature: "v1" }, /signature/],
    [{ concurrency: 0 }, /concurrency/],
    [{ concurrency: 2.5 }, /concurrency/],
    [{ partSize: Number.NaN }, /partSize/],
    [{ patience: -1 }, /patience/],
    [{ trafficLimit: "fast" }, /trafficLimit/],
    [{ checksum: "sha1" }, /checksum/],
    [{ credentials: undefined }, /credentials/],
    [{ credentials: { url: "" } }, /credentials/],
  ];
  for (const [change, words] of wrong) {
    for (const locale of LOCALES) {
      const options = { ...BUCKET, credentials: "/sts", locale, ...change } as UploaderOptions;
      const error = thrown(() => new Uploader(options));
      assert.match(error.message, words);
      assert.equal(error.code, "invalid-argument");
      advised(error, locale);
    }
  }
  assert.equal(thrown(() => new Uploader(undefined as unknown as UploaderOptions)).code, "invalid-argument");
});

test("options that can be used are not refused", () => {
  for (const change of [
    { region: "oss-cn-hangzhou" },
    { provider: "cos", bucket: "photos-1250000000", region: "ap-guangzhou" },
    { provider: "bos", region: undefined, endpoint: "https://files.example.com/", addressing: "cname" },
    { endpoint: "http://[::1]:9000" },
    { signature: "v1", region: undefined, endpoint: "http://localhost:80" },
    { patience: 0, concurrency: 64, partSize: 5 * 2 ** 30 },
  ]) {
    const options = { ...BUCKET, credentials: "/sts", ...change } as UploaderOptions;
    assert.doesNotThrow(() => new Uploader(options), JSON.stringify(change));
  }
});

test("keys that cannot be stored are refused before anything is sent", async () => {
  for (const key of ["", "a/../b", "./a", "/a", "\\a", "a\ud800", "字".repeat(342)]) {
    for (const locale of LOCALES) {
      const { world, error } = await fails({ locale }, GOOD, key);
      assert.equal(error.code, "invalid-argument", JSON.stringify(key));
      advised(error, locale);
      assert.equal(world.sent.length, 0);
    }
  }
});

test("app servers that answer no credential fail the upload within ten seconds, and say why", async () => {
  const token = JSON.stringify({ accessKeyId: "STS.FAKE", accessKeySecret: "FAKE-secret" });
  for (const [answer, words] of [
    [{ status: 200, text: token }, /token/],
    [{ status: 200, text: "<!doctype html><p>Sign in</p>" }, /JSON/],
    [{ status: 200, text: '{"StatusCode":500,"ErrorMessage":"role is gone"}' }, /role is gone/],
    [{ status: 403, text: '{"code":403,"message":"please sign in"}' }, /403|sign in/],
  ] as const) {
    for (const locale of LOCALES) {
      const { error, world } = await fails({ locale }, { date: "", ...answer });
      assert.equal(error.code, "credentials", answer.text);
      assert.match(error.message, words);
      assert.doesNotMatch(error.message, /FAKE-secret/);
      advised(error, locale);
      assert.ok(world.mono() <= 12_000, "within ten seconds");
    }
  }
});

test("app servers that answer 500, or nothing at all, fail the upload when patience ends", async () => {
  for (const answer of [{ status: 500, date: "", text: "oops" }, undefined]) {
    for (const locale of LOCALES) {
      const { error, world } = await fails({ locale, patience: 60_000 }, answer);
      assert.equal(error.code, "credentials");
      advised(error, locale);
      assert.ok(world.mono() >= 60_000 && world.mono() <= 100_000, `it took ${world.mono()} ms`);
    }
  }
});

test("a credential function that throws is an error of the credentials, in its own words", async () => {
  const credentials = async () => {
    throw new Error("no session");
  };
  const { error } = await fails({ credentials, patience: 5_000 }, GOOD);
  assert.equal(error.code, "credentials");
  assert.match(error.message, /no session/);
});

test("a source that is no source is refused by done, not by upload", async () => {
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts", locale: "zh" }, around(new FakeWorld()));
  const upload = uploader.upload(42 as unknown as string, { key: "k" });
  await assert.rejects(upload.done(), { code: "invalid-argument", message: HAN });
  const without = uploader.upload("x", undefined as unknown as { key: string });
  await assert.rejects(without.done(), { code: "invalid-argument" });
});

async function fails(options: Partial<UploaderOptions>, answer: AppServerAnswer | undefined, key = "k") {
  const world = new FakeWorld();
  const ask = (): Promise<AppServerAnswer> => (answer ? Promise.resolve(answer) : new Promise(() => {}));
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts", ...options }, around(world, ask));
  const upload = uploader.upload("x", { key });
  await settle();
  for (let second = 0; second < 120 && upload.state !== "failed"; second++) await world.pass(1_000);
  const error = await upload.done().then(
    () => assert.fail("it was expected to fail"),
    (error: UploadError) => error,
  );
  uploader.close();
  return { world, error };
}

function thrown(call: () => unknown): UploadError {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof UploadError);
    return error;
  }
  return assert.fail("it was expected to throw");
}

function advised(error: { code: ErrorCode; message: string; hint?: string }, locale: "en" | "zh"): void {
  assert.ok(error.hint && error.hint.length > 10, error.message);
  assert.equal(HAN.test(error.hint), locale === "zh", error.hint);
  assert.equal(HAN.test(error.message), locale === "zh", error.message);
}
