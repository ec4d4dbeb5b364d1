// @ts-check
/**
 * `npm run security`: licences, sources and known holes of what is built in, by `cargo deny` and `npm audit`. What cannot
 * be reached from here (the list of holes, a tool) is said to be unchecked; what is found fails.
 */
import { spawnSync } from "node:child_process";
import { main, ROOT, run, Trouble } from "./run.mjs";
import { cargoDeny } from "./setup/rust.mjs";

async function look() {
  /** @type {string[]} */
  const wrong = [];
  const deny = await cargoDeny().catch((error) => unchecked("crates", error));
  if (deny) {
    await run(deny, ["--log-level", "error", "check", "licenses", "bans", "sources"]).catch(() => wrong.push("crates"));
    if (!advisories(deny)) wrong.push("advisories");
  }
  if (!packages()) wrong.push("npm packages");
  if (wrong.length) throw new Trouble(`Not secure: ${wrong.join(", ")}.`, "read what stands above, and deny.toml.");
  console.log("Nothing found.");
}

/** Known holes of crates. @param {string} deny */
function advisories(deny) {
  const { status, text } = told(deny, ["--log-level", "error", "check", "advisories"]);
  if (status === 0) return true;
  if (!/failed to fetch advisory database|failed to (?:load|open) advisory/.test(text)) {
    console.error(text);
    return false;
  }
  unchecked("advisories of crates", "the list could not be fetched");
  return true;
}

/** Known holes of what a user of the package installs. */
function packages() {
  const { status, text } = told("npm", ["audit", "--omit=dev", "--json"]);
  const counts = /"total": (\d+)/.exec(text.slice(text.indexOf('"vulnerabilities": {', text.indexOf('"metadata"'))));
  if (!counts) {
    unchecked("npm packages", `the registry did not answer the audit (${status ?? "in time"})`);
    return true;
  }
  console.log(`npm audit: ${counts[1]} known holes in what ships`);
  if (counts[1] !== "0") console.error(text);
  return counts[1] === "0";
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function told(program, args) {
  const options = { cwd: ROOT, encoding: /** @type {const} */ ("utf8"), timeout: PATIENCE };
  const { status, stdout, stderr } = spawnSync(program, args, options);
  return { status, text: `${stdout}${stderr}` };
}

/**
 * @param {string} what
 * @param {unknown} why
 */
function unchecked(what, why) {
  console.warn(`NOT CHECKED: ${what}: ${why instanceof Error ? why.message : why}`);
}

/** ms for whatever asks a server. */
const PATIENCE = 120_000;

await main(look);
