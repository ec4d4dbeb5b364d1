// @ts-check
/** Runs other programs, and stops with a cure when one fails. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
export const CACHE = join(ROOT, ".cache");

/** A failure that tells what to do about it. */
export class Trouble extends Error {
  /**
   * @param {string} message what went wrong
   * @param {string} [cure] what the reader can do
   */
  constructor(message, cure) {
    super(message);
    this.cure = cure;
  }
}

/**
 * Runs a script's main function; a failure becomes a message, its cure and exit code 1.
 * @param {() => Promise<unknown>} work
 */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    console.error(`\n${error.message}`);
    if (error.cure) console.error(`What to do: ${error.cure}`);
    process.exit(1);
  }
}

/**
 * Runs a program with its output on ours; rejects when it does not end with 0.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cure?: string, quiet?: boolean }} [options]
 * @returns {Promise<void>}
 */
export function run(program, args, { env, cure, quiet = false } = {}) {
  const call = [program, ...args].join(" ");
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", quiet ? "ignore" : "inherit", "inherit"],
    });
    child.on("error", (error) => reject(new Trouble(`Cannot run \`${call}\`: ${error.message}`, cure)));
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Trouble(`\`${call}\` ended with ${signal ?? code}.`, cure));
    });
  });
}

/**
 * What a program prints, or undefined when it is missing or fails.
 * @param {string} program
 * @param {string[]} args
 */
export function answer(program, args) {
  const { status, stdout } = spawnSync(program, args, {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * The first of these programs that lies on PATH (or in the folders given).
 * @param {string[]} names
 * @param {string[]} [folders]
 */
export function which(names, folders = []) {
  const path = (process.env.PATH ?? "").split(delimiter);
  for (const name of names) {
    for (const folder of [...folders, ...path]) {
      if (folder && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return undefined;
}

/**
 * Says what begins, and afterwards how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const began = performance.now();
  console.log(`· ${title}`);
  const result = await work();
  console.log(`  done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
}
