// @ts-check
/**
 * `npm run fuzz [-- --seconds 60] [TARGET …]`: random bytes for whatever reads the words of strangers, random nudges for
 * the session. What is found is kept in `.cache/fuzz`; what `fuzz/corpus` holds is where it begins.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { answer, CACHE, main, ROOT, Trouble } from "./run.mjs";

const TARGETS = readdirSync(join(ROOT, "fuzz/fuzz_targets")).map((name) => name.replace(/\.rs$/, ""));
/** Plain Rust without `unsafe` needs no sanitizer, and the stable compiler has none. */
const PLAIN = ["--sanitizer", "none"];

await main(async () => {
  const { values, positionals } = parseArgs({
    options: { seconds: { type: "string", default: "60" } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !TARGETS.includes(name));
  if (unknown.length) throw new Trouble(`No such target: ${unknown}.`, `choose from ${TARGETS.join(", ")}.`);
  if (!/^\d+$/.test(values.seconds)) throw new Trouble(`--seconds ${values.seconds} is not a number.`);
  if (!answer("cargo", ["fuzz", "--version"])) {
    throw new Trouble("cargo-fuzz is missing.", "`cargo install cargo-fuzz --version 0.13.2` takes a few minutes.");
  }
  for (const target of positionals.length ? positionals : TARGETS) {
    console.log(`${target.padEnd(10)} ${await fuzz(target, values.seconds)} executions, nothing found`);
  }
});

/**
 * Resolves to the number of executions.
 * @param {string} target
 * @param {string} seconds
 * @returns {Promise<string>}
 */
function fuzz(target, seconds) {
  const found = join(CACHE, "fuzz", target);
  mkdirSync(found, { recursive: true });
  const limits = [`-max_total_time=${seconds}`, "-timeout=20", "-rss_limit_mb=1024", "-max_len=4096"];
  const args = ["fuzz", "run", ...PLAIN, target, found, join(ROOT, "fuzz/corpus", target), "--", ...limits];
  // The instruments of cargo-fuzz are in the stable compiler, behind this variable.
  const env = { ...process.env, RUSTC_BOOTSTRAP: "1" };
  const child = spawn("cargo", [...args, "-print_final_stats=1"], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const pipe of [child.stdout, child.stderr]) pipe.on("data", (words) => (text = (text + words).slice(-20_000)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) return resolve(/number_of_executed_units: (\d+)/.exec(text)?.[1] ?? "?");
      const cure = `cargo fuzz run ${PLAIN.join(" ")} ${target} FILE tells the story of the file named above.`;
      reject(new Trouble(`${text.trim()}\n\nThe target ${target} found something, or did not build.`, cure));
    });
  });
}
