// @ts-check
/** `npm run lint`: format, clippy, Biome, TypeScript and documentation, with every warning an error. */
import { join } from "node:path";
import { build } from "./build.mjs";
import { main, ROOT, run, step, Trouble } from "./run.mjs";

const bin = (/** @type {string} */ name) => join(ROOT, "node_modules/.bin", name);
const DENY = ["--", "-D", "warnings"];
const WASM = ["--target", "wasm32-unknown-unknown"];

/** @type {[title: string, program: string, args: string[], env?: NodeJS.ProcessEnv][]} */
const CHECKS = [
  ["rustfmt", "cargo", ["fmt", "--check"]],
  ["rustfmt of what cargo does not see", "rustfmt", ["--check", "--edition", "2024", "src/unpack/alone.rs"]],
  ["clippy", "cargo", ["clippy", "--quiet", "--all-targets", ...DENY]],
  ["clippy of the seam", "cargo", ["clippy", "--quiet", "--lib", "--test", "web", ...WASM, ...DENY]],
  ["cargo doc", "cargo", ["doc", "--quiet", "--no-deps", "--lib", ...WASM], { RUSTDOCFLAGS: "-D warnings" }],
  ["Biome", bin("biome"), ["ci", "--error-on-warnings", "."]],
  ["TypeScript", bin("tsc"), ["-p", "."]],
];

await main(async () => {
  // TypeScript reads the declarations of the compiled core.
  await build();
  /** @type {string[]} */
  const failed = [];
  for (const [title, program, args, env] of CHECKS) {
    await step(title, () => run(program, args, { ...(env && { env }) })).catch((error) => {
      console.error(error.message);
      failed.push(title);
    });
  }
  if (failed.length)
    throw new Trouble(`Not clean: ${failed.join(", ")}.`, "`cargo fmt` and `npx biome check --write` mend format.");
  console.log("Clean.");
});
