// @ts-check
/** Credentials that end, are revoked or refused, and an app server that fails. */

import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { MEBIBYTE } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */
/** @typedef {import("../desk.mjs").Trouble} Trouble */

const SLOW_PARTS = [{ match: { operation: "UploadPart" }, action: { delay: 300 } }];
/** Twelve parts by two, a second each. */
const LINGERING = {
  size: 12 * MEBIBYTE,
  faults: [{ match: { operation: "UploadPart" }, action: { delay: 1000 } }],
};

/** @type {Cell[]} */
const short = [2, 5].map((seconds) => ({
  name: `credentials live ${seconds} seconds, and 256 MiB take longer`,
  size: 256 * MEBIBYTE,
  upload: {},
  before: (scene) => scene.desk?.offers({ seconds }),
  faults: [{ match: { operation: "UploadPart" }, action: { delay: seconds * 300 } }],
  ends: /** @type {const} */ ("stored"),
  also: (_, { renewals }) => assert.ok(renewals >= 2, `${renewals} credentials were used`),
  patience: 180,
}));

/** @type {Cell[]} */
const revoked = [1, 2].map((times) => ({
  name: `the cloud revokes the credential mid-upload, ${times === 1 ? "once" : "twice"}`,
  size: 10 * MEBIBYTE,
  faults: SLOW_PARTS,
  before: (scene) => scene.desk?.offers({ kept: true }),
  script: async (scene) => {
    for (let time = 1; time <= times; time += 1) {
      await scene.seen("UploadPart", 4 * time - 2);
      scene.revoke();
    }
  },
  ends: /** @type {const} */ ("stored"),
  also: ({ desk }) => {
    assert.equal(desk?.asked, 1 + times, "one fetch for each refusal, however many parts were refused");
    assert.equal(desk?.refused, times, "the app server hears that its set was refused");
  },
  quick: times === 1,
}));

/** @type {Cell[]} */
const away = [
  {
    name: "the app server is down for longer than the credential lives, then back",
    ...LINGERING,
    uploader: { concurrency: 2 },
    before: (scene) => scene.desk?.offers({ seconds: 3 }),
    script: async (scene) => {
      await scene.seen("UploadPart", 2);
      await scene.desk?.stop();
      scene.happens("app server down");
      await wait(7000);
      await scene.desk?.start();
    },
    ends: "stored",
    quick: true,
  },
  {
    name: "the app server never comes back",
    ...LINGERING,
    uploader: { concurrency: 2, patience: 4000 },
    before: (scene) => scene.desk?.offers({ seconds: 2 }),
    script: async (scene) => {
      await scene.seen("UploadPart", 2);
      scene.desk?.trouble("down");
      scene.happens("app server down");
    },
    ends: ["credentials", "network"],
    orphan: "nothing is left to sign the abort with",
  },
];

/** @type {[Trouble, string][]} */
const PASSING = [
  ["down", "cuts the connection"],
  [500, "answers 500"],
  [503, "answers 503"],
];
/** @type {Cell[]} */
const passing = PASSING.map(([trouble, what]) => ({
  name: `the app server ${what} three times, then gives a set`,
  before: (scene) => {
    scene.desk?.trouble(trouble, 3);
    scene.happens(`app server: ${trouble}`);
  },
  ends: /** @type {const} */ ("stored"),
  also: ({ desk }) => assert.equal(desk?.asked, 4),
}));

/** @type {[Trouble, string][]} */
const LASTING = [
  [403, "answers 403"],
  [404, "answers 404"],
  ["html", "sends a page to sign in"],
  ["envelope", "sends an error in a 200"],
  ["empty", "sends an empty object"],
];
/** @type {Cell[]} */
const lasting = LASTING.map(([trouble, what]) => ({
  name: `the app server ${what} for ever`,
  before: (scene) => {
    scene.desk?.trouble(trouble);
    scene.happens(`app server: ${trouble}`);
  },
  ends: ["credentials"],
  also: (scene, { hint }) => {
    assert.ok(hint, "the error says what to do");
    assert.equal(scene.count("UploadPart"), 0);
  },
  patience: 30,
  quick: trouble === "html",
}));

/** @type {Cell[]} */
const hopeless = [
  {
    name: "the app server gives the refused set again and again",
    before: (scene) => {
      scene.desk?.offers({ kept: true, stubborn: true });
    },
    faults: SLOW_PARTS,
    size: 8 * MEBIBYTE,
    script: async (scene) => {
      await scene.seen("UploadPart", 2);
      scene.revoke();
    },
    ends: ["credentials"],
    also: ({ desk }) => assert.ok((desk?.asked ?? 0) <= 12, `${desk?.asked} askings are no storm`),
    orphan: "the cloud takes no signature any more",
  },
  {
    name: "every set has ended before it arrives",
    before: (scene) => scene.desk?.offers({ seconds: -60 }),
    ends: ["credentials"],
    also: (scene) => assert.ok(scene.count("InitiateMultipartUpload") <= 8, "no storm"),
  },
  {
    name: "a set that cannot be renewed is refused mid-upload",
    ...LINGERING,
    uploader: { concurrency: 2, static: true },
    script: async (scene) => {
      await scene.seen("UploadPart", 2);
      scene.revoke();
    },
    ends: ["credentials"],
    orphan: "nothing is left to sign the abort with",
  },
  {
    name: "every set may do nothing",
    before: (scene) => scene.desk?.offers({ operations: ["GetObject"] }),
    ends: ["permission"],
    also: (scene) => assert.ok(scene.count("InitiateMultipartUpload") <= 3, "no storm"),
  },
];

export const credentials = {
  title: "Credentials",
  cells: [...short, ...revoked, ...away, ...passing, ...lasting, ...hopeless],
};
