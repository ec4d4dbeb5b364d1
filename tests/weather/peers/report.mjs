// @ts-check
/** Words for how the libraries ended: the document that goes into docs/. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../scripts/run.mjs";
import { WEATHERS } from "./weathers.mjs";

/** @typedef {import("./run.mjs").Ended} Ended */
/** @typedef {import("./run.mjs").Contender} Contender */

/** @param {Ended[]} all @param {Contender[]} contenders @param {string} chromium */
export function document(all, contenders, chromium) {
  const of = (/** @type {string} */ weather, /** @type {Contender} */ { library, provider }) =>
    all.find((one) => one.weather.name === weather && one.library === library && one.provider === provider);
  const names = contenders.map(({ library, provider }) => `${library} ${version(library)} (${provider.toUpperCase()})`);
  return [
    "# The same weather for the clouds' own SDKs",
    "",
    `Written by \`npm run test:peers\` with headless Chromium ${chromium}: one file of 12 MiB in parts of 1 MiB, a fresh browser, cloud and`,
    "app server for each upload. The cloud is the local one of this repository, reached under the clouds' real host names.",
    "",
    "Each SDK is set up with what its own documentation offers for temporary keys and for safety: ali-oss with `refreshSTSToken` at half",
    "the life of its keys, `retryMax: 10` and `disabledMD5: false`; cos-js-sdk-v5 with `getAuthorization` and `UploadCheckContentMd5`;",
    "@baiducloud/sdk with `putSuperObject` and a session token, for which it has no renewal. trebucket has its defaults. How many parts fly",
    "at once is left to each. An upload that has not ended after a minute is left alone. Afterwards the stored object's SHA-256 is compared",
    "with the file's, whatever the library said.",
    "",
    `| Weather | ${names.join(" | ")} |`,
    `| --- | ${names.map(() => "---").join(" | ")} |`,
    ...WEATHERS.map(({ name }) => `| ${name} | ${contenders.map((one) => ending(of(name, one))).join(" | ")} |`),
    "",
    "✓ stored and equal to the file · ✗ failed · ‼ reported as done with other bytes than the file's · … still waiting after a minute.",
    "r: requests without preflights; k: times that keys were asked for.",
    "",
    "## What was ordered",
    "",
    ...WEATHERS.map(({ name, ordered }) => `* ${name}: ${ordered}.`),
    "",
    "## What they said",
    "",
    ...all.filter(({ told }) => told.state === "failed").map(said),
    "",
    "## Good in them",
    "",
    ...GOOD,
    "",
    "## What this does not show",
    "",
    ...LIMITS,
    "",
  ].join("\n");
}

/** @param {Ended | undefined} ended */
function ending(ended) {
  if (!ended) return "";
  const { told, stored, requests, fetches, seconds } = ended;
  const figures = `${requests} r, ${fetches} k, ${seconds.toFixed(0)} s`;
  if (told.state === "waiting") return `… (${figures})`;
  if (told.state === "done") return `${stored === "equal" ? "✓" : "‼"} (${figures})`;
  const rest = { nothing: "", equal: ", though stored", other: ", and other bytes are stored" }[stored];
  return `✗${rest} (${figures})`;
}

/** @param {Ended} ended */
function said({ weather, library, provider, told }) {
  const text = (told.failed ?? "").replace(/\s+/g, " ").replaceAll("|", "\\|").slice(0, 160);
  return `* ${weather.name}, ${library} (${provider.toUpperCase()}): \`${text.replaceAll("`", "'")}\``;
}

/** @param {string} library */
function version(library) {
  const path = library === "trebucket" ? "package.json" : `node_modules/${library}/package.json`;
  return JSON.parse(readFileSync(join(ROOT, path), "utf8")).version;
}

const GOOD = [
  "* All three store the file under a clock that is hours off: ali-oss and @baiducloud/sdk correct it after one refusal, cos-js-sdk-v5 asks",
  "  for keys before every request.",
  "* ali-oss renews keys in time when its interval is half their life, and with `retryMax` goes on through cut connections and an offline",
  "  spell; its checkpoint names each part that is home, so a hole is filled; with Content-MD5 damage is refused instead of stored; where",
  "  ETag is hidden its message names the header to expose and the page that explains it.",
  "* cos-js-sdk-v5 remembers unfinished uploads without a line in the page, compares the parts it finds with the file by their MD5, tries",
  "  again through cut connections and five seconds of 503, sends a damaged part again, and names the hidden header in two languages.",
  "* @baiducloud/sdk goes through the failed parts three more times, which outlasts cut connections and five seconds of 503.",
];
const LIMITS = [
  "* The real clouds: nothing here was sent to one.",
  "* What a page can add around an SDK: trying the whole upload again, asking for the object after a failure, a timer for the keys.",
  "* Lives as the clouds give them: fifteen minutes at least. Four seconds make a minute's test of hours, but cos-js-sdk-v5 asks for keys",
  "  whenever less than sixty seconds are left, so here it asks before every request.",
];
