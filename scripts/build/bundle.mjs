// @ts-check
/** Bundles ts/ and pkg/ to what is published in dist/, and the hashing worker to a string inside it. */
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../run.mjs";
import { ADAPTERS, ESM_ADAPTERS, PEERS } from "./entries.mjs";
import { PLAIN_PRIVATES } from "./private.mjs";

const DIST = join(ROOT, "dist");

/**
 * Syntax of 2019, which webpack 4 still reads and the package promises. Names stay whole where a user meets them:
 * esbuild shortens local ones only.
 * @type {import("esbuild").BuildOptions}
 */
export const SHARED = { bundle: true, minify: true, target: "es2019", logLevel: "warning", legalComments: "none" };

/**
 * In the slim entry, and in the worker that is handed a module, the inlined copy is left out.
 * @type {import("esbuild").Plugin}
 */
const WITHOUT_WASM = {
  name: "without-wasm",
  setup(esbuild) {
    esbuild.onResolve({ filter: /\/pkg\/inline\.js$/ }, () => ({ path: "inline", namespace: "empty" }));
    esbuild.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: NOTHING }));
  },
};

const NOTHING = 'export default ""; export const unpacker = "";';

/** Leaves pkg/worker.js: the worker's source as text, for a Blob. */
export async function worker() {
  const entry = join(ROOT, "ts/worker.ts");
  const source = existsSync(entry) ? await bundled(entry) : "";
  writeFileSync(join(ROOT, "pkg/worker.js"), `export default ${JSON.stringify(source)};\n`);
  writeFileSync(join(ROOT, "pkg/worker.d.ts"), "declare const source: string;\nexport default source;\n");
}

/** Leaves dist/: two formats of the default entry, the slim one, the global one, and the module beside them. */
export async function bundle() {
  const index = join(ROOT, "ts/index.ts");
  const slim = join(ROOT, "ts/slim.ts");
  const core = { ...SHARED, plugins: [PLAIN_PRIVATES] };
  await build({ ...core, entryPoints: [index], format: "esm", outfile: join(DIST, "index.js") });
  await build({ ...core, entryPoints: [index], format: "cjs", outfile: join(DIST, "index.cjs") });
  const global = { format: /** @type {const} */ ("iife"), globalName: "trebucket" };
  await build({ ...core, entryPoints: [index], ...global, outfile: join(DIST, "trebucket.global.js") });
  const plugins = [WITHOUT_WASM, PLAIN_PRIVATES];
  await build({ ...SHARED, entryPoints: [slim], format: "esm", plugins, outfile: join(DIST, "slim.js") });
  await adapters([...ADAPTERS, ...ESM_ADAPTERS], "esm", "js");
  await adapters(ADAPTERS, "cjs", "cjs");
  copyFileSync(join(ROOT, "pkg/core.wasm"), join(DIST, "core.wasm"));
}

/**
 * @param {string[]} names
 * @param {"esm" | "cjs"} format
 * @param {"js" | "cjs"} extension
 */
async function adapters(names, format, extension) {
  await build({
    ...SHARED,
    entryPoints: names.map((name) => join(ROOT, `ts/adapters/${name}.ts`)),
    external: PEERS,
    format,
    outdir: DIST,
    outExtension: { ".js": `.${extension}` },
  });
}

/** @param {string} entry */
async function bundled(entry) {
  const plugins = [WITHOUT_WASM, PLAIN_PRIVATES];
  const { outputFiles } = await build({ ...SHARED, entryPoints: [entry], format: "iife", plugins, write: false });
  return outputFiles[0]?.text ?? "";
}
