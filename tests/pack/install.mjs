// @ts-check
/** Packs the package, and installs the tarball beside the bundlers as a user would. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answer, CACHE, run, step, Trouble } from "../../scripts/run.mjs";

/** Where all of it lies. */
export const PACK = join(CACHE, "pack");
/** One folder for each app; the package is installed above them. */
export const APPS = join(PACK, "apps");

/** Leaves the bundlers in .cache/pack, the tarball's content in apps/node_modules and once more in other/node_modules. */
export async function install() {
  mkdirSync(PACK, { recursive: true });
  await bundlers();
  const tarball = pack();
  for (const place of ["apps", "other"]) await fresh(join(PACK, place), tarball);
  return { tarball, files: filesOf(tarball) };
}

async function bundlers() {
  const stamp = join(PACK, "node_modules/.installed");
  const lock = readFileSync(join(HERE, "bundlers/package-lock.json"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(HERE, "bundlers", name), join(PACK, name));
  await step("the bundlers (a minute or two, 660 MB)", () => npm("install", "--no-save", "--prefix", PACK));
  writeFileSync(stamp, lock);
}

function pack() {
  for (const name of readdirSync(PACK)) if (name.endsWith(".tgz")) rmSync(join(PACK, name));
  const said = answer("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", PACK]);
  if (!said) throw new Trouble("`npm pack` failed.", "run it by hand and see what it says.");
  return join(PACK, JSON.parse(said)[0].filename);
}

/**
 * @param {string} folder
 * @param {string} tarball
 */
async function fresh(folder, tarball) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  await npm("install", "--no-save", "--no-package-lock", "--prefix", folder, tarball);
}

/** @param {string[]} args */
function npm(...args) {
  return run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { quiet: true });
}

/** @param {string} tarball */
function filesOf(tarball) {
  return (answer("tar", ["-tzf", tarball]) ?? "").split("\n").map((path) => path.replace(/^package\//, ""));
}

const HERE = import.meta.dirname;
