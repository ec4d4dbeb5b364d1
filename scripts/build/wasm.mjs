// @ts-check
/** Compiles the crate to pkg/: the glue, the optimised core.wasm, inline.js with the same packed as text, and raw.js. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { answer, ROOT, run, step, Trouble } from "../run.mjs";
import { bindgen } from "../setup/rust.mjs";
import { columns } from "./columns.mjs";
import { spell } from "./spell.mjs";

const PKG = join(ROOT, "pkg");

/** Leaves pkg/trebucket.js, pkg/core.wasm, pkg/inline.js and pkg/raw.js. */
export async function wasm() {
  mkdirSync(PKG, { recursive: true });
  await step("Rust to WebAssembly", compile);
  await step("the glue (wasm-bindgen)", glue);
  await step("smaller (wasm-opt)", optimise);
  await step("the module that unpacks it", unpacker);
  const spelled = JSON.stringify(spell(columns(readFileSync(join(PKG, "core.wasm")))));
  const digits = readFileSync(join(PKG, "unpack.wasm")).toString("hex");
  writeFileSync(join(PKG, "inline.js"), `export default ${spelled};\nexport const unpacker = "${digits}";\n`);
  const names = "declare const spelled: string;\nexport default spelled;\nexport declare const unpacker: string;\n";
  writeFileSync(join(PKG, "inline.d.ts"), names);
}

function compile() {
  // Panic messages name source files: those of this machine become neutral, and two machines build the same bytes.
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const remap = [
    [cargoHome, "/cargo"],
    [answer("rustc", ["--print", "sysroot"]), "/rust"],
    [ROOT, "/trebucket"],
  ].map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  // With the crate's own kinds of library, cargo leaves out the optimisation over crates: an rlib cannot have it.
  const crate = ["rustc", "--release", "--lib", "--crate-type", "cdylib", "--target", TARGET, "--quiet"];
  return run("cargo", [...crate, ...OWN_STD], {
    env: {
      CARGO_ENCODED_RUSTFLAGS: [...remap, NAMES_BY_PATH, ...SILENT_PANIC].join("\x1f"),
      RUSTC_BOOTSTRAP: "1",
    },
    cure: "the compiler's message above says where.",
  });
}

async function glue() {
  const metadata = JSON.parse(answer("cargo", ["metadata", "--no-deps", "--format-version", "1"]) ?? "{}");
  const compiled = join(metadata.target_directory, TARGET, "release/trebucket.wasm");
  await run(await bindgen(), ["--target", "web", "--out-dir", PKG, ...GLUE, compiled]);
}

async function optimise() {
  const [from, to] = [join(PKG, "trebucket_bg.wasm"), join(PKG, "core.wasm")];
  const wasmOpt = join(ROOT, "node_modules/binaryen/bin/wasm-opt");
  await run(process.execPath, [wasmOpt, from, "-o", to, ...PASSES, ...FEATURES]);
  if (statSync(to).size > statSync(from).size) throw new Trouble("wasm-opt made the module larger.");
  rename(JSON.parse(answer(process.execPath, [wasmOpt, to, "-o", to, ...SHORT_NAMES, ...FEATURES]) ?? "{}"));
}

/** It has no library, so that cargo has nothing to do. */
async function unpacker() {
  const [from, to] = [join(ROOT, "src/unpack/alone.rs"), join(PKG, "unpack.wasm")];
  const how = [
    "opt-level=s",
    "lto",
    "panic=abort",
    "codegen-units=1",
    "strip=symbols",
    "link-arg=-zstack-size=16384",
  ].map((option) => `-C${option}`);
  const kind = ["--edition", "2024", "--crate-type", "cdylib", "--crate-name", "unpack", "--target", TARGET];
  await run("rustc", [...kind, ...how, "-Zlocation-detail=none", from, "-o", to], { env: { RUSTC_BOOTSTRAP: "1" } });
  const wasmOpt = join(ROOT, "node_modules/binaryen/bin/wasm-opt");
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  await run(process.execPath, [wasmOpt, to, "-o", to, "-Oz", ...strip, ...FEATURES]);
}

