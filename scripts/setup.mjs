// @ts-check
/** Makes sure of everything a fresh machine lacks; the second time it only looks. Imports nothing but Node itself. */
import { pathToFileURL } from "node:url";
import { main, Trouble } from "./run.mjs";
import { chromium, firefox, webkit } from "./setup/browsers.mjs";
import { modules } from "./setup/modules.mjs";
import { bindgen, cargoDeny, cargoFuzz, target, wasmPack } from "./setup/rust.mjs";

/** What each piece is called on the command line; the order is the order of work. */
const PIECES = {
  modules,
  target,
  bindgen,
  "wasm-pack": wasmPack,
  chromium,
  firefox,
  webkit,
  "cargo-deny": cargoDeny,
  "cargo-fuzz": cargoFuzz,
};

/** What the commands need: building needs no browser. */
export const TO_BUILD = /** @type {const} */ (["modules", "target", "bindgen"]);
export const TO_TEST = /** @type {const} */ ([...TO_BUILD, "wasm-pack", "chromium", "firefox"]);

/**
 * Makes sure of these pieces, in their order.
 * @param {readonly (keyof typeof PIECES)[]} names
 */
export async function setUp(names) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) throw new Trouble(`Node ${process.versions.node} is too old.`, "install Node 20 or newer.");
  for (const name of names) await PIECES[name]();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in PIECES));
  await main(async () => {
    if (unknown.length) throw new Trouble(`Unknown: ${unknown}.`, `choose from ${Object.keys(PIECES).join(", ")}.`);
    await setUp(asked.length ? /** @type {(keyof typeof PIECES)[]} */ (asked) : TO_TEST);
    console.log("Everything is in place.");
  });
}
