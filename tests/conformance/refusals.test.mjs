// @ts-check
// The local cloud refuses what the real ones refuse, with their codes, as the official SDKs see it.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startCloud } from "../../www/cloud/index.mjs";
import { bosClient, cosClient, ossClient, refusalOf } from "./clients.mjs";
import { send } from "./send.mjs";

/** @typedef {"oss" | "bos" | "cos"} Provider */
/** @typedef {{ id: string, secret: string, token?: string }} Credential */

const MINUTE = 60_000;
const MIB = 1024 * 1024;
const BODY = Buffer.from("a small body");

let ahead = 0;
const now = () => Date.now() + ahead;
/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;
let folder = "";

before(async () => {
  cloud = await startCloud({ now });
  folder = await mkdtemp(join(tmpdir(), "trebucket-refusals-"));
  await writeFile(join(folder, "body.bin"), Buffer.alloc(3 * MIB, "x"));
});

after(async () => {
  await cloud.close();
  await rm(folder, { recursive: true });
});

/** @type {[string, Provider, (cloud: any, credential: Credential) => import("./clients.mjs").Client][]} */
const SDKS = [
  ["OSS V4", "oss", (at, credential) => ossClient(at, credential, "v4")],
  ["OSS V1", "oss", (at, credential) => ossClient(at, credential, "v1")],
  ["COS", "cos", cosClient],
  ["BOS", "bos", bosClient],
];

const CODES = {
  expired: { oss: "SecurityTokenExpired", cos: "ExpiredToken", bos: "InvalidAccessKeyId" },
  foreignToken: { oss: "InvalidSecurityToken", cos: "InvalidAccessKeyId", bos: "InvalidAccessKeyId" },
  badDigest: { oss: "InvalidDigest", cos: "BadDigest", bos: "BadDigest" },
  exists: { oss: [409, "FileAlreadyExists"], cos: [409, "FileAlreadyExists"], bos: [412, "PreconditionFailed"] },
};
const FORBID = { oss: "x-oss-forbid-overwrite", cos: "x-cos-forbid-overwrite", bos: "x-bce-forbid-overwrite" };

for (const [name, provider, connect] of SDKS) {
  describe(name, () => {
    const issue = (seconds = 900) => cloud.accounts.issue(provider, { seconds });
    const put = (/** @type {Credential} */ credential, key = "a.txt") =>
      refusalOf(connect(cloud, credential).put(key, BODY));
    const tell = ({ status = 0, code = "" }) => [status, code];

    test("a wrong secret is a wrong signature", async () => {
      assert.deepEqual(tell(await put({ ...issue(), secret: "FAKE-wrong" })), [403, "SignatureDoesNotMatch"]);
    });

    test("an id that was never issued, or was revoked, or belongs to another cloud, is unknown", async () => {
      const revoked = issue();
      cloud.accounts.revoke(revoked.id);
      const foreign = cloud.accounts.issue(provider === "oss" ? "cos" : "oss", { seconds: 900 });
      for (const credential of [{ ...issue(), id: "FAKE-never-issued" }, revoked, foreign]) {
        assert.deepEqual(tell(await put(credential)), [403, "InvalidAccessKeyId"]);
      }
    });

    test("a set that has ended is refused in the cloud's own words", async () => {
      const credential = issue(1);
      ahead = 2000;
      assert.deepEqual(tell(await put(credential)), [403, CODES.expired[provider]]);
      ahead = 0;
    });

    test("the token of another set, or none at all, is refused", async () => {
      assert.deepEqual(tell(await put({ ...issue(), token: issue().token })), [403, CODES.foreignToken[provider]]);
      const { id, secret } = issue();
      assert.deepEqual(tell(await put({ id, secret })), [403, "InvalidAccessKeyId"]);
    });

    test("the policy's prefix and operations are all a set may do", () => withinPolicy(provider, connect));
    test("bytes that are not those of Content-MD5 are not kept", () => wrongDigest(provider, connect));
    test("a part list is held to what was uploaded", () => wrongPartLists(provider, connect));
    test("an object that may not be overwritten stays", () => forbiddenOverwrite(provider, connect));
  });
}

async function withinPolicy(/** @type {Provider} */ provider, /** @type {(typeof SDKS)[number][2]} */ connect) {
  const resources = [`${cloud[provider].bucket}/mine/*`];
  const statements = [{ effect: /** @type {const} */ ("allow"), operations: ["PutObject"], resources }];
  const client = connect(cloud, cloud.accounts.issue(provider, { seconds: 900, statements }));
  await client.put("mine/a.txt", BODY);
  for (const call of [client.put("yours/a.txt", BODY), client.get("mine/a.txt"), client.initiate("mine/b.txt")]) {
    const { status, code } = await refusalOf(call);
    assert.deepEqual([status, code], [403, "AccessDenied"]);
  }
}

