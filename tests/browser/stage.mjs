// @ts-check
/** The whole stage for a browser: the local cloud, the app server with short-lived credentials, and a page. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/run.mjs";
import { startCloud } from "../../www/cloud/index.mjs";
import { startServer } from "../../www/server/index.mjs";

export const PROVIDERS = /** @type {const} */ (["oss", "bos", "cos"]);

/**
 * @typedef {object} Stage
 * @property {string} url  of the page
 * @property {(provider: "oss" | "bos" | "cos", key: string) => Promise<{ size: number, sha256: string }>} stored
 * @property {Awaited<ReturnType<typeof startCloud>>} cloud
 * @property {string[]} log  what the app server said, without secrets
 */

/**
 * Sets everything up for some work, and takes it down whatever becomes of the work.
 * @template T
 * @param {{ seconds: number, folder?: string }} options how long credentials live; which page, by default the smallest one
 * @param {(stage: Stage) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function staged({ seconds, folder }, work) {
  const made = await mkdtemp(join(tmpdir(), "trebucket-page-"));
  const cloud = await startCloud({});
  /** @type {string[]} */
  const log = [];
  const server = await startServer({
    cloud,
    folder: folder ?? (await smallestPage(made)),
    env: { STS_SECONDS: String(seconds) },
    log: (line) => log.push(line),
  });
  try {
    const stored = (/** @type {"oss" | "bos" | "cos"} */ provider, /** @type {string} */ key) =>
      digested(cloud[provider].object(cloud[provider].bucket, key));
    return await work({ url: server.url, stored, cloud, log });
  } finally {
    await server.close();
    await cloud.close();
    await rm(made, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function smallestPage(folder) {
  await cp(join(ROOT, "tests/browser/page"), folder, { recursive: true });
  await cp(join(ROOT, "dist/index.js"), join(folder, "index.js"));
  return folder;
}

/**
 * What lies on the disk, read by nothing of ours.
 * @param {any} object
 */
async function digested(object) {
  if (!object) throw new Error("Nothing is stored under this key.");
  const hash = createHash("sha256");
  for (const { file } of object.segments) {
    for await (const chunk of createReadStream(file)) hash.update(chunk);
  }
  return { size: object.size, sha256: hash.digest("hex") };
}
