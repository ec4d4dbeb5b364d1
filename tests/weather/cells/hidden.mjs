// @ts-check
/** CORS rules that hide what the cloud tells, or keep the page out. */

import assert from "node:assert/strict";
import { OPERATIONS } from "../../../www/cloud/sts/policy.mjs";
import { EXPOSED, opening, WAYS } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */
/** @typedef {import("../scene.mjs").Scene} Scene */

const CHECKSUMS = ["x-oss-hash-crc64ecma", "x-cos-hash-crc64ecma", "x-bce-content-crc64ecma", "x-bce-content-crc32"];
const HIDDEN = [
  { what: "ETag", hide: ["ETag"], proved: true },
  { what: "Date", hide: ["Date"], proved: true },
  { what: "the checksum", hide: CHECKSUMS, proved: false },
  { what: "every header", hide: ["*"], proved: false },
];

/** @type {Cell[]} */
const hidden = HIDDEN.flatMap(({ what, hide, proved }) =>
  ["part", "put", "post"].map((name) => ({
    ...WAYS[name]?.cell,
    name: `${what} is not exposed, ${WAYS[name]?.request}`,
    faults: [{ action: { hide } }],
    ends: /** @type {const} */ ("stored"),
    // Of a whole file the ETag is the MD5; of joined parts it proves nothing.
    verified: proved ? true : name === "part" ? false : null,
    also: (/** @type {Scene} */ scene) => (proved || name !== "part" ? undefined : toldOnce(scene)),
    quick: what === "every header" && name === "part",
  })),
);

/** @type {Cell[]} */
const later = [
  {
    name: "every header is hidden and the answer to Complete lost",
    faults: [
      { action: { hide: ["*"] } },
      { match: { operation: "CompleteMultipartUpload" }, times: 1, action: { lose: true } },
    ],
    ends: "stored",
    verified: false,
  },
  {
    name: "every header is hidden and ListParts refused",
    before: (scene) => scene.desk?.offers({ operations: OPERATIONS.filter((one) => one !== "ListParts") }),
    faults: [{ action: { hide: ["*"] } }],
    ends: "stored",
    verified: false,
  },
];

/** @type {Cell[]} */
const outside = [
  {
    name: "the page's origin is not allowed",
    before: (scene) => scene.cloud?.cors(scene.cloud.bucket, []),
    uploader: { patience: 120_000 },
    ends: ["cors"],
    patience: 20,
    also: (scene, { hint }) => {
      assert.match(hint ?? "", /CORS|AllowedOrigin|origin/i);
      assert.equal(scene.count("UploadPart"), 0);
    },
    quick: true,
  },
  {
    name: "the rule knows another origin only",
    before: (scene) => scene.cloud?.cors(scene.cloud.bucket, ruled(scene, { origins: ["https://app.example.com"] })),
    uploader: { patience: 120_000 },
    ends: ["cors"],
    patience: 20,
  },
  {
    name: "the rule allows GET alone",
    before: (scene) => scene.cloud?.cors(scene.cloud.bucket, ruled(scene, { methods: ["GET"] })),
    uploader: { patience: 120_000 },
    ends: ["cors"],
    patience: 20,
  },
  {
    name: "the rule allows no header of ours",
    before: (scene) => scene.cloud?.cors(scene.cloud.bucket, ruled(scene, { headers: ["content-type"] })),
    uploader: { patience: 120_000 },
    ends: ["cors"],
    patience: 20,
  },
  {
    name: "the rule has no POST, and a small file goes by itself",
    size: 50_000,
    upload: {},
    before: (scene) => scene.cloud?.cors(scene.cloud.bucket, ruled(scene, { methods: ["GET", "HEAD", "PUT"] })),
    ends: "stored",
  },
];

/** @param {Scene} scene @param {object} change */
function ruled({ provider }, change) {
  return opening(EXPOSED[provider]).map((rule) => ({ ...rule, ...change }));
}

/** @param {Scene} scene */
async function toldOnce(scene) {
  const remains = /** @type {any} */ (await scene.run("return weather.remains()"));
  const told = remains.lines.filter((/** @type {string} */ line) => line.startsWith("CORS hides"));
  assert.equal(new Set(told).size, told.length, "each hidden header is told once");
  assert.ok(told.length >= 1, "the header to expose is told");
}

export const rules = { title: "CORS rules", cells: [...hidden, ...later, ...outside] };
