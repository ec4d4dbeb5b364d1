// @ts-check
/** `npm run size`: what `import { Uploader } from "trebucket"` weighs in a bundle, against its budget. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { ADAPTERS, ESM_ADAPTERS } from "./build/entries.mjs";
import { build } from "./build.mjs";
import { main, ROOT, Trouble } from "./run.mjs";

await main(async () => {
  await build();
  const {
    gzip: budget,
    brotli: budgetOfBrotli,
    goal,
  } = JSON.parse(readFileSync(join(ROOT, "scripts/budget.json"), "utf8"));
  const rows = [
    ["bundle of { Uploader }", await bundled()],
    ["dist/index.js", readFileSync(join(ROOT, "dist/index.js"))],
    ["dist/trebucket.global.js", readFileSync(join(ROOT, "dist/trebucket.global.js"))],
    ["dist/slim.js", readFileSync(join(ROOT, "dist/slim.js"))],
    ["dist/core.wasm", readFileSync(join(ROOT, "dist/core.wasm"))],
    ...[...ADAPTERS, ...ESM_ADAPTERS].map((name) => [`dist/${name}.js`, readFileSync(join(ROOT, `dist/${name}.js`))]),
  ].map(([name, bytes]) => weigh(/** @type {string} */ (name), /** @type {Uint8Array} */ (bytes)));
  console.table(Object.fromEntries(rows.map(({ name, ...weights }) => [name, weights])));
  const { gzip = 0, brotli = 0 } = rows[0] ?? {};
  if (gzip > budget || brotli > budgetOfBrotli) {
    const over = `The bundle is over its budget: ${gzip} bytes of ${budget} by gzip, ${brotli} of ${budgetOfBrotli} by brotli.`;
    throw new Trouble(over, "see scripts/budget.json.");
  }
  console.log(`Within the budget: ${gzip} of ${budget} bytes by gzip, ${brotli} of ${budgetOfBrotli} by brotli.`);
  console.log(`The goal is ${goal} by gzip.`);
});

async function bundled() {
  const esbuild = await import("esbuild");
  const { outputFiles } = await esbuild.build({
    stdin: { contents: 'import { Uploader } from "trebucket"; console.log(Uploader);', resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 */
function weigh(name, bytes) {
  return {
    name,
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
}
