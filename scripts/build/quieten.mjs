// @ts-check
/**
 * Takes the voice of panics. The library words and formats what nobody can hear in a browser, a tenth of the module; a
 * panic that says nothing traps all the same, and the seam catches it.
 */
import binaryen from "binaryen";
import { Trouble } from "../run.mjs";

/**
 * The module without the code that words a panic.
 * @param {Uint8Array} bytes a module with the names of its functions
 */
export function quieten(bytes) {
  const module = binaryen.readBinary(bytes);
  const { callers, calling } = calls(module.emitText());
  const worded = new Set([...calling].filter((name) => WORDING.test(name)));
  const heard = [...worded].flatMap((name) => [...(callers.get(name) ?? [])]).filter((name) => !isQuiet(name, callers));
  if (heard.length > 0) {
    throw new Trouble(
      `The core formats text in ${heard.join(", ")}.`,
      "join texts instead: crate::text has decimal().",
    );
  }
  const panics = [...callers.keys(), ...calling].filter((name) => PANIC.test(name));
  const unused = [...calling].filter((name) => SHAPE.test(name) && !callers.has(name));
  for (const name of new Set([...worded, ...panics, ...unused])) {
    const { module: imported, params, results } = binaryen.getFunctionInfo(module.getFunction(name));
    if (imported) continue;
    module.removeFunction(name);
    module.addFunction(name, params, results, [], module.unreachable());
  }
  return module.emitBinary();
}

/**
 * Who calls whom by name.
 * @param {string} text
 */
function calls(text) {
  /** @type {Map<string, Set<string>>} */
  const callers = new Map();
  const calling = new Set();
  let current = "";
  for (const [, func, kind, call = ""] of text.matchAll(CALL)) {
    if (func) current = bare(func);
    if (kind) calling.add(current);
    if (kind === "call") callers.set(bare(call), (callers.get(bare(call)) ?? new Set()).add(current));
  }
  return { callers, calling };
}

/**
 * Whether a function only serves those that word a panic.
 * @param {string} name
 * @param {Map<string, Set<string>>} callers
 * @param {string[]} [seen]
 * @returns {boolean}
 */
function isQuiet(name, callers, seen = []) {
  if (WORDING.test(name) || PANIC.test(name) || seen.includes(name)) return true;
  const above = [...(callers.get(name) ?? [])];
  return above.length > 0 && above.every((caller) => isQuiet(caller, callers, [...seen, name]));
}

/** @param {string} name */
function bare(name) {
  return name.replaceAll('"', "");
}

/** A function begins, or calls another, or one that a table names. */
const CALL = /^(?: \(func \$("[^"]+"|[^\s()]+)|\s*\((call|call_indirect) \$("[^"]+"|[^\s()]+))/gm;

/** Ends in a trap whatever it says before. */
const PANIC =
  /rust_begin_unwind|\bpanic(king|_\w+)?\b|\b(unwrap|expect|assert|slice_error|slice_index|mismatch)_fail(ed)?|handle_(alloc_)?error/;

/** Formats text for a panic. It is reached through tables, which hides from every optimiser that nobody needs it. */
const WORDING = /\bfmt\b/;

/** Calls a closure of one of the shapes that wasm-bindgen provides for; ours are called by name. */
const SHAPE = /::closures::.*invoke::h[0-9a-f]{16}$/;
