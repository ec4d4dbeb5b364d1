// @ts-check
/** Fails when dist/, or the WebAssembly inlined in it, holds a path of the machine that built it. */
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inflateRawSync } from "node:zlib";
import { answer, main, ROOT, Trouble } from "./run.mjs";

/**
 * Where one of these paths lies inside dist/, the inlined module looked into.
 * @param {string[]} paths
 */
export function leaks(paths) {
  const dist = join(ROOT, "dist");
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.flatMap((entry) =>
    layers(entry.name, readFileSync(join(entry.parentPath ?? entry.path, entry.name))),
  );
  if (!texts.some(([name]) => name.includes("inside"))) throw new Trouble("No inlined module was found in dist/.");
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

/**
 * A file, and every long base64 text in it opened.
 * @param {string} name
 * @param {Buffer} bytes
 * @returns {[string, string][]}
 */
function layers(name, bytes) {
  const text = bytes.toString("latin1");
  const inner = [...text.matchAll(/[A-Za-z0-9+/]{1000,}={0,2}/g)].map(([base64]) =>
    inflateRawSync(Buffer.from(base64, "base64")),
  );
  return [
    [name, text],
    ...inner.map((module) => /** @type {[string, string]} */ ([`inside ${name}`, module.toString("latin1")])),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(async () => {
    const found = leaks(machinePaths());
    if (found.length)
      throw new Trouble(`dist/ holds paths of this machine:\n${found.join("\n")}`, "see scripts/build/wasm.mjs.");
    console.log("dist/ holds no path of this machine.");
  });
}
