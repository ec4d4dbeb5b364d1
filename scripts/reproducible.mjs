// @ts-check
/** Builds once more in another folder, and fails unless every byte of dist/ is the same: what is published can be checked by anyone. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { build } from "./build.mjs";
import { main, ROOT, step, Trouble } from "./run.mjs";
import { TOOL_FOLDERS } from "./setup/rust.mjs";

async function compare() {
  await build();
  const here = figures(join(ROOT, "dist"));
  const folder = mkdtempSync(join(tmpdir(), "trebucket-elsewhere-"));
  try {
    const there = await step(`the same in ${folder}`, () => builtIn(folder));
    const names = [...new Set([...here.keys(), ...there.keys()])];
    const differ = names.filter((name) => here.get(name) !== there.get(name));
    if (differ.length)
      throw new Trouble(`Two builds differ: ${differ.join(", ")}.`, "look for paths, dates and chance.");
    console.log(`${names.length} files of dist/ are the same from two folders.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function builtIn(folder) {
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT });
  for (const file of files.toString().split("\0").filter(Boolean)) {
    if (existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(folder, file));
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const PATH = [...TOOL_FOLDERS, process.env.PATH].join(delimiter);
  const { CARGO_TARGET_DIR: _, ...rest } = process.env;
  const options = {
    cwd: folder,
    env: { ...rest, PATH },
    stdio: /** @type {import("node:child_process").StdioOptions} */ (["ignore", "ignore", "inherit"]),
  };
  const { status } = spawnSync(process.execPath, ["scripts/build.mjs"], options);
  if (status !== 0) throw new Trouble("The build elsewhere failed.");
  return figures(join(folder, "dist"));
}

/** @param {string} dist @returns {Map<string, string>} by name */
function figures(dist) {
  const names = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) => /\.[a-z]+$/.test(name));
  const digest = (/** @type {string} */ name) =>
    createHash("sha256")
      .update(readFileSync(join(dist, name)))
      .digest("hex");
  return new Map(names.sort().map((name) => [name, digest(name)]));
}

await main(compare);
