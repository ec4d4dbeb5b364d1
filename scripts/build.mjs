// @ts-check
/** `npm run build`: leaves a publishable dist/, and the demo page in .cache/www; does nothing when nothing changed. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { main, ROOT, step } from "./run.mjs";
import { setUp, TO_BUILD } from "./setup.mjs";
import { digest, unlessStamped } from "./stamp.mjs";

/** Sets up what building needs and builds what is older than its sources. */
export async function build() {
  await setUp(TO_BUILD);
  // Only now: before the set-up there may be no node_modules to import from.
  const { bundle, worker } = await import("./build/bundle.mjs");
  const { page } = await import("./build/page.mjs");
  const { types } = await import("./build/types.mjs");
  const { wasm } = await import("./build/wasm.mjs");
  await unlessStamped("wasm", "pkg/core.wasm", digest(RUST), wasm);
  await step("the hashing worker", worker);
  await unlessStamped("dist", "dist/slim.d.ts", digest(TYPESCRIPT), async () => {
    rmSync(join(ROOT, "dist"), { recursive: true, force: true });
    mkdirSync(join(ROOT, "dist"), { recursive: true });
    await step("dist/", bundle);
    await step("declarations", types);
  });
  if (existsSync(join(ROOT, "www/main.ts"))) await step("the page", page);
}

const RUST = [
  ...["src", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "package-lock.json"],
  ...["wasm", "columns", "spell"].map((name) => `scripts/build/${name}.mjs`),
];
const TYPESCRIPT = [...RUST, "ts", "pkg/core.wasm", "tsconfig.json", "scripts/build"];

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main(build);
