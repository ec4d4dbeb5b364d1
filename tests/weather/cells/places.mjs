// @ts-check
/** Browsers in odd places: offline, strict policies, plain http, private windows, storage that is full or blocked. */

import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { MEBIBYTE } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */
/** @typedef {import("../scene.mjs").Scene} Scene */

const LONG = {
  size: 12 * MEBIBYTE,
  faults: [{ match: { operation: "UploadPart" }, action: { delay: 250 } }],
};
const CHROMIUM_ONLY = {
  firefox: "its driver has no command for it",
  webkit: "its driver has no command for it",
};

/** @type {Cell[]} */
const networks = [
  ...[1000, 6000].map((ms) => ({
    ...LONG,
    name: `the device is offline for ${ms / 1000} s`,
    not: CHROMIUM_ONLY,
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
    not: CHROMIUM_ONLY,
    before: () => {},
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
  {
    name: "a page on plain http, without crypto, locks and handles",
    size: 5 * MEBIBYTE,
    own: ["--host-resolver-rules=MAP weather.test 127.0.0.1"],
    not: { firefox: "every host that resolves to loopback is secure there", webkit: "its hosts cannot be mapped" },
    script: async (scene) => {
      await scene.act("abort");
      await scene.visit(`http://weather.test:${scene.desk?.port}/`);
      assert.equal(await scene.run("return isSecureContext"), false);
      await scene.begin();
    },
    ends: "stored",
  },
];

/** @type {Cell[]} */
const storage = [
  {
    ...LONG,
    name: "a private window",
    own: ["--incognito"],
    not: { firefox: "its driver opens none", webkit: "every automated session is private: all cells show it" },
    ends: "stored",
  },
  {
    ...LONG,
    name: "the quota of IndexedDB is exhausted",
    own: [],
    not: CHROMIUM_ONLY,
    script: async (scene) => {
      await scene.act("abort");
      const origin = `http://127.0.0.1:${scene.desk?.port}`;
      await chromium(scene).sendDevToolsCommand("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
      scene.happens("quota exhausted");
      await scene.begin();
    },
    ends: "stored",
  },
  ...["throws", "fails", "hangs"].map((how) => ({
    ...LONG,
    name: `IndexedDB ${how} as it is opened`,
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
  const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await chromium(scene).sendDevToolsCommand("Network.enable", {});
  await chromium(scene).sendDevToolsCommand("Network.emulateNetworkConditions", conditions);
}

/** @param {Scene} scene */
function chromium({ driver }) {
  return /** @type {import("selenium-webdriver/chrome.js").Driver} */ (driver);
}

export const places = { title: "Odd places", cells: [...networks, ...policies, ...storage] };
