/** The Rust core, compiled and brought to life once, on first use; importing this touches nothing. */
import inline, { unpacker } from "../pkg/inline.js";
import named from "../pkg/raw.js";
import instantiate, { __wbg_reset_state, askAppServer, readCredential, Session, Signer } from "../pkg/trebucket.js";
import { UploadError } from "./errors.ts";
import type { HashCore } from "./reckon.ts";
import { unpacked } from "./unpack.ts";

/** What the core exports to the page. @internal */
export type Core = typeof glue;

/** What `init` of the slim entry takes: where the module is, its bytes, or the module itself. */
export type CoreSource = string | URL | Response | BufferSource | WebAssembly.Module;

/** The core, ready to be called; every caller shares the one instance. A failed attempt may be repeated. @internal */
export function core(): Promise<Core> {
  living ??= enliven().catch((error: unknown) => {
    living = undefined;
    throw error;
  });
  return living;
}

/** The compiled module, for a worker: it can be posted, and the worker passes it to `initCore`. @internal */
export function coreModule(): Promise<WebAssembly.Module> {
  compiled ??= compile(given).catch((error: unknown) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

/** Says where the core comes from instead of the inlined copy, and loads it. The first call wins; more do no harm. @internal */
export async function initCore(source: CoreSource | PromiseLike<CoreSource>): Promise<Core> {
  given ??= source;
  return core();
}

/** The exports as they are without the glue, for hashing. @internal */
export async function rawCore(): Promise<HashCore> {
  await core();
  return named(await instantiate({ module_or_path: await coreModule() })) as HashCore;
}

/** After a panic: memory may be half written, so the next caller gets a fresh instance. Sessions of the old one fail. @internal */
export function resetCore(): void {
  if (living) __wbg_reset_state();
}

const glue = { askAppServer, readCredential, Session, Signer };

let given: CoreSource | PromiseLike<CoreSource> | undefined;
let compiled: Promise<WebAssembly.Module> | undefined;
let living: Promise<Core> | undefined;

async function enliven(): Promise<Core> {
  const compiled = { module_or_path: await coreModule() };
  // WebKit compiles a module under any policy, and then refuses to let it live.
  await instantiate(compiled).catch((error: unknown) => {
    throw error instanceof WebAssembly.LinkError ? error : refused(error);
  });
  return glue;
}

async function compile(source: CoreSource | PromiseLike<CoreSource> | undefined): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== "object") throw forbidden("This browser has no WebAssembly.");
  const bytes = source === undefined ? undefined : await fetched(await source);
  if (bytes instanceof WebAssembly.Module) return bytes;
  try {
    return await built(bytes ?? inlined());
  } catch (error) {
    throw error instanceof UploadError ? error : refused(error);
  }
}

/** At once: whoever wants the core waits for nothing else, and asking another thread takes longer than the work. */
function built(bytes: BufferSource): WebAssembly.Module | Promise<WebAssembly.Module> {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // Earlier Chromiums do so for 4 KiB and no more.
    if (error instanceof RangeError) return WebAssembly.compile(bytes);
    throw error;
  }
}

async function fetched(source: CoreSource): Promise<BufferSource | WebAssembly.Module> {
  const answer = typeof source === "string" || source instanceof URL ? await fetch(source) : source;
  if (typeof Response === "undefined" || !(answer instanceof Response)) return answer as BufferSource;
  if (answer.ok) return answer.arrayBuffer();
  throw new UploadError("unsupported", `The core could not be fetched: ${answer.url} (${answer.status})`);
}

function inlined(): BufferSource {
  if (inline === "")
    throw new UploadError("invalid-argument", "Call init(…) of trebucket/slim first.", { hint: "slim" });
  return unpacked(inline, unpacker);
}

function refused(error: unknown): UploadError {
  return forbidden(`WebAssembly cannot be compiled here: ${error instanceof Error ? error.message : error}`);
}

function forbidden(message: string): UploadError {
  return new UploadError("unsupported", message, { hint: "wasm" });
}
