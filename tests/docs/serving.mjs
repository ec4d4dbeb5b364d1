// @ts-check
/** App servers of the documents, run as they stand against the local STS. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { readCredentials } from "../../dist/index.js";
import { Accounts } from "../../www/cloud/accounts.mjs";
import { startSts } from "../../www/cloud/sts/index.mjs";

/** @typedef {"oss" | "bos" | "cos"} Provider */
/** @typedef {Awaited<ReturnType<typeof startSts>>} Sts */

export const PROVIDERS = /** @type {const} */ (["oss", "bos", "cos"]);
export const BUCKETS = { oss: "photos", bos: "photos", cos: "photos-1250000000" };
export const accounts = new Accounts({});

/** The local STS of all three clouds. */
export const openSts = () => startSts({ accounts });

/**
 * Starts a program that listens on PORT, for some work.
 * @param {Sts} sts
 * @param {(port: number) => [program: string, ...args: string[]]} command
 * @param {(ask: (path: string) => Promise<Response>) => Promise<void>} work
 */
export async function serving(sts, command, work) {
  const port = await freePort();
  const [program, ...args] = command(port);
  const env = { ...process.env, ...environment(sts), PORT: String(port) };
  const server = spawn(program, args, { env, stdio: ["ignore", "ignore", "inherit"], detached: true });
  try {
    await work((path) => patiently(`http://127.0.0.1:${port}${path}`));
  } finally {
    // `go run` has a child of its own.
    if (server.pid) process.kill(-server.pid);
  }
}

/** Serves the three clouds, keeps a set, and drops one that was refused. @param {(path: string) => Promise<Response>} ask */
export async function servesAll(ask) {
  for (const provider of PROVIDERS) {
    const first = await judged(provider, await ask(`/sts?provider=${provider}`));
    const again = await judged(provider, await ask(`/sts?provider=${provider}`));
    assert.equal(again.accessKeyId, first.accessKeyId);
    const other = await judged(provider, await ask(`/sts?provider=${provider}&refused=${first.accessKeyId}`));
    assert.notEqual(other.accessKeyId, first.accessKeyId);
  }
  assert.equal((await ask("/sts?provider=constructor")).status, 404);
}

/**
 * @param {Provider} provider
 * @param {Response} response
 */
export async function judged(provider, response) {
  const text = await response.text();
  assert.equal(response.status, 200, text);
  assert.equal(response.headers.get("cache-control"), "no-store");
  return checked(provider, JSON.parse(text));
}

/**
 * @param {Provider} provider
 * @param {any} answer
 */
export async function checked(provider, answer) {
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

/** @param {Sts} sts */
export function environment(sts) {
  const [oss, bos, cos] = PROVIDERS.map((cloud) => accounts.permanent(cloud));
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
  for (let left = 1200; ; left--) {
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
