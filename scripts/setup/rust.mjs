// @ts-check
/** Rust's side: the wasm target, the wasm-bindgen command of exactly the crate's version, wasm-pack and geckodriver. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { answer, CACHE, ROOT, run, step, Trouble, which } from "../run.mjs";

/** Where a missing command is installed: nothing of the machine is changed. */
const TOOLS = join(CACHE, "tools");
const CARGO_HOME = process.env.CARGO_HOME ?? join(homedir(), ".cargo");

/** Folders with commands of ours, to be put before PATH. */
export const TOOL_FOLDERS = [join(TOOLS, "bin"), join(CARGO_HOME, "bin")];

const TARGET = "wasm32-unknown-unknown";
const WASM_PACK = "0.15.0";
const GECKODRIVER = "0.37.1";
const CARGO_DENY = "0.20.2";
const CARGO_FUZZ = "0.13.2";

/** The wasm32 target of the toolchain that rust-toolchain.toml names, and the sources of its standard library. */
export async function target() {
  if (!which(["cargo"], TOOL_FOLDERS)) throw new Trouble("There is no cargo.", "install Rust from https://rustup.rs.");
  if (isComplete()) return;
  if (!which(["rustup"], TOOL_FOLDERS)) {
    const cure = "install Rust by https://rustup.rs, or add the target and rust-src by hand.";
    throw new Trouble(`Rust has no ${TARGET} target, or no sources of its library.`, cure);
  }
  await step(`the Rust toolchain, its ${TARGET} target and rust-src (about a minute)`, async () => {
    const { channel } = /channel = "(?<channel>[^"]+)"/.exec(read("rust-toolchain.toml"))?.groups ?? {};
    const cure = "see what rustup printed; it must reach its download server.";
    if (!answer("rustc", ["--version"])) {
      await run("rustup", ["toolchain", "install", channel ?? "stable", "--profile", "minimal"], { cure });
    }
    await run("rustup", ["target", "add", TARGET], { cure });
    await run("rustup", ["component", "add", "rust-src"], { cure });
  });
}

function isComplete() {
  const sysroot = answer("rustc", ["--print", "sysroot"]) ?? "";
  const places = [`${TARGET}/lib`, "src/rust/library/Cargo.lock"];
  return places.every((place) => existsSync(join(sysroot, "lib/rustlib", place)));
}

/** wasm-bindgen's command must be of the very version of the crate. */
export async function bindgen() {
  const version = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(read("Cargo.lock"))?.[1];
  if (!version) throw new Trouble("Cargo.lock names no wasm-bindgen.", "run `cargo update -p wasm-bindgen`.");
  return tool("wasm-bindgen", "wasm-bindgen-cli", version, "3 minutes");
}

/** wasm-pack runs the tests of the seam in real browsers. */
export async function wasmPack() {
  return tool("wasm-pack", "wasm-pack", WASM_PACK, "2 minutes");
}

/** Firefox's driver; Debian packages none. */
export async function geckodriver() {
  return tool("geckodriver", "geckodriver", GECKODRIVER, "2 minutes");
}

/** Looks at licences, sources and known holes of the crates. */
export async function cargoDeny() {
  return tool("cargo-deny", "cargo-deny", CARGO_DENY, "10 minutes", ["--locked"]);
}

/** Random bytes for whatever reads the words of strangers. */
export async function cargoFuzz() {
  return tool("cargo-fuzz", "cargo-fuzz", CARGO_FUZZ, "2 minutes");
}

/**
 * The path of a cargo-installed command of this version, installed first where it is missing.
 * @param {string} name
 * @param {string} crate
 * @param {string} version
 * @param {string} duration
 * @param {string[]} [more] arguments; not --locked unless asked, for wasm-bindgen-cli's names a crate version that some registries lack
 */
async function tool(name, crate, version, duration, more = []) {
  const found = () => which([name], TOOL_FOLDERS.slice(0, 1)) ?? which([name], TOOL_FOLDERS);
  const right = () => [found(), which([name])].find((path) => path && isVersion(path, version));
  const present = right();
  if (present) return present;
  await step(`${name} ${version}, compiled by cargo (about ${duration} on two cores)`, () =>
    run("cargo", ["install", crate, "--version", version, "--root", TOOLS, "--quiet", ...more], {
      cure: "see what cargo printed; crates.io, or your mirror of it, must be reachable.",
    }),
  );
  const path = right();
  if (!path) throw new Trouble(`${name} ${version} was installed but does not run.`, `remove ${TOOLS} and try again.`);
  return path;
}

/**
 * @param {string} path
 * @param {string} version
 */
function isVersion(path, version) {
  return answer(path, ["--version"])?.split(/\s+/).includes(version) ?? false;
}

/** @param {string} file */
function read(file) {
  return readFileSync(join(ROOT, file), "utf8");
}