/**
 * Tells the glue, and whoever does without it, how wasm-opt has shortened the names between them and the module.
 * @param {{ imports: [module: string, name: string, short: string][], exports: [name: string, short: string][] }} names
 */
function rename({ imports, exports }) {
  const [taken, given] = [new Map(imports.map(([, name, short]) => [name, short])), new Map(exports)];
  const glue = readFileSync(join(PKG, "trebucket.js"), "utf8")
    .replace('"./trebucket_bg.js": import0', "a: import0")
    .replaceAll(/^( +)(\w+): function/gm, (_, space, name) => `${space}${short(taken, name)}: function`)
    .replaceAll(/\bwasm\.(\w+)/g, (_, name) => `wasm.${short(given, name)}`)
    .replace(LOADERS, LOADER);
  writeFileSync(join(PKG, "trebucket.js"), glue);
  const members = RAW.map((name) => `${name}: exports.${short(given, name)}`).join(", ");
  writeFileSync(join(PKG, "raw.js"), `export default (exports) => ({ ${members} });\n`);
  writeFileSync(join(PKG, "raw.d.ts"), "declare function named(exports: object): object;\nexport default named;\n");
}

/** @param {Map<string, string>} names @param {string} name */
function short(names, name) {
  const known = names.get(name);
  if (known) return known;
  throw new Trouble(`The glue names ${name}, and the module does not.`, "remove pkg/ and build again.");
}

/** Sorted by such names, methods lie beside the functions of their module, and compress better. */
const NAMES_BY_PATH = "-Csymbol-mangling-version=legacy";

/**
 * The standard library is compiled with the crate, for size. The one that rustup brings is compiled for speed, and words
 * its panics: a sixth of the module.
 */
const OWN_STD = ["-Zbuild-std=std", "-Zbuild-std-features=optimize_for_size"];

/** A panic traps and says nothing: nobody could hear it in a browser, and the seam catches a trap all the same. */
const SILENT_PANIC = ["-Cpanic=immediate-abort", "-Zunstable-options"];

const TARGET = "wasm32-unknown-unknown";

/**
 * No default path: `new URL("…wasm", import.meta.url)` breaks in half of the bundlers. With a reset function a panic
 * costs one instance, not the page.
 */
const GLUE = ["--omit-default-module-path", "--experimental-reset-state-function"];

/**
 * Without inlining: it saves bytes of the module, and costs more of them once it is compressed. Functions of one module
 * of ours side by side compress better, too. Blocks taken apart and put together anew are fewer; and nothing lies in the
 * first kilobyte, where the stack would end.
 */
const PASSES = [
  ...["-Oz", "--flatten", "--rereloop", "-Oz", "--converge", "--low-memory-unused"],
  ...["-aimfs=0", "-fimfs=0", "-ocimfs=0", "--reorder-functions-by-name"],
  ...["--strip-debug", "--strip-producers"],
];

/** A pass by itself, which prints what it did; `--converge` would repeat it. */
const SHORT_NAMES = ["--minify-imports-and-exports-and-modules", "--strip-target-features"];

/** Loading by address, as a stream and at once, at the glue's end: `ts/core.ts` brings a module that is compiled. */
const LOADERS = /^async function __wbg_load\([\s\S]*/m;

const LOADER = `export default async ({ module_or_path: module }) =>
  wasm ?? __wbg_finalize_init(await WebAssembly.instantiate(module, __wbg_get_imports()), module);
`;

/** What is called without the glue: `src/browser/hash.rs`, and the memory its buffer lies in. */
const RAW = ["memory", "hash_begin", "hash_update", "hash_end"];

/** What rustc 1.95 emits by default; `--all-features` would emit types that Node 20 refuses. */
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-multivalue",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
];
