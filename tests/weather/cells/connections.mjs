// @ts-check
/** Connections that break, crawl or stand still, and a cloud that goes away and comes back. */

import assert from "node:assert/strict";
import { struck, UNKNOWN, WAYS } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */

/** @type {Cell[]} */
const cut = Object.entries(WAYS).flatMap(([name, way]) =>
  [0, 1, 65_536, 250_000]
    .filter((bytes) => bytes < 2 || ["part", "put"].includes(name))
    .map((bytes) => ({
      ...way.cell,
      name: `${way.request} is cut after ${bytes} bytes of its body, twice`,
      faults: [{ match: struck(way), times: 2, action: { cut: bytes } }],
      ends: /** @type {const} */ ("stored"),
      quick: name === "part" && bytes === 65_536,
    })),
);

/** @type {Cell[]} */
const cutShort = ["initiate", "complete"].map((name) => ({
  ...WAYS[name]?.cell,
  name: `the answer to ${WAYS[name]?.request} breaks off after 40 bytes`,
  faults: [{ match: struck(/** @type {any} */ (WAYS[name])), times: 1, action: { cutReply: 40 } }],
  ends: /** @type {const} */ ("stored"),
  orphan: name === "initiate" ? UNKNOWN : "",
}));

/** @type {Cell[]} */
const slow = [
  {
    name: "every second part crawls at 300 KB/s",
    size: 5 * 1024 * 1024,
    faults: [{ match: { operation: "UploadPart" }, probability: 0.5, seed: 3, action: { rate: 300_000 } }],
    ends: "stored",
  },
  {
    name: "Complete answers after eight seconds",
    faults: [{ match: { operation: "CompleteMultipartUpload" }, times: 1, action: { delay: 8000 } }],
    ends: "stored",
  },
  {
    name: "every answer comes half a second late",
    faults: [{ action: { delay: 500 } }],
    ends: "stored",
  },
  {
    name: "the last part is taken up to its middle and no further: it is sent once more beside itself",
    faults: [{ match: { operation: "UploadPart", partNumber: 3 }, times: 1, action: { stallAfter: 400_000 } }],
    uploader: { patience: 300_000 },
    ends: "stored",
    quick: true,
    also: (scene, { retries }) => {
      assert.equal(scene.count("UploadPart"), 4, "three parts, and one of them once more");
      assert.equal(retries, 0, "nothing was given up");
    },
  },
  {
    name: "no part is taken further than its middle",
    faults: [{ match: { operation: "UploadPart" }, times: 3, action: { stallAfter: 400_000 } }],
    uploader: { patience: 300_000 },
    ends: "stored",
    idle: true,
    patience: 150,
  },
  {
    name: "the server takes nothing of a PUT and says nothing",
    size: 2_000_000,
    upload: { mode: "put" },
    faults: [{ match: { operation: "PutObject" }, times: 1, action: { stall: true } }],
    uploader: { patience: 300_000 },
    ends: "stored",
    idle: true,
    patience: 150,
  },
];

/** @type {Cell[]} */
const gone = [200, 3000].map((ms) => ({
  name: `the server is killed mid-upload and is back after ${ms} ms`,
  size: 12 * 1024 * 1024,
  faults: [{ match: { operation: "UploadPart" }, action: { delay: 150 } }],
  script: async (scene) => {
    await scene.seen("UploadPart", 4);
    await scene.restart(ms);
  },
  ends: /** @type {const} */ ("stored"),
  quick: ms === 200,
}));

/** @type {Cell[]} */
const others = [
  {
    name: "the server is killed three times",
    size: 12 * 1024 * 1024,
    faults: [{ match: { operation: "UploadPart" }, action: { delay: 200 } }],
    script: async (scene) => {
      for (const count of [2, 6, 10]) {
        await scene.seen("UploadPart", count);
        await scene.restart(100);
      }
    },
    ends: "stored",
  },
  {
    name: "the server is killed as Complete arrives",
    faults: [{ match: { operation: "CompleteMultipartUpload" }, times: 1, action: { delay: 700 } }],
    script: async (scene) => {
      await scene.seen("CompleteMultipartUpload");
      await scene.restart(500);
    },
    ends: "stored",
  },
  {
    name: "preflights are cut one time in three",
    size: 8 * 1024 * 1024,
    faults: [{ match: { operation: "Preflight" }, probability: 0.33, seed: 5, action: { cut: 0 } }],
    ends: "stored",
  },
  {
    name: "the cloud cannot be reached for longer than patience lasts",
    uploader: { patience: 3000 },
    before: (scene) => scene.cloud?.stop(),
    ends: ["network", "cors"],
    orphan: "the cloud is away",
  },
];

export const connections = { title: "Connections", cells: [...cut, ...cutShort, ...slow, ...gone, ...others] };
