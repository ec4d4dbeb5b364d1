// @ts-check
/** npm's packages: installed when they differ from package-lock.json. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run, step } from "../run.mjs";

export async function modules() {
  if (installed()) return;
  await step("npm packages (about half a minute)", () =>
    // Not `npm ci`: it refuses a lock file written where the registry lacks the packages of other platforms.
    run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
      cure: "see what npm printed; `npm config get registry` must be reachable from here.",
    }),
  );
}

/** npm leaves a lock file of its own beside the packages; ours must be a part of it. */
function installed() {
  const hidden = join(ROOT, "node_modules/.package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = packages(join(ROOT, "package-lock.json"));
  const present = packages(hidden);
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional || entry.integrity === present[path]?.integrity,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { integrity?: string, optional?: boolean }>}
 */
function packages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}
