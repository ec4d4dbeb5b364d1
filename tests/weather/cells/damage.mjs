// @ts-check
/** Bytes that arrive other than they were sent, and files that change under the upload. */

import { rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { EXPOSED, MEBIBYTE, opening, WAYS } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */
/** @typedef {import("../scene.mjs").Scene} Scene */

const PARTS = { match: { operation: "UploadPart", partNumber: 2 } };

/** @type {Cell[]} */
const flipped = [
  ...["part", "put", "post"].map((name) => ({
    ...WAYS[name]?.cell,
    name: `one bit of ${WAYS[name]?.request} is turned over on the way, once`,
    faults: [{ match: { operation: WAYS[name]?.operation ?? "" }, times: 1, action: { corrupt: true } }],
    ends: /** @type {const} */ ("stored"),
    quick: true,
  })),
  {
    name: "one bit of a part is turned over, and MD5 is the checksum",
    upload: { mode: "multipart", partSize: MEBIBYTE, checksum: "md5" },
    faults: [{ ...PARTS, times: 1, action: { corrupt: true } }],
    ends: "stored",
    verified: null,
  },
  {
    name: "one bit of a part is turned over whenever it is sent",
    faults: [{ ...PARTS, action: { corrupt: true } }],
    ends: ["integrity"],
  },
  {
    name: "one bit of a part is turned over, and every header hidden",
    faults: [{ ...PARTS, times: 1, action: { corrupt: true } }, { action: { hide: ["*"] } }],
    ends: "stored",
    verified: false,
  },
  {
    name: "one bit of a part is turned over, and the checksum hidden",
    before: ({ cloud, provider }) =>
      cloud?.cors(cloud.bucket, opening(EXPOSED[provider].filter((name) => !/crc/.test(name)))),
    faults: [{ ...PARTS, times: 1, action: { corrupt: true } }],
    ends: "stored",
    verified: false,
  },
  ...["put", "post"].map((name) => ({
    ...WAYS[name]?.cell,
    name: `one bit of ${WAYS[name]?.request} is turned over, and the checksum hidden`,
    before: (/** @type {Scene} */ { cloud, provider }) =>
      cloud?.cors(cloud.bucket, opening(EXPOSED[provider].filter((one) => !/crc/.test(one)))),
    faults: [{ match: { operation: WAYS[name]?.operation ?? "" }, times: 1, action: { corrupt: true } }],
    ends: /** @type {const} */ ("stored"),
    verified: null,
  })),
];

const PICKED = {
  size: 8 * MEBIBYTE,
  upload: { mode: "multipart", partSize: MEBIBYTE, source: "picked" },
  uploader: { concurrency: 1 },
  faults: [{ match: { operation: "UploadPart" }, action: { delay: 150 } }],
};

/** A worker reads such a part at once, and sends what it has read. */
const LITTLE = MEBIBYTE / 8;

/** @type {Cell[]} */
const changing = [
  {
    ...PICKED,
    name: "a file on disk that stays as it is",
    before: (scene) => scene.file(),
    ends: "stored",
  },
  {
    ...PICKED,
    name: "a file is cut to half its length mid-upload",
    before: (scene) => scene.file(),
    script: (scene) => once(scene, "file truncated", (path) => truncate(path, 4 * MEBIBYTE)),
    ends: ["source"],
  },
  {
    ...PICKED,
    name: "a file is cut to half its length in the second of its last change",
    before: (scene) => scene.file(),
    script: (scene) => once(scene, "file truncated", (path) => unseen(path, () => truncate(path, 4 * MEBIBYTE))),
    ends: ["source"],
  },
  {
    ...PICKED,
    name: "a file in little parts is cut to half its length in the second of its last change",
    size: 8 * LITTLE,
    upload: { ...PICKED.upload, partSize: LITTLE },
    clouds: ["oss", "bos"],
    before: (scene) => scene.file(),
    script: (scene) => once(scene, "file truncated", (path) => unseen(path, () => truncate(path, 4 * LITTLE))),
    ends: ["source"],
  },
  {
    ...PICKED,
    name: "a file is replaced by one of the same length mid-upload",
    before: (scene) => scene.file(),
    script: (scene) => once(scene, "file rewritten", (path) => writeFile(path, Buffer.alloc(8 * MEBIBYTE, "other"))),
    ends: ["source"],
    mixed: ["firefox", "webkit"],
    quick: true,
  },
  {
    ...PICKED,
    name: "a file is replaced by one of the same length in the second of its last change",
    before: (scene) => scene.file(),
    script: (scene) =>
      once(scene, "file rewritten", (path) => unseen(path, () => writeFile(path, Buffer.alloc(8 * MEBIBYTE, "other")))),
    ends: ["source"],
    mixed: ["firefox", "webkit"],
  },
  {
    ...PICKED,
    name: "a file is deleted mid-upload",
    before: (scene) => scene.file(),
    script: (scene) => once(scene, "file deleted", (path) => rm(path)),
    ends: ["source"],
  },
  {
    ...PICKED,
    name: "a file is deleted before its first byte is read",
    before: (scene) => scene.file(),
    faults: [{ match: { operation: "InitiateMultipartUpload" }, action: { delay: 500 } }],
    script: async (scene) => {
      scene.happens("file deleted");
      await rm(scene.path);
    },
    ends: ["source"],
  },
];

/** @param {Scene} scene @param {string} what @param {(path: string) => Promise<unknown>} work */
async function once(scene, what, work) {
  await scene.seen("UploadPart", 3);
  scene.happens(what);
  await work(scene.path);
}

/** Changes a file, and leaves the time of its last change in the second it was. @param {string} path @param {() => Promise<unknown>} work */
async function unseen(path, work) {
  const made = (await stat(path)).mtimeMs / 1000;
  await work();
  const later = Math.floor(made) + (made % 1 > 0.5 ? 0.1 : 0.9);
  await utimes(path, later, later);
}

export const damage = { title: "Damage", cells: [...flipped, ...changing] };
