// @ts-check
/** Declarations for import and require: what the public entries reach, in dist/types. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { ROOT, run } from "../run.mjs";

const EMITTED = join(ROOT, ".cache/types");
const DIST = join(ROOT, "dist");

/** Leaves dist/index.d.ts, dist/index.d.cts and dist/slim.d.ts over one folder of declarations. */
export async function types() {
  rmSync(EMITTED, { recursive: true, force: true });
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "-p", join(ROOT, "scripts/build/tsconfig.json")]);
  mkdirSync(join(DIST, "types"), { recursive: true });
  for (const name of reached(["index.d.ts", "slim.d.ts"])) {
    const text = readFileSync(join(EMITTED, name), "utf8");
    writeFileSync(join(DIST, "types", name), renamed(text, "js"));
    writeFileSync(join(DIST, "types", name.replace(/\.ts$/, ".cts")), renamed(text, "cjs"));
  }
  writeFileSync(join(DIST, "index.d.ts"), 'export * from "./types/index.js";\n');
  writeFileSync(join(DIST, "index.d.cts"), 'export * from "./types/index.cjs";\n');
  writeFileSync(join(DIST, "slim.d.ts"), 'export * from "./types/slim.js";\n');
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
