// @ts-check
/** Browsers in odd places: offline, strict policies, plain http, private windows, storage that is full or blocked. */

import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { peak, together } from "./life.mjs";
import { MEBIBYTE } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */
/** @typedef {import("../scene.mjs").Scene} Scene */

const LONG = {
  size: 12 * MEBIBYTE,
  faults: [{ match: { operation: "UploadPart" }, action: { delay: 250 } }],
};
/** Firefox would go on speaking to its own machine. */
const NETWORK = {
  own: { preferences: { "network.disable-localhost-when-offline": true } },
  not: { webkit: "its driver cannot cut the network" },
};
/** A name that is no loopback address, hence no secure context. */
const PLAIN = { own: { proxied: true }, size: 5 * MEBIBYTE };
const PLAIN_PAGE = "http://weather.test/";

/** @type {Cell[]} */
const networks = [
  ...[1000, 6000].map((ms) => ({
    ...LONG,
    name: `the device is offline for ${ms / 1000} s`,
    ...NETWORK,
    script: async (/** @type {Scene} */ scene) => {
      await scene.seen("UploadPart", 3);
      scene.happens("offline");
      await network(scene, true);
      await wait(ms);
      await network(scene, false);
    },
    ends: /** @type {const} */ ("stored"),
    quick: ms === 1000,
  })),
  {
    ...LONG,
    name: "the device is offline from before the start",
    ...NETWORK,
    script: async (scene) => {
      await scene.act("abort");
      await network(scene, true);
      scene.happens("offline");
      await scene.begin();
      await wait(3000);
      assert.match((await scene.look()).state, /queued|running/);
      await network(scene, false);
    },
    ends: "stored",
  },
];

/** @type {Cell[]} */
const policies = [
  {
    name: "a policy without blob: workers hashes on the page",
    size: 5 * MEBIBYTE,
    page: "blobless",
    ends: "stored",
    quick: true,
  },
  {
    name: "a policy without 'wasm-unsafe-eval'",
    page: "wasmless",
    ends: ["unsupported"],
    also: (_, { hint }) => assert.match(hint ?? "", /wasm-unsafe-eval/),
  },
];

/** @type {Cell[]} */
const plain = [
  {
    ...PLAIN,
    name: "a page on plain http, without crypto, locks and handles",
    script: async (scene) => {
      await scene.act("abort");
      await scene.visit(PLAIN_PAGE);
      assert.equal(await scene.run("return isSecureContext || 'locks' in navigator"), false);
      await scene.begin();
    },
    ends: "stored",
  },
  {
    ...PLAIN,
    ...LONG,
    name: "a page on plain http is reloaded, and goes on",
    script: async (scene) => {
      await scene.act("abort");
      await scene.visit(PLAIN_PAGE);
      await scene.begin();
      await scene.saved(2);
      scene.happens("page reloaded");
      await scene.visit(PLAIN_PAGE);
      await scene.begin();
      const outcome = await scene.end();
      assert.equal(outcome.result?.resumed, true, "it went on");
      return outcome;
    },
    ends: "stored",
  },
  {
    ...PLAIN,
    name: "two tabs on plain http upload the same file under the same key",
    faults: LONG.faults,
    script: async (scene) => {
      await scene.act("abort");
      await scene.visit(PLAIN_PAGE);
      return together(scene, PLAIN_PAGE);
    },
    ends: "stored",
    also: (scene) => assert.ok(peak(scene) <= 5 + 4, "never both at once"),
    patience: 90,
  },
];

/** @type {Cell[]} */
const storage = [
  {
    ...LONG,
    name: "a private window",
    // Of WebKit every automated session is private.
    own: { flags: ["--incognito"], preferences: { "browser.privatebrowsing.autostart": true } },
    ends: "stored",
  },
  {
    ...LONG,
    name: "the quota of IndexedDB is exhausted",
    // KiB, for all that the browser's pages keep together.
    own: { preferences: { "dom.quotaManager.temporaryStorage.fixedLimit": 1 } },
    not: { webkit: "its quota cannot be set; the next cells do what it would do" },
    script: async (scene) => {
      await scene.act("abort");
      const origin = `http://127.0.0.1:${scene.desk?.port}`;
      if (scene.engine.name === "chromium") {
        await chromium(scene).sendDevToolsCommand("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
      }
      scene.happens("quota exhausted");
      await scene.begin();
    },
    ends: "stored",
    also: async (scene) => {
      const { lines } = /** @type {any} */ (await scene.run("return weather.remains()"));
      assert.ok(
        lines.some((/** @type {string} */ line) => line.includes("no checkpoint could be")),
        lines.join("\n"),
      );
    },
  },
  ...["throws", "fails", "hangs", "is full"].map((how) => ({
    ...LONG,
    name: `IndexedDB ${how}${how === "is full" ? "" : " as it is opened"}`,
    script: async (/** @type {Scene} */ scene) => {
      await scene.act("abort");
      await scene.run("sessionStorage.setItem('indexedDB', arguments[0])", how);
      scene.happens(`IndexedDB ${how}`);
      await scene.visit();
      await scene.begin();
    },
    ends: /** @type {const} */ ("stored"),
    quick: how === "throws",
  })),
];

/** @param {Scene} scene @param {boolean} offline */
async function network(scene, offline) {
  if (scene.engine.name === "firefox") return scene.chrome("Services.io.offline = arguments[0]", offline);
  const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await chromium(scene).sendDevToolsCommand("Network.enable", {});
  await chromium(scene).sendDevToolsCommand("Network.emulateNetworkConditions", conditions);
}

/** @param {Scene} scene */
function chromium({ driver }) {
  return /** @type {import("selenium-webdriver/chrome.js").Driver} */ (driver);
}

export const places = { title: "Odd places", cells: [...networks, ...policies, ...plain, ...storage] };
