// @ts-check
/** `npm run docs`: the API reference in docs/api, made of the comments in ts/; a warning is an error. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ADAPTERS, ESM_ADAPTERS } from "./build/entries.mjs";
import { main, ROOT, run, step } from "./run.mjs";
import { setUp } from "./setup.mjs";

const FOLDER = join(ROOT, "scripts/reference");

await main(async () => {
  await setUp(["modules"]);
  await typedoc();
  const bin = join(FOLDER, "node_modules/typedoc/bin/typedoc");
  const entries = ["index", "slim", ...[...ADAPTERS, ...ESM_ADAPTERS].map((name) => `adapters/${name}`)];
  const points = entries.flatMap((name) => ["--entryPoints", join(ROOT, `ts/${name}.ts`)]);
  const options = ["--options", join(FOLDER, "typedoc.json")];
  await step("the reference, in docs/api", () => run(process.execPath, [bin, ...options, ...points]));
});

/** TypeDoc reads an older TypeScript than the one that compiles the package, so it has its modules to itself. */
async function typedoc() {
  const stamp = join(FOLDER, "node_modules/.installed");
  const lock = readFileSync(join(FOLDER, "package-lock.json"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  await step("TypeDoc (npm ci)", () =>
    run("npm", ["ci", "--prefix", FOLDER, "--no-audit", "--no-fund", "--loglevel=error"]),
  );
  writeFileSync(stamp, lock);
}
