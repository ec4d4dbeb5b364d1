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
    "Each SDK is set up as its own documentation shows for temporary keys: ali-oss with `refreshSTSToken` at half the life of its keys,",
    "cos-js-sdk-v5 with `getAuthorization`, @baiducloud/sdk with `putSuperObject` and a session token, for which it has no renewal.",
    "Everything else is left as it comes: how many parts fly at once, how often what is tried again. An upload that has not ended after",
    "a minute is left alone. Afterwards the stored object's SHA-256 is compared with the file's, whatever the library said.",
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

const GOOD = ["* to be written from what was seen."];
const LIMITS = ["* to be written from what was seen."];
