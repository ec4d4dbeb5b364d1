// @ts-check
// The app server from outside: who gets credentials, for which keys, for how long, and what it says when there are none.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { Accounts } from "../../www/cloud/accounts.mjs";
import { startServer } from "../../www/server/index.mjs";

const PROVIDERS = /** @type {const} */ (["oss", "bos", "cos"]);
/** What was said to the log. @type {string[]} */
const lines = [];
let shift = 0;
const now = () => Date.now() + shift;
const accounts = new Accounts({ now });
const cloud = {
  accounts,
  oss: { bucket: "photos", region: "cn-hangzhou", endpoint: "http://127.0.0.1:1" },
  bos: { bucket: "photos", region: "bj", endpoint: "http://127.0.0.1:2" },
  cos: { bucket: "photos-1250000000", region: "ap-guangzhou", endpoint: "http://127.0.0.1:3" },
};
/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trebucket-page-"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>page</title>");
  await writeFile(join(folder, "main.js"), "export {};");
  server = await startServer({ cloud, env: {}, folder, now, trouble: true, log: (line) => lines.push(line) });
});
after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

test("nobody gets credentials or the config without a session", async () => {
  for (const [path, method] of [
    ["/sts?provider=oss", "POST"],
    ["/config", "GET"],
  ]) {
    const answer = await fetch(server.url + path, { method: method ?? "" });
    assert.equal(answer.status, 401);
    assert.equal((await answer.json()).error, "signed-out");
  }
  const forged = await ask("/sts?provider=oss", "trebucket-session=ann.AAAA");
  assert.equal(forged.status, 401);
});

for (const provider of PROVIDERS) {
  test(`${provider}: a signed-in user gets a set for the own prefix alone, and all that the page needs beside it`, async () => {
    const cookie = await signIn("ann");
    const before = Date.now();
    const answer = await ask(`/sts?provider=${provider}`, cookie);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const { accessKeyId, accessKeySecret, sessionToken, serverTime, expiration, ...place } = await answer.json();
    assert.ok(serverTime >= before && serverTime <= Date.now());
    assert.ok(expiration > serverTime + 3_590_000 && expiration <= serverTime + 3_600_000);
    const account = accounts.find(accessKeyId);
    assert.deepEqual(
      [accessKeySecret, sessionToken, expiration],
      [account?.secret, account?.token, account?.expiration],
    );
    const { bucket, region, endpoint } = cloud[provider];
    const { startTime, ...rest } = place;
    assert.deepEqual(rest, { provider, bucket, region, endpoint, addressing: "path", keyPrefix: "users/ann/" });
    assert.equal(startTime, provider === "oss" ? undefined : expiration - 3_600_000);
    assertLeast(account, bucket);
  });
}

test("a set is handed out again until shortly before half its life", async (t) => {
  t.after(() => {
    shift = 0;
  });
  const cookie = await signIn("half");
  const first = await set("oss", cookie);
  assert.equal((await set("oss", cookie)).accessKeyId, first.accessKeyId);
  assert.notEqual((await set("oss", await signIn("other"))).accessKeyId, first.accessKeyId);
  shift += 1_798_000;
  assert.equal((await set("oss", cookie)).accessKeyId, first.accessKeyId);
});

test("a shorter life is had where a test asked for it", async () => {
  await prepare({ seconds: 2 });
  const { expiration, serverTime } = await set("bos", await signIn("short"));
  assert.ok(expiration - serverTime <= 2000);
  await prepare({ seconds: 3600 });
});

test("a set named in refused is dropped; another id there drops nothing", async () => {
  const cookie = await signIn("refused");
  const first = await set("cos", cookie);
  assert.equal((await set("cos", cookie, "&refused=AKIDFAKEother")).accessKeyId, first.accessKeyId);
  const second = await set("cos", cookie, `&refused=${encodeURIComponent(first.accessKeyId)}`);
  assert.notEqual(second.accessKeyId, first.accessKeyId);
  const late = await set("cos", cookie, `&refused=${encodeURIComponent(first.accessKeyId)}`);
  assert.equal(late.accessKeyId, second.accessKeyId);
});

test("many who ask at once share one call of STS", async () => {
  const cookie = await signIn("many");
  const sets = await Promise.all(Array.from({ length: 8 }, () => set("oss", cookie)));
  assert.equal(new Set(sets.map(({ accessKeyId }) => accessKeyId)).size, 1);
});

test("the config names every cloud, how it is set up, and no key", async () => {
  const answer = await fetch(`${server.url}/config`, { headers: { cookie: await signIn("ann") } });
  const { user, keyPrefix, clouds } = await answer.json();
  assert.deepEqual([user, keyPrefix], ["ann", "users/ann/"]);
  assert.deepEqual(clouds.cos, { ...cloud.cos, addressing: "path", local: true });
  assert.deepEqual(Object.keys(clouds), ["oss", "bos", "cos"]);
});

test("a name that would not stand in a key as it is, is refused with a hint", async () => {
  for (const name of ["a", "../ann", "ann/bob", "ann*", "x".repeat(32), "安"]) {
    const answer = await fetch(`${server.url}/login`, { method: "POST", body: JSON.stringify({ name }) });
    assert.equal(answer.status, 400, name);
    assert.match((await answer.json()).hint, /2 to 31/);
  }
});

