// @ts-check
/** Builds an app with each bundler as its documentation shows, with no setting made for this package. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../../scripts/run.mjs";
import { APPS, PACK } from "./install.mjs";

/** @typedef {(folder: string) => Promise<string>} Bundle  builds the app in the folder; gives the folder to serve */

/**
 * The sources of the app that every bundler builds, in a folder of its own.
 * @param {string} name
 * @param {string} [main] the script that the page starts
 */
export function app(name, main = "main.js") {
  const folder = join(APPS, name);
  for (const file of ["index.html", "fly.js"]) cpSync(join(SOURCES, file), join(folder, file));
  cpSync(join(SOURCES, main), join(folder, "main.js"));
  return folder;
}

/** @type {Record<string, Bundle>} */
export const BUNDLES = {
  async vite(folder) {
    const { build } = await brought("vite");
    await build({ root: folder, logLevel: "error" });
    return join(folder, "dist");
  },

  async webpack(folder) {
    return compiled(await brought("webpack"), folder);
  },

  async rspack(folder) {
    return compiled((await brought("@rspack/core")).rspack, folder);
  },

  async rollup(folder) {
    const { rollup } = await brought("rollup");
    const { default: resolve } = await brought("@rollup/plugin-node-resolve");
    const bundle = await rollup({ input: join(folder, "main.js"), plugins: [resolve({ browser: true })] });
    await bundle.write({ dir: output(folder), format: "es" });
    return output(folder);
  },

  async rolldown(folder) {
    const { build } = await brought("rolldown");
    await build({ input: join(folder, "main.js"), platform: "browser", output: { dir: output(folder) } });
    return output(folder);
  },

  async esbuild(folder) {
    const { build } = await brought("esbuild");
    await build({ entryPoints: [join(folder, "main.js")], bundle: true, format: "esm", outdir: output(folder) });
    return output(folder);
  },

  async parcel(folder) {
    const parcel = join(PACK, "node_modules/parcel/lib/bin.js");
    const to = join(folder, "dist");
    const places = ["--dist-dir", to, "--cache-dir", join(folder, "cache"), "--no-source-maps"];
    await run(process.execPath, [parcel, "build", join(folder, "index.html"), ...places], { quiet: true });
    return to;
  },
};

/**
 * Next builds from a folder of its own kind.
 * @param {"turbopack" | "webpack"} engine
 */
export async function next(engine) {
  const folder = join(APPS, `next-${engine}`);
  cpSync(join(SOURCES, "next"), folder, { recursive: true });
  cpSync(join(SOURCES, "fly.js"), join(folder, "fly.js"));
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const bin = join(PACK, "node_modules/next/dist/bin/next");
  // Vite leaves its own NODE_ENV behind.
  const env = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: /** @type {const} */ ("production") };
  await run(process.execPath, [bin, "build", folder, `--${engine}`], { quiet: true, env });
  return join(folder, "out");
}

/**
 * A module of the bundlers' folder, as an app there would import it.
 * @param {string} name
 */
export async function brought(name) {
  const bring = join(PACK, "bring.mjs");
  writeFileSync(bring, "export const bring = (name) => import(name);\n");
  const module = await (await import(pathToFileURL(bring).href)).bring(name);
  return name === "webpack" ? module.default : module;
}

/**
 * webpack and Rspack share their interface.
 * @param {any} compiler
 * @param {string} folder
 */
async function compiled(compiler, folder) {
  const entry = join(folder, "main.js");
  const stats = await new Promise((resolve, reject) => {
    const options = { mode: "production", context: folder, entry, output: { path: output(folder) } };
    compiler(options, (/** @type {Error | null} */ error, /** @type {any} */ done) =>
      error ? reject(error) : resolve(done),
    );
  });
  if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
  return output(folder);
}

/** Where main.js goes, with a page that starts it. @param {string} folder */
function output(folder) {
  const to = join(folder, "dist");
  mkdirSync(to, { recursive: true });
  cpSync(join(SOURCES, "index.html"), join(to, "index.html"));
  return to;
}

const SOURCES = join(import.meta.dirname, "apps");
