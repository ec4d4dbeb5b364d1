// @ts-check
/** Knows whether sources changed since something was last made of them. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CACHE, ROOT } from "./run.mjs";

/**
 * A digest of these files and folders, names included.
 * @param {string[]} paths relative to the repository
 */
export function digest(paths) {
  const hash = createHash("sha256");
  for (const path of paths) feed(hash, path);
  return hash.digest("hex");
}

/**
 * Does the work unless its product is there and its stamp says that it was made of this digest.
 * @param {string} name
 * @param {string} product
 * @param {string} wanted
 * @param {() => Promise<unknown>} work
 */
export async function unlessStamped(name, product, wanted, work) {
  const stamp = join(CACHE, "stamps", name);
  if (text(stamp) === wanted && existsSync(join(ROOT, product))) return;
  await work();
  mkdirSync(join(CACHE, "stamps"), { recursive: true });
  writeFileSync(stamp, wanted);
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} path
 */
function feed(hash, path) {
  const full = join(ROOT, path);
  const entry = statSync(full, { throwIfNoEntry: false });
  if (entry?.isDirectory()) {
    for (const name of readdirSync(full).sort()) feed(hash, `${path}/${name}`);
  } else if (entry) {
    hash.update(`${path}\0${entry.size}\0`).update(readFileSync(full));
  }
}

/** @param {string} file */
function text(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
