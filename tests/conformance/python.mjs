// @ts-check
// Makes the Python environment of the conformance test, once, and runs programs in it.

import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** @returns {Promise<string>} the interpreter that has the pinned official SDKs */
export async function python() {
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  const stamp = join(FOLDER, "requirements.txt");
  const interpreter = join(FOLDER, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return interpreter;
  console.log("· the official Python SDKs, into .cache/venv (once; some 20 seconds)");
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  await run("python3", ["-m", "venv", FOLDER]);
  await run(interpreter, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]);
  writeFileSync(stamp, wanted);
  return interpreter;
}

/**
 * Runs sdks.py with `settings` on its standard input.
 * @param {string} interpreter @param {object} settings
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function runSdk(interpreter, settings) {
  return new Promise((resolve, reject) => {
    // Without the proxies of the machine, which would take requests for 127.0.0.1 elsewhere.
    const env = {
      ...process.env,
      http_proxy: "",
      HTTP_PROXY: "",
      all_proxy: "",
      ALL_PROXY: "",
      no_proxy: "",
      NO_PROXY: "",
    };
    const child = spawn(interpreter, [PROGRAM], { env, stdio: ["pipe", "pipe", "pipe"], timeout: PATIENCE });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
    child.stdin.end(JSON.stringify(settings));
  });
}

async function run(/** @type {string} */ program, /** @type {string[]} */ given) {
  try {
    await promisify(execFile)(program, given, { timeout: PATIENCE });
  } catch (error) {
    throw new Error(`${program} ${given.join(" ")} failed; Python 3 with venv and pip is needed: ${error}`);
  }
}

const FOLDER = fileURLToPath(new URL("../../.cache/venv/", import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));
const PROGRAM = fileURLToPath(new URL("sdks.py", import.meta.url));
const PATIENCE = 240_000;
