// @ts-check
/** The demo page, in .cache/www: it is served by the app server and not part of the package. */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { CACHE, ROOT } from "../run.mjs";

/** Leaves .cache/www with index.html, main.js and main.css. */
export async function page() {
  const www = join(ROOT, "www");
  const to = join(CACHE, "www");
  mkdirSync(to, { recursive: true });
  await build({
    entryPoints: [join(www, "main.ts")],
    outdir: to,
    bundle: true,
    minify: true,
    sourcemap: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
  copyFileSync(join(www, "index.html"), join(to, "index.html"));
}
