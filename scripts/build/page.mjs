// @ts-check
/** The demo page, in .cache/www: the app server serves it, and it is no part of the package. */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { CACHE, ROOT } from "../run.mjs";

/** Leaves .cache/www with index.html, icon.svg, main.js and style.css. */
export async function page() {
  const www = join(ROOT, "www");
  const to = join(CACHE, "www");
  mkdirSync(to, { recursive: true });
  await build({
    entryPoints: [join(www, "main.ts"), join(www, "style.css")],
    outdir: to,
    bundle: true,
    minify: true,
    sourcemap: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
  for (const name of ["index.html", "icon.svg"]) copyFileSync(join(www, name), join(to, name));
}