async function wrongDigest(/** @type {Provider} */ provider, /** @type {(typeof SDKS)[number][2]} */ connect) {
  const client = connect(cloud, cloud.accounts.issue(provider, { seconds: 900 }));
  const given = [
    ["1B2M2Y8AsgTpgAmY7PhCfg==", CODES.badDigest[provider]],
    ["not base64", "InvalidDigest"],
  ];
  for (const [md5 = "", wanted] of given) {
    const { status, code } = await refusalOf(client.put("md5.txt", BODY, {}, { "Content-MD5": md5 }));
    assert.deepEqual([status, code], [400, wanted]);
  }
  assert.equal(cloud[provider].object(cloud[provider].bucket, "md5.txt"), undefined);
}

async function wrongPartLists(/** @type {Provider} */ provider, /** @type {(typeof SDKS)[number][2]} */ connect) {
  const client = connect(cloud, cloud.accounts.issue(provider, { seconds: 900 }));
  const file = join(folder, "body.bin");
  const id = await client.initiate("list.bin");
  const cuts = [0, MIB, MIB + 1000, 2 * MIB];
  const parts = await Promise.all(
    [1, 2, 3].map(async (number) => {
      const etag = await client.part("list.bin", id, number, file, cuts[number - 1] ?? 0, cuts[number] ?? 0);
      return { number, etag };
    }),
  );
  const [first, small, last] = /** @type {[typeof parts[0], typeof parts[0], typeof parts[0]]} */ (parts);
  /** @type {[typeof parts, string][]} */
  const lists = [
    [[{ ...first, etag: small.etag }, last], "InvalidPart"],
    [[first, small, last, { number: 4, etag: last.etag }], "InvalidPart"],
    [[first, small, last], "EntityTooSmall"],
    // ali-oss puts a list in order before it sends it.
    provider === "oss" ? [[], "MalformedXML"] : [[last, first], "InvalidPartOrder"],
  ];
  for (const [list, wanted] of lists) {
    const { status, code } = await refusalOf(client.complete("list.bin", id, list));
    assert.deepEqual([status, code], [400, wanted]);
  }
  assert.deepEqual((await refusalOf(client.complete("list.bin", "FAKE-ID", [first]))).code, "NoSuchUpload");
  await client.complete("list.bin", id, [first]);
  assert.equal(cloud[provider].object(cloud[provider].bucket, "list.bin")?.size, MIB);
}

async function forbiddenOverwrite(/** @type {Provider} */ provider, /** @type {(typeof SDKS)[number][2]} */ connect) {
  const client = connect(cloud, cloud.accounts.issue(provider, { seconds: 900 }));
  const key = "only once.txt";
  await client.remove(key);
  const headers = { [FORBID[provider]]: "true" };
  await client.put(key, BODY);
  const { status, code } = await refusalOf(client.put(key, Buffer.from("another"), {}, headers));
  assert.deepEqual([status, code], CODES.exists[provider]);
  assert.deepEqual(await client.get(key), BODY);
}

describe("clocks", () => {
  test("OSS refuses a request signed more than fifteen minutes away, and tells its own time", async () => {
    const { id, secret } = cloud.accounts.permanent("oss");
    for (const offset of [20 * MINUTE, -20 * MINUTE]) {
      ahead = offset;
      const calls = ["v1", "v4"].map((signature) => ossClient(cloud, { id, secret }, signature).put("a.txt", BODY));
      for (const call of calls) assert.equal((await refusalOf(call)).code, "RequestTimeTooSkewed");
      const headers = { Authorization: `OSS ${id}:FAKE`, Date: new Date().toUTCString() };
      const { status, text } = await send(cloud.oss.endpoint, `${cloud.oss.endpoint}/${cloud.oss.bucket}/a.txt`, {
        headers,
      });
      ahead = 0;
      assert.equal(status, 403);
      const told = Date.parse(/<ServerTime>(.*)<\/ServerTime>/.exec(text)?.[1] ?? "");
      assert.ok(Math.abs(told - Date.now() - offset) < 5000, text);
    }
  });

  test("COS refuses a request before its window, whose SDK then corrects its clock, and one after it", async () => {
    const credential = cloud.accounts.permanent("cos");
    for (const [offset, code] of /** @type {const} */ ([
      [-20 * MINUTE, "RequestTimeTooSkewed"],
      [20 * MINUTE, "AccessDenied"],
    ])) {
      ahead = offset;
      await cosClient(cloud, credential).put("a.txt", BODY);
      ahead = 0;
      const lines = cloud.journal.lines({ cloud: "cos" }).slice(-2);
      assert.deepEqual([lines[0]?.status, lines[0]?.code, lines[1]?.status], [403, code, 200]);
    }
  });

  // Last: the SDK keeps what it learnt of the clock for every client there is.
  test("BOS refuses a request signed more than thirty minutes away, whose SDK then corrects its clock", async () => {
    ahead = 40 * MINUTE;
    await bosClient(cloud, cloud.accounts.permanent("bos")).put("a.txt", BODY);
    ahead = 0;
    const [refused, taken] = cloud.journal.lines({ cloud: "bos" }).slice(-2);
    assert.deepEqual([refused?.status, refused?.code, taken?.status], [403, "RequestTimeTooSkewed", 200]);
  });
});
