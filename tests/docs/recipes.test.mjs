// @ts-check
/** The app servers that the documents show, run: each gives sets that open one user's keys alone, keeps them, and drops them when refused. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { promisify } from "node:util";
import { readCredentials } from "../../dist/index.js";
import { ROOT } from "../../scripts/run.mjs";
import { Accounts } from "../../www/cloud/accounts.mjs";
import { startSts } from "../../www/cloud/sts/index.mjs";
import { blocks } from "./documents.mjs";
import { python } from "./python.mjs";

/** @typedef {"oss" | "bos" | "cos"} Provider */

const FOLDER = join(ROOT, ".cache/docs-run");
const BUCKETS = { oss: "photos", bos: "photos", cos: "photos-1250000000" };
const accounts = new Accounts({});
/** @type {Awaited<ReturnType<typeof startSts>>} */
let sts;

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  sts = await startSts({ accounts });
});
after(() => sts.close());

test("the app server of the README gives a set for one user's prefix on OSS", async () => {
  await serving("README.md", async (ask) => {
    const given = await judged("oss", await ask("/"));
    assert.equal(given.keyPrefix, "users/ann/");
  });
});

test("the app server in Node serves the three clouds, keeps a set, and drops one that was refused", async () => {
  await serving("docs/app-servers.md", async (ask) => {
    for (const provider of /** @type {Provider[]} */ (["oss", "bos", "cos"])) {
      const first = await judged(provider, await ask(`/sts?provider=${provider}`));
      const again = await judged(provider, await ask(`/sts?provider=${provider}`));
      assert.equal(again.accessKeyId, first.accessKeyId);
      const other = await judged(provider, await ask(`/sts?provider=${provider}&refused=${first.accessKeyId}`));
      assert.notEqual(other.accessKeyId, first.accessKeyId);
    }
    assert.equal((await ask("/sts?provider=constructor")).status, 404);
  });
});

test("the app server in Python does the same", async () => {
  const interpreter = await python();
  const [block] = blocks("docs/app-servers.md").filter(({ language }) => language === "python");
  writeFileSync(join(FOLDER, "recipe.py"), `${block?.text}${DRIVER}`);
  for (const provider of /** @type {Provider[]} */ (["oss", "bos", "cos"])) {
    const { port } = new URL(sts.cos.endpoint);
    const env = { ...environment(), COS_STS_ENDPOINT: "http://127.0.0.1", COS_STS_PORT: port };
    const options = { env, timeout: 60_000 };
    const { stdout } = await promisify(execFile)(interpreter, [join(FOLDER, "recipe.py"), provider], options);
    const sets = await Promise.all(JSON.parse(stdout).map((/** @type {unknown} */ set) => checked(provider, set)));
    const [first, again, other] = sets.map(({ accessKeyId }) => accessKeyId);
    assert.equal(again, first);
    assert.notEqual(other, first);
  }
});

/**
 * @param {string} file whose first JavaScript block is an app server
 * @param {(ask: (path: string) => Promise<Response>) => Promise<void>} work
 */
async function serving(file, work) {
  const [block] = blocks(file).filter(({ language }) => language === "js");
  const script = join(FOLDER, `${file.replaceAll(/\W+/g, "-")}.mjs`);
  writeFileSync(script, block?.text ?? "");
  const port = await freePort();
  const server = spawn(process.execPath, [script], { env: { ...environment(), PORT: String(port) }, stdio: "inherit" });
  try {
    await work((path) => patiently(`http://127.0.0.1:${port}${path}`));
  } finally {
    server.kill();
  }
}

/**
 * @param {Provider} provider
 * @param {Response} response
 */
async function judged(provider, response) {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("cache-control"), "no-store");
  return checked(provider, await response.json());
}

/**
 * @param {Provider} provider
 * @param {any} answer
 */
async function checked(provider, answer) {
  const set = await readCredentials(answer);
  const account = accounts.find(set.accessKeyId);
  assert.equal(account?.secret, set.accessKeySecret);
  assert.equal(account?.token, set.sessionToken);
  assert.equal(account?.allows("PutObject", BUCKETS[provider], "users/ann/a"), true);
  assert.equal(account?.allows("PutObject", BUCKETS[provider], "users/bob/a"), false);
  assert.ok(Math.abs((set.expiration ?? 0) - Date.now() - 3_600_000) < 60_000, "it lives an hour");
  assert.ok(Math.abs((set.serverTime ?? 0) - Date.now()) < 60_000, "the server's clock is told");
  return { ...set, keyPrefix: answer.keyPrefix };
}

function environment() {
  const [oss, bos, cos] = /** @type {const} */ (["oss", "bos", "cos"]).map((cloud) => accounts.permanent(cloud));
  return {
    PATH: process.env.PATH,
    ALIBABA_CLOUD_ACCESS_KEY_ID: oss?.id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: oss?.secret,
    OSS_ROLE_ARN: sts.oss.roleArn,
    OSS_BUCKET: BUCKETS.oss,
    OSS_STS_ENDPOINT: sts.oss.endpoint,
    TENCENTCLOUD_SECRET_ID: cos?.id,
    TENCENTCLOUD_SECRET_KEY: cos?.secret,
    COS_BUCKET: BUCKETS.cos,
    COS_REGION: "ap-guangzhou",
    COS_STS_ENDPOINT: sts.cos.endpoint,
    BCE_ACCESS_KEY_ID: bos?.id,
    BCE_SECRET_ACCESS_KEY: bos?.secret,
    BOS_BUCKET: BUCKETS.bos,
    BOS_STS_ENDPOINT: sts.bos.endpoint,
  };
}

/**
 * Until the server listens.
 * @param {string} url
 */
async function patiently(url) {
  for (let left = 200; ; left--) {
    try {
      return await fetch(url);
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * Asks three times. STS of OSS takes two signatures, of which the local one knows the older; Tencent's SDK signs a port
 * with the host, which no real STS has: so it is put in afterwards.
 */
const DRIVER = `
import functools, sys
from requests import Session
Config = functools.partial(Config, signature_algorithm="v2")
send = Session.send
def ported(session, request, **more):
    request.url = request.url.replace("127.0.0.1/", "127.0.0.1:" + env["COS_STS_PORT"] + "/")
    return send(session, request, **more)
Session.send = ported
provider = sys.argv[1]
first = answer(provider, "ann")
again = answer(provider, "ann")
name = next(name for name in first if name.lower().endswith(("accesskeyid", "secretid")))
print(json.dumps([first, again, answer(provider, "ann", first[name])]))
`;
