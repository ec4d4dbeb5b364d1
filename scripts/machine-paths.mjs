// @ts-check
/** Fails when dist/, or the WebAssembly inlined in it, holds a path of the machine that built it. */
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { columns } from "./build/columns.mjs";
import { spell } from "./build/spell.mjs";
import { answer, main, ROOT, Trouble } from "./run.mjs";

/**
 * Where one of these paths lies inside dist/. What is inlined there is the core beside it, spelled.
 * @param {string[]} paths
 */
export function leaks(paths) {
  const dist = join(ROOT, "dist");
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map((entry) => {
    const text = readFileSync(join(entry.parentPath ?? entry.path, entry.name)).toString("latin1");
    return /** @type {[string, string]} */ ([entry.name, text]);
  });
  const inlined = spell(columns(readFileSync(join(dist, "core.wasm"))));
  if (!texts.some(([, text]) => text.includes(inlined))) throw new Trouble("No inlined module was found in dist/.");
  return texts.flatMap(([name, text]) => paths.filter((path) => text.includes(path)).map((path) => `${name}: ${path}`));
}

/** What must not be found: where the sources, the crates and the compiler lay, and whose home it was. */
export function machinePaths() {
  const home = homedir();
  const all = [
    ROOT,
    home,
    process.env.CARGO_HOME ?? join(home, ".cargo"),
    answer("rustc", ["--print", "sysroot"]) ?? "",
  ];
  return [...new Set(all)].filter((path) => path.length > 1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(async () => {
    const found = leaks(machinePaths());
    if (found.length)
      throw new Trouble(`dist/ holds paths of this machine:\n${found.join("\n")}`, "see scripts/build/wasm.mjs.");
    console.log("dist/ holds no path of this machine.");
  });
}
