// @ts-check
/** Refusals that pass: every request answered with 500, 503 or 429, with and without Retry-After. */

import assert from "node:assert/strict";
import { EXPOSED, opening, struck, WAYS } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */

const ACTIONS = [
  { said: "500", action: { status: 500 } },
  { said: "503", action: { status: 503 } },
  { said: "429", action: { status: 429 } },
  { said: "500 with Retry-After", action: { status: 500, retryAfter: 1 } },
  { said: "503 with Retry-After", action: { status: 503, retryAfter: 1 } },
  { said: "429 with Retry-After", action: { status: 429, retryAfter: 1 } },
];

/** @type {Cell[]} */
const passing = Object.entries(WAYS).flatMap(([name, way]) =>
  ACTIONS.map(({ said, action }) => ({
    ...way.cell,
    name: `${way.request} is answered ${said} twice`,
    faults: [{ match: struck(way), times: 2, action }],
    ends: /** @type {const} */ ("stored"),
    // After a 5xx the object may be found before its checksum was compared with an answer's.
    quick: name === "part" && said === "503",
  })),
);

/** @type {Cell[]} */
const obeyed = [
  {
    name: "a readable Retry-After of two seconds is waited for, by all parts",
    before: ({ cloud, provider }) => cloud?.cors(cloud.bucket, opening(EXPOSED[provider])),
    faults: [{ match: { operation: "UploadPart" }, times: 1, action: { status: 503, retryAfter: 2 } }],
    ends: "stored",
    also: ({ journal, provider }) => {
      const parts = journal.lines({ cloud: provider, operation: "UploadPart" });
      const refused = parts.find(({ status }) => status === 503);
      const next = parts.find(({ at }) => refused && at > refused.at + 500);
      assert.ok(refused && next && next.at - refused.at >= 1900, "two seconds of rest");
    },
    quick: true,
  },
  {
    name: "every request is answered 500 with a probability of two in five",
    size: 12 * 1024 * 1024,
    faults: [{ probability: 0.4, seed: 11, action: { status: 500 } }],
    ends: "stored",
  },
  {
    name: "the cloud answers 503 to everything for longer than patience lasts",
    uploader: { patience: 3000 },
    faults: [{ action: { status: 503 } }],
    ends: ["server", "network"],
    also: ({ journal }) => {
      const asked = Object.values(journal.counts).reduce((sum, count) => sum + count, 0);
      assert.ok(asked < 60, `${asked} requests are no storm`);
    },
  },
];

/** @type {Cell[]} */
const cosOnly = [
  {
    name: "Complete keeps the connection alive with white space for two seconds",
    clouds: ["cos"],
    faults: [{ match: { operation: "CompleteMultipartUpload" }, times: 1, action: { drip: 2000 } }],
    ends: "stored",
    quick: true,
  },
  {
    name: "Complete answers 200 with an error inside, twice",
    clouds: ["cos"],
    faults: [
      { match: { operation: "CompleteMultipartUpload" }, times: 2, action: { status: 200, code: "InternalError" } },
    ],
    ends: "stored",
  },
  {
    name: "Complete answers 200, white space and an error, twice",
    clouds: ["cos"],
    faults: [{ match: { operation: "CompleteMultipartUpload" }, times: 2, action: { drip: 500, status: 500 } }],
    ends: "stored",
    quick: true,
  },
  {
    name: "Complete answers 200 with AccessDenied inside for ever",
    clouds: ["cos"],
    faults: [{ match: { operation: "CompleteMultipartUpload" }, action: { status: 200, code: "AccessDenied" } }],
    ends: ["permission"],
  },
];

export const answers = { title: "Refusals that pass", cells: [...passing, ...obeyed, ...cosOnly] };