test("the first visit of the page signs a demo user in, by a cookie that scripts cannot read", async () => {
  const page = await fetch(server.url);
  const cookie = page.headers.get("set-cookie") ?? "";
  assert.match(cookie, /HttpOnly; SameSite=Strict/);
  const again = await fetch(server.url, { headers: { cookie: cookie.split(";")[0] ?? "" } });
  assert.equal(again.headers.get("set-cookie"), null);
  await Promise.all([page.text(), again.text()]);
});

test("the page is served with its types and a policy that lets WebAssembly and workers run and nothing foreign", async () => {
  const page = await fetch(server.url);
  const policy = page.headers.get("content-security-policy") ?? "";
  for (const part of ["script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self' blob:", "connect-src *"]) {
    assert.ok(policy.includes(part), part);
  }
  assert.ok(!policy.includes("unsafe-inline") && !policy.includes("'unsafe-eval'"));
  assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
  const script = await fetch(`${server.url}/main.js`);
  assert.match(script.headers.get("content-type") ?? "", /^text\/javascript/);
  const missing = await fetch(`${server.url}/..%2fpackage.json`);
  assert.equal(missing.status, 404);
  assert.equal((await missing.json()).error, "not-found");
  await Promise.all([page.text(), script.text()]);
});

test("a cloud that does not exist is refused with a hint", async () => {
  const answer = await ask("/sts?provider=s3", await signIn("ann"));
  assert.equal(answer.status, 400);
  assert.match((await answer.json()).hint, /oss, bos or cos/);
});

test("a page of another host, whose name was bent to this machine, gets nothing", async () => {
  /** @type {import("node:http").IncomingMessage} */
  const answer = await new Promise((resolve, reject) => {
    get(server.url, { headers: { host: "evil.example" } }, resolve).on("error", reject);
  });
  answer.resume();
  assert.equal(answer.statusCode, 421);
  assert.equal(answer.headers["set-cookie"], undefined);
});

test("troubles that a test asks for come as often as asked, and then pass", async () => {
  const cookie = await signIn("trouble");
  await prepare({ kind: "500", times: 2 });
  assert.equal((await ask("/sts?provider=oss", cookie)).status, 500);
  assert.equal((await ask("/sts?provider=oss", cookie)).status, 500);
  assert.equal((await ask("/sts?provider=oss", cookie)).status, 200);
  await prepare({ kind: "html" });
  assert.match(await (await ask("/sts?provider=oss", cookie)).text(), /^<!doctype html>/);
  await prepare({ kind: "envelope" });
  const envelope = await ask("/sts?provider=oss", cookie);
  assert.deepEqual([envelope.status, (await envelope.json()).StatusCode], [200, 500]);
  await prepare({ kind: "hang" });
  const silent = fetch(`${server.url}/sts?provider=oss`, { method: "POST", signal: AbortSignal.timeout(200) });
  await assert.rejects(silent, { name: "TimeoutError" });
  await prepare({});
});

test("a server not started for trouble knows no such route", async () => {
  const calm = await startServer({ cloud, env: {}, folder });
  try {
    assert.equal((await fetch(`${calm.url}/__trouble`, { method: "POST", body: "{}" })).status, 404);
  } finally {
    await calm.close();
  }
});

test("no secret ever reaches the log", () => {
  assert.ok(lines.some((line) => line.startsWith("sts: a new set for ann on oss")));
  assert.equal(
    lines.find((line) => /FAKE|fa4e/.test(line)),
    undefined,
  );
});

/** @param {import("../../www/cloud/accounts.mjs").Account | undefined} account @param {string} bucket */
function assertLeast(account, bucket) {
  for (const operation of [
    "PutObject",
    "UploadPart",
    "CompleteMultipartUpload",
    "ListParts",
    "AbortMultipartUpload",
    "HeadObject",
  ]) {
    assert.equal(account?.allows(operation, bucket, "users/ann/a.txt"), true, operation);
    assert.equal(account?.allows(operation, bucket, "users/bob/a.txt"), false, operation);
    assert.equal(account?.allows(operation, `my${bucket}`, "users/ann/a.txt"), false, operation);
  }
  for (const operation of ["DeleteObject", "ListObjects", "ListMultipartUploads"]) {
    assert.equal(account?.allows(operation, bucket, "users/ann/a.txt"), false, operation);
  }
}

async function signIn(/** @type {string} */ name) {
  const answer = await fetch(`${server.url}/login`, { method: "POST", body: JSON.stringify({ name }) });
  assert.equal(answer.status, 200);
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

function ask(/** @type {string} */ path, /** @type {string} */ cookie) {
  return fetch(server.url + path, { method: "POST", headers: { cookie } });
}

async function set(/** @type {string} */ provider, /** @type {string} */ cookie, more = "") {
  const answer = await ask(`/sts?provider=${provider}${more}`, cookie);
  assert.equal(answer.status, 200);
  return answer.json();
}

async function prepare(/** @type {object} */ trouble) {
  const answer = await fetch(`${server.url}/__trouble`, { method: "POST", body: JSON.stringify(trouble) });
  assert.equal(answer.status, 200);
}
