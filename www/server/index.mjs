// @ts-check
// The app server: hands out temporary credentials, each bound to its user's own keys, of real clouds or of the local one.

import { fileURLToPath } from "node:url";
import { serve } from "@hono/node-server";
import { appOf } from "./app.mjs";
import { PROVIDERS, realClouds, SetupError } from "./clouds.mjs";
import { openLocal } from "./local.mjs";

/**
 * @param {object} [options]
 * @param {import("./local.mjs").LocalCloud} [options.cloud]  a running local cloud; started here when it is needed and not given
 * @param {number} [options.port]  0 for any free one
 * @param {Record<string, string | undefined>} [options.env]  that of the process; with a cloud given, an empty one
 * @param {string} [options.folder]  the built page
 * @param {boolean} [options.trouble]  lets tests make it misbehave, by POST /__trouble
 * @param {() => number} [options.now]
 * @param {(line: string) => void} [options.log]  gets no secret
 */
export async function startServer(options = {}) {
  const { cloud, port = 0, folder = PAGE, trouble = false, now = Date.now, log = () => {} } = options;
  const env = options.env ?? (cloud ? {} : process.env);
  const real = realClouds(env);
  const seconds = secondsOf(env, Object.keys(real).length > 0);
  const local = PROVIDERS.every((provider) => real[provider]) ? undefined : await openLocal(cloud, now);
  const clouds = /** @type {import("./app.mjs").Options["clouds"]} */ ({ ...local?.clouds, ...real });
  const app = appOf({ clouds, seconds, folder, now, trouble, log });
  const server = /** @type {import("node:http").Server} */ (
    serve({ fetch: app.fetch, port, hostname: "127.0.0.1", overrideGlobalObjects: false })
  );
  try {
    await opened(server);
  } catch (problem) {
    await local?.close();
    throw problem;
  }
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      await closed(server);
      await local?.close();
    },
  };
}

/** @param {Record<string, string | undefined>} env @param {boolean} anyReal */
function secondsOf(env, anyReal) {
  if (!env.STS_SECONDS) return DEFAULT_SECONDS;
  const seconds = Number(env.STS_SECONDS);
  const shortest = anyReal ? SHORTEST_REAL_SECONDS : 1;
  if (Number.isInteger(seconds) && seconds >= shortest && seconds <= DEFAULT_SECONDS) return seconds;
  throw new SetupError(`STS_SECONDS must be a whole number from ${shortest} to ${DEFAULT_SECONDS}.`);
}

/** @param {import("node:http").Server} server @returns {Promise<void>} */
function opened(server) {
  return new Promise((resolve, reject) => {
    if (server.listening) resolve();
    server.once("listening", resolve);
    server.once("error", reject);
  });
}

/** Waiting page connections would keep it open for ever. @param {import("node:http").Server} server @returns {Promise<void>} */
function closed(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const PAGE = fileURLToPath(new URL("../../.cache/www", import.meta.url));
/** The longest life that all three clouds grant without a change of settings. */
const DEFAULT_SECONDS = 3600;
/** Below this OSS refuses. */
const SHORTEST_REAL_SECONDS = 900;
