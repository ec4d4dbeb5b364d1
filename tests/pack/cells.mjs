// @ts-check
/** The matrix: every way to load the package in a page, each built, served and run. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { app, BUNDLES, brought, next } from "./bundle.mjs";
import { serveFolder } from "./folder.mjs";
import { APPS } from "./install.mjs";
import { arrived, outcome, outcomes } from "./visit.mjs";

/** @typedef {{ driver: import("../browser/drive.mjs").WebDriver, desk: import("./desk.mjs").Desk }} Stage */
/** @typedef {(stage: Stage) => Promise<unknown>} Cell  rejects when the cell fails */

/** @type {Record<string, Cell>} */
export const CELLS = {
  "Vite dev": (stage) => viteDev(stage),
  "Vite dev, a module replaced while it uploads": (stage) => replaced(stage),
  "Vite build": bundled("vite"),
  "Vite build, slim with core.wasm by URL, initialised twice": bundled("vite", "slim.js"),
  "Vite build, the custom element": bundled("vite", "cloud-upload.js"),
  "webpack 5": bundled("webpack"),
  "webpack 5, the custom element": bundled("webpack", "cloud-upload.js"),
  Rspack: bundled("rspack"),
  Rollup: bundled("rollup"),
  Rolldown: bundled("rolldown"),
  esbuild: bundled("esbuild"),
  Parcel: bundled("parcel"),
  "Next, Turbopack": async (stage) => uploads(stage, await next("turbopack")),
  "Next, webpack": async (stage) => uploads(stage, await next("webpack")),
  "import map": (stage) => uploads(stage, plain("importmap.html")),
  "classic script": (stage) => uploads(stage, plain("classic.html")),
  "two copies of the package": async (stage) => {
    const folder = await BUNDLES.esbuild?.(app("two", "two.js"));
    await uploads(stage, folder, {}, ["outcome", "other"]);
    assert.equal(await stage.driver.executeScript("return document.body.dataset.same"), "false");
  },
  "CSP script-src 'self' 'wasm-unsafe-eval', no worker-src blob:": async (stage) => {
    await uploads(stage, await BUNDLES.esbuild?.(app("csp")), policy("'self' 'wasm-unsafe-eval'"));
  },
  "CSP without 'wasm-unsafe-eval' is told so": async (stage) => {
    const folder = await BUNDLES.esbuild?.(app("blocked"));
    const [told] = await visited(stage, folder, policy("'self'"));
    assert.equal(told?.code, "unsupported", JSON.stringify(told));
    assert.match(told?.hint ?? "", /'wasm-unsafe-eval' to script-src/);
  },
  "plain http on another host": async (stage) => {
    await uploads(stage, await BUNDLES.esbuild?.(app("plain")), {}, ["outcome"], "upload.test");
    assert.deepEqual(await stage.driver.executeScript("return [isSecureContext, typeof crypto.subtle]"), [
      false,
      "undefined",
    ]);
  },
};

/**
 * @param {string} bundler
 * @param {string} [main]
 * @returns {Cell}
 */
function bundled(bundler, main) {
  return async (stage) => uploads(stage, await BUNDLES[bundler]?.(app(main ? `${bundler}-${main}` : bundler, main)));
}

/**
 * @param {Stage} stage
 * @param {string | undefined} folder
 * @param {Record<string, string>} [headers]
 * @param {string[]} [names]
 * @param {string} [host]
 */
async function uploads(stage, folder, headers, names, host) {
  for (const told of await visited(stage, folder, headers, names, host)) await arrived(stage.desk, told);
}

/**
 * @param {Stage} stage
 * @param {string | undefined} folder
 * @param {Record<string, string>} [headers]
 * @param {string[]} [names]
 * @param {string} [host]
 */
async function visited({ driver, desk }, folder, headers, names, host = "127.0.0.1") {
  const server = await serveFolder(/** @type {string} */ (folder), headers);
  try {
    return await outcomes(driver, `http://${host}:${server.port}/`, desk, names);
  } finally {
    await server.close();
  }
}

/** @param {string} page */
function plain(page) {
  const folder = app(page);
  cpSync(join(import.meta.dirname, "apps", page), join(folder, "index.html"));
  cpSync(join(APPS, "node_modules/trebucket"), join(folder, "trebucket"), { recursive: true });
  return folder;
}

/** @param {string} scripts */
function policy(scripts) {
  return { "content-security-policy": `default-src 'none'; script-src ${scripts}; connect-src *` };
}

/** @param {Stage} stage */
async function viteDev({ driver, desk }) {
  await serving(app("vite-dev"), async (url) => {
    const [told] = await outcomes(driver, url, desk);
    await arrived(desk, told ?? {});
  });
}

/** The module that made the uploader is edited while a file is in the air: it arrives, and so does the next one's. */
async function replaced(/** @type {Stage} */ { driver, desk }) {
  const folder = app("vite-hot");
  const main = join(folder, "main.js");
  const source = readFileSync(main, "utf8");
  const hot = (/** @type {string} */ name) =>
    source.replace("fly(Uploader)", `fly(Uploader, "${name}");\nimport.meta.hot.accept()`);
  writeFileSync(main, hot("before"));
  await serving(folder, async (url) => {
    desk.cloud.journal.clear();
    const undo = desk.cloud.faults.add({ match: { method: "PUT" }, action: { delay: 1500 } });
    await driver.get(`${url}?desk=${encodeURIComponent(desk.url)}`);
    const flying = () => desk.cloud.journal.lines({ method: "PUT" }).some(({ status }) => status === undefined);
    await driver.wait(flying, PATIENCE, "a file is in the air");
    writeFileSync(`${main}.new`, hot("after"));
    renameSync(`${main}.new`, main);
    undo();
    for (const name of ["before", "after"]) await arrived(desk, await outcome(driver, name));
  });
}

/**
 * @param {string} root
 * @param {(url: string) => Promise<void>} work
 */
async function serving(root, work) {
  const { createServer } = await brought("vite");
  mkdirSync(root, { recursive: true });
  const server = await createServer({ root, cacheDir: join(root, "cache"), logLevel: "error", server: { port: 0 } });
  await server.listen();
  try {
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.httpServer.address());
    await work(`http://localhost:${port}/`);
  } finally {
    await server.close();
  }
}

/** Milliseconds. */
const PATIENCE = 20_000;
