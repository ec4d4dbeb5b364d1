// @ts-check
/** Python with the official SDKs that the documents name, in .cache/venv-docs. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run } from "../../scripts/run.mjs";

/** Sets it up once; resolves to the interpreter. */
export async function python() {
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  const stamp = join(FOLDER, "requirements.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return INTERPRETER;
  console.log("· the official Python SDKs of STS, into .cache/venv-docs (once; some 30 seconds)");
  rmSync(FOLDER, { recursive: true, force: true });
  await run("python3", ["-m", "venv", FOLDER]);
  await run(INTERPRETER, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]);
  writeFileSync(stamp, wanted);
  return INTERPRETER;
}

const REQUIREMENTS = join(ROOT, "tests/docs/requirements.txt");
const FOLDER = join(ROOT, ".cache/venv-docs");
const INTERPRETER = join(FOLDER, "bin/python");
