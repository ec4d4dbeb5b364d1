// @ts-check
/**
 * `npm run mutants [-- --seeds 6000] [--only WORDS] [--from NUMBER] [--write]`: plants each bug of `tests/mutants.txt` in a copy,
 * builds it and runs worlds until one ends badly. A bug that no world sees fails the command; `--write` notes the seeds that
 * saw the others.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CACHE, main, ROOT, Trouble } from "./run.mjs";

/** @typedef {{ title: string, file: string, before: string, after: string, seed?: string | undefined }} Mutant */

const LIST = join(ROOT, "tests/mutants.txt");
const TREE = join(CACHE, "mutants/tree");
const TARGET = join(CACHE, "mutants/target");
/** Worlds that a bug keeps from ending are cut, ms. */
const PATIENCE = 300_000;
/** A bug is built often and run briefly: nothing is optimised but what others wrote. */
const BUILD = {
  CARGO_TARGET_DIR: TARGET,
  CARGO_INCREMENTAL: "1",
  CARGO_PROFILE_TEST_DEBUG: "0",
  CARGO_PROFILE_TEST_OPT_LEVEL: "0",
  RUST_BACKTRACE: "0",
};
const CARGO = ["test", "--quiet", "--test", "sim", "--config", 'profile.test.package."*".opt-level=3'];

await main(async () => {
  const { seeds, only, from, write } = parseArgs({
    options: {
      seeds: { type: "string", default: "6000" },
      only: { type: "string", default: "" },
      from: { type: "string", default: "1" },
      write: { type: "boolean", default: false },
    },
  }).values;
  const all = read(readFileSync(LIST, "utf8"));
  const rest = all.slice(Number(from) - 1);
  const chosen = rest.filter(({ title }) => title.toLowerCase().includes(only.toLowerCase()));
  for (const mutant of all) plant(mutant, readFileSync(join(ROOT, mutant.file), "utf8"));
  copy();
  const survivors = [];
  for (const mutant of chosen) {
    const fate = await hunt(mutant, seeds);
    console.log(`${fate.dead ? "killed  " : "SURVIVED"} ${mutant.title}: ${fate.how}`);
    if (!fate.dead) survivors.push(mutant.title);
    else if (write && fate.seed) note(mutant, fate.seed);
  }
  console.log(`${chosen.length - survivors.length} killed of ${chosen.length} planted`);
  if (survivors.length) throw new Trouble(`Survived:\n${survivors.join("\n")}`, "find the world that is missing.");
});

/**
 * Blocks of a title, a file, what stands there, what is planted, and a seed.
 * @param {string} text
 * @returns {Mutant[]}
 */
function read(text) {
  const blocks = text.split(/\n{2,}/).filter((block) => !block.startsWith("#") && block.trim());
  return blocks.map((block) => {
    const lines = block.trim().split("\n");
    const [title, file] = lines;
    const starting = (/** @type {string} */ mark) => lines.find((line) => line.startsWith(mark))?.slice(mark.length);
    const [before, after] = [starting("- "), starting("+ ")];
    if (!title || !file || before === undefined || after === undefined) throw new Trouble(`Not a mutant:\n${block}`);
    return { title, file, before, after, seed: starting("seed ") };
  });
}

/** A copy that may be broken. */
function copy() {
  rmSync(TREE, { recursive: true, force: true });
  mkdirSync(TREE, { recursive: true });
  for (const name of ["Cargo.toml", "Cargo.lock", "src", "tests/sim.rs", "tests/sim"]) {
    cpSync(join(ROOT, name), join(TREE, name), { recursive: true });
  }
}

/**
 * Plants one, first trying the seed that saw it before.
 * @param {Mutant} mutant
 * @param {string} seeds
 */
async function hunt(mutant, seeds) {
  const path = join(TREE, mutant.file);
  const sound = readFileSync(path, "utf8");
  writeFileSync(path, plant(mutant, sound));
  try {
    await build();
    const known = mutant.seed === undefined ? undefined : await worlds("1", mutant.seed);
    return known?.dead ? known : await worlds(seeds, "0");
  } finally {
    writeFileSync(path, sound);
  }
}

/**
 * White space does not count, but the place must be one.
 * @param {Mutant} mutant
 * @param {string} sound
 */
function plant({ title, before, after }, sound) {
  const words = before.trim().split(/\s+/);
  const place = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+"), "g");
  const found = sound.match(place)?.length ?? 0;
  if (found !== 1)
    throw new Trouble(`"${title}" has ${found} places.`, "write more of the line into tests/mutants.txt.");
  return sound.replace(place, () => after);
}

/** Not part of the time that worlds are given. */
async function build() {
  const { code, text } = await cargo(["--no-run"], {});
  if (code !== 0) throw new Trouble(`It does not compile:\n${text}`);
}

/**
 * @param {string} seeds
 * @param {string} from
 * @returns {Promise<{ dead: boolean, how: string, seed?: string }>}
 */
async function worlds(seeds, from) {
  const { code, signal, text } = await cargo([], { SEEDS: seeds, FROM: from }, PATIENCE);
  if (code === 0) return { dead: false, how: `${seeds} worlds ended well` };
  const [, seed, how] = /^seed (\d+): (.*)$/m.exec(text) ?? [];
  if (seed) return { dead: true, how: `seed ${seed}: ${how}`, seed };
  const named = /^test (\w+) \.\.\. FAILED|^---- (\w+) stdout/m.exec(text);
  return { dead: true, how: signal ? "it hangs" : `test ${named?.[1] ?? named?.[2] ?? "sim"}` };
}

/**
 * @param {string[]} flags
 * @param {NodeJS.ProcessEnv} env
 * @param {number} [timeout]
 * @returns {Promise<{ code: number | null, signal: string | null, text: string }>}
 */
function cargo(flags, env, timeout) {
  return new Promise((resolve, reject) => {
    // A group of its own: whoever ends cargo alone leaves the worlds running.
    const options = { cwd: TREE, env: { ...process.env, ...BUILD, ...env }, detached: true };
    const child = spawn("cargo", [...CARGO, ...flags], options);
    const end = () => child.pid && process.kill(-child.pid, "SIGKILL");
    const alarm = timeout && setTimeout(end, timeout);
    let text = "";
    for (const pipe of [child.stdout, child.stderr]) pipe?.on("data", (words) => (text += words));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(alarm);
      resolve({ code, signal, text });
    });
  });
}

/**
 * @param {Mutant} mutant
 * @param {string} seed
 */
function note(mutant, seed) {
  const text = readFileSync(LIST, "utf8");
  const block = text.split(/\n{2,}/).find((block) => block.startsWith(`${mutant.title}\n`)) ?? "";
  const noted = `${block.trimEnd().replace(/\nseed \d+$/, "")}\nseed ${seed}`;
  writeFileSync(
    LIST,
    text.replace(block.trimEnd(), () => noted),
  );
}
