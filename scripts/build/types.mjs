// @ts-check
/** Declarations for import and require: what the public entries reach, in dist/types. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { ROOT, run } from "../run.mjs";
import { ADAPTERS, ESM_ADAPTERS } from "./entries.mjs";

const EMITTED = join(ROOT, ".cache/types");
const DIST = join(ROOT, "dist");

/** Leaves dist/NAME.d.ts, and .d.cts where it can be required, for every entry over one folder of declarations. */
export async function types() {
  rmSync(EMITTED, { recursive: true, force: true });
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "-p", join(ROOT, "scripts/build/tsconfig.json")]);

  for (const name of reached(Object.keys(ENTRIES).map((path) => `${path}.d.ts`))) {
    const text = readFileSync(join(EMITTED, name), "utf8");
    mkdirSync(join(DIST, "types", name, ".."), { recursive: true });
    writeFileSync(join(DIST, "types", name), renamed(text, "js"));
    writeFileSync(join(DIST, "types", name.replace(/\.ts$/, ".cts")), renamed(text, "cjs"));
  }
  for (const [path, { name, required }] of Object.entries(ENTRIES)) {
    writeFileSync(join(DIST, `${name}.d.ts`), `export * from "./types/${path}.js";\n`);
    if (required) writeFileSync(join(DIST, `${name}.d.cts`), `export * from "./types/${path}.cjs";\n`);
  }
}

/**
 * Declarations of inner files stay at home.
 * @param {string[]} names
 */
function reached(names) {
  for (const name of names) {
    const text = readFileSync(join(EMITTED, name), "utf8");
    for (const [, path] of text.matchAll(RELATIVE)) {
      const next = normalize(join(name, "..", `${path}.d.ts`));
      if (!next.startsWith("..") && !names.includes(next)) names.push(next);
    }
  }
  return names;
}

/**
 * @param {string} text
 * @param {string} extension
 */
function renamed(text, extension) {
  return text.replaceAll(RELATIVE, (_, path) => `"${path}.${extension}"`);
}

const RELATIVE = /"(\.\.?\/[^"]+)\.(?:ts|js)"/g;

/** Where the source of an entry is, and what the entry is called. @type {Record<string, { name: string, required: boolean }>} */
const ENTRIES = {
  index: { name: "index", required: true },
  slim: { name: "slim", required: false },
  ...Object.fromEntries(ADAPTERS.map((name) => [`adapters/${name}`, { name, required: true }])),
  ...Object.fromEntries(ESM_ADAPTERS.map((name) => [`adapters/${name}`, { name, required: false }])),
};
