// @ts-check
/** The clouds and the app server for a page from anywhere: it asks one desk where its bucket is, and for credentials. */
import { createServer } from "node:http";
import { startCloud } from "../../www/cloud/index.mjs";
import { startServer } from "../../www/server/index.mjs";

/** @typedef {"oss" | "bos" | "cos"} Provider */
/** @typedef {Awaited<ReturnType<typeof startDesk>>} Desk */

/**
 * Starts the local cloud, the app server and a desk that any origin may ask: `/place/PROVIDER` tells the options of an
 * Uploader and the prefix of its keys, `/sts/PROVIDER` what the app server answers.
 */
export async function startDesk() {
  const cloud = await startCloud({});
  const server = await startServer({ cloud, folder: import.meta.dirname, env: { STS_SECONDS: "900" } });
  const ask = await signIn(server.url);
  const { keyPrefix, clouds } = await (await ask("/config", {})).json();
  /** @param {string} path */
  const answer = async (path) => {
    const [, what, provider = ""] = path.split("/");
    if (what === "sts") return (await ask(`/sts?provider=${provider}`, { method: "POST" })).json();
    const { bucket, region, endpoint, addressing } = clouds[provider];
    return { provider, bucket, region, endpoint, addressing, prefix: keyPrefix };
  };
  const desk = await listening((request, response) => {
    answer(new URL(request.url ?? "/", "http://desk").pathname).then(
      (found) => response.writeHead(200, OPEN).end(JSON.stringify(found)),
      (/** @type {Error} */ problem) => response.writeHead(500, OPEN).end(JSON.stringify({ error: problem.message })),
    );
  });
  return {
    cloud,
    url: desk.url,
    prefix: /** @type {string} */ (keyPrefix),
    close: () => Promise.all([desk.close(), server.close()]).then(() => cloud.close()),
  };
}

/**
 * A server on a free port of this machine.
 * @param {import("node:http").RequestListener} serve
 */
export async function listening(serve) {
  const server = createServer(serve);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { port, url: `http://127.0.0.1:${port}`, close };
}

/**
 * Asks the app server as one user.
 * @param {string} url
 */
async function signIn(url) {
  const login = await fetch(`${url}/login`, { method: "POST", headers: JSON_TYPE, body: '{"name":"pack"}' });
  const cookie = (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  return (/** @type {string} */ path, /** @type {RequestInit} */ init) =>
    fetch(url + path, { ...init, headers: { ...JSON_TYPE, cookie } });
}

const JSON_TYPE = { "content-type": "application/json" };
const OPEN = { ...JSON_TYPE, "access-control-allow-origin": "*", "cache-control": "no-store" };
