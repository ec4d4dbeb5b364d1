// @ts-check
/**
 * Lays the core out for compression; `src/unpack.rs` puts it together. The opcodes of all functions follow each
 * other, and so do the indices of locals, the constants, the offsets: servers compress a column of one kind of thing to
 * seven eighths of what they make of the mixture.
 */
import { Trouble } from "../run.mjs";

/**
 * The columns, and what tells how to put them together: what is behind each opcode, and what it tells of what is before it.
 * @typedef {{ columns: number[][], kinds: number[], contexts: number[] }} Layout
 */

/** @param {Uint8Array} module @returns {Layout} */
export function columns(module) {
  /** @type {number[][]} */
  const all = Array.from({ length: 256 }, () => []);
  const put = (/** @type {number} */ column, /** @type {Iterable<number>} */ bytes) => all[column]?.push(...bytes);
  const code = codeOf(module);
  put(COLUMN.before, module.subarray(0, code.start));
  put(COLUMN.after, module.subarray(code.end));
  const instructions = functions(module, code).flatMap(({ locals, body }) => {
    put(COLUMN.locals, counted(locals));
    return body;
  });
  instructions.forEach((instruction, at) => {
    sort(instruction, context(instructions[at + 1]?.[0] ?? 0), put);
  });
  const opcodes = [...all.keys()];
  return { columns: all, kinds: opcodes.map(kind), contexts: opcodes.map(context) };
}

/**
 * @param {Uint8Array} instruction
 * @param {number} next
 * @param {(column: number, bytes: Iterable<number>) => void} put
 */
function sort(instruction, next, put) {
  const [opcode = 0, alignment = 0] = instruction;
  const own = kind(opcode);
  if (RARITIES.has(opcode)) {
    put(COLUMN.opcodes, [RARE]);
    return put(COLUMN.rarities, counted(instruction));
  }
  put(COLUMN.opcodes, [opcode]);
  if (own === KIND.memory) {
    put(COLUMN.alignments, [alignment ^ natural(opcode)]);
    put(opcode < FIRST_STORE ? COLUMN.loads : COLUMN.stores, instruction.subarray(2));
  } else if (own) put(own * 16 + (own < CONTEXTUAL ? 0 : next), instruction.subarray(1));
}

/** How many they are, and the bytes. @param {Uint8Array} bytes */
function counted(bytes) {
  if (bytes.length < 256) return [bytes.length, ...bytes];
  throw new Trouble(
    `The core has locals, or a jump table, of ${bytes.length} bytes.`,
    "give them more than one byte to be counted in, in scripts/build/columns.mjs and src/unpack.rs.",
  );
}

/** @param {number} opcode */
function kind(opcode) {
  if (opcode >= FIRST_MEMORY && opcode < FIRST_MEMORY + NATURAL.length) return KIND.memory;
  return KINDS.get(opcode) ?? KIND.nothing;
}

/**
 * What an opcode tells of the local or constant before it. Of loads and stores it tells the natural alignment, too.
 * @param {number} opcode
 */
function context(opcode) {
  if (kind(opcode) === KIND.memory) return natural(opcode) + (opcode < FIRST_STORE ? 1 : 5);
  const at = CONTEXTS.findIndex((opcodes) => opcodes.includes(opcode));
  return at < 0 ? 0 : at + 9;
}

/** The alignment that most loads and stores have, as a power of 2. @param {number} opcode */
function natural(opcode) {
  return Number(NATURAL[opcode - FIRST_MEMORY]);
}

/**
 * The bodies of functions: from the first, and to the end of the section.
 * @param {Uint8Array} module
 */
function codeOf(module) {
  for (let at = 8; at < module.length; ) {
    const reader = new Reader(module, at + 1);
    const size = reader.number();
    const end = reader.at + size;
    if (module[at] === CODE) return { count: reader.number(), start: reader.at, end };
    at = end;
  }
  throw new Trouble("The module has no code.", "remove pkg/ and build again.");
}

/**
 * @param {Uint8Array} module
 * @param {{ count: number, start: number }} code
 */
function functions(module, { count, start }) {
  const reader = new Reader(module, start);
  return Array.from({ length: count }, () => {
    const size = reader.number();
    const [begin, end] = [reader.at, reader.at + size];
    for (let kinds = reader.number(); kinds > 0; kinds--) {
      reader.number();
      reader.bytes(1);
    }
    const locals = module.subarray(begin, reader.at);
    const body = [];
    while (reader.at < end) body.push(reader.instruction());
    return { locals, body };
  });
}

/** Reads a module's bytes from somewhere on. */
class Reader {
  /** @param {Uint8Array} module @param {number} at */
  constructor(module, at) {
    this.module = module;
    this.at = at;
  }

  /** @param {number} count */
  bytes(count) {
    this.at += count;
    return this.module.subarray(this.at - count, this.at);
  }

  byte() {
    return this.bytes(1)[0] ?? 0;
  }

  /** LEB128, unsigned. */
  number() {
    let [value, shift] = [0, 0];
    for (let byte = 128; byte & 128; shift += 7) {
      byte = this.byte();
      value |= (byte & 127) << shift;
    }
    return value;
  }

  /** An opcode with all that belongs to it. */
  instruction() {
    const begin = this.at;
    const opcode = this.byte();
    const rare = RARITIES.get(opcode);
    if (rare) rare(this);
    else if (kind(opcode) === KIND.memory) this.skip(2);
    else if (kind(opcode)) this.skip(1);
    else if (!plain(opcode)) {
      throw new Trouble(
        `The core has an instruction ${opcode} that its build does not know.`,
        "add it to scripts/build/columns.mjs.",
      );
    }
    return this.module.subarray(begin, this.at);
  }

  /** @param {number} numbers */
  skip(numbers) {
    for (let at = 0; at < numbers; at++) this.number();
  }
}

/** Opcodes that stand alone: control, parametric, comparing, arithmetic, conversion. @param {number} opcode */
function plain(opcode) {
  return [0, 1, 5, 0x0b, 0x0f, 0x1a, 0x1b].includes(opcode) || (opcode >= 0x45 && opcode <= 0xc4) || opcode === 0xd1;
}

const CODE = 10;

/** What an opcode has behind it. Of what is {@link CONTEXTUAL} or more, there are columns by the opcode that follows. */
const KIND = { nothing: 0, memory: 1, long: 2, call: 3, branch: 4, block: 5, global: 6, local: 8, constant: 9 };
const CONTEXTUAL = 8;

/** Columns by name; the others are 16 times a kind, and what the next opcode tells. */
const COLUMN = { opcodes: 0, locals: 1, rarities: 2, before: 3, after: 4, loads: 16, stores: 17, alignments: 18 };

/** Opcodes with one number behind them. */
const KINDS = new Map([
  ...each([0x02, 0x03, 0x04], KIND.block),
  ...each([0x0c, 0x0d], KIND.branch),
  ...each([0x10], KIND.call),
  ...each([0x20, 0x21, 0x22], KIND.local),
  ...each([0x23, 0x24], KIND.global),
  ...each([0x41], KIND.constant),
  ...each([0x42], KIND.long),
]);

/** Opcodes that tell something of the number before them: sums, calls, equal or not, less or more, and, shifts. */
const CONTEXTS = [[0x6a, 0x6b], [0x10], [0x46, 0x47], [0x49, 0x4b, 0x4d, 0x4f], [0x71], [0x74, 0x76]];

/** From i32.load to i64.store32. */
const NATURAL = "23230011001122232301012";
const FIRST_MEMORY = 0x28;
const FIRST_STORE = 0x36;

/** Stands among the opcodes for an instruction that is kept whole. */
const RARE = 0xff;

/** What those have behind them: jump tables, tables and memory, floats, and those of two opcodes. */
const RARITIES = new Map([
  ...each([0x0e], (/** @type {Reader} */ reader) => reader.skip(reader.number() + 1)),
  ...each([0x11], (/** @type {Reader} */ reader) => reader.skip(2)),
  ...each([0x25, 0x26, 0x3f, 0x40, 0xd0, 0xd2], (/** @type {Reader} */ reader) => reader.skip(1)),
  ...each([0x43], (/** @type {Reader} */ reader) => void reader.bytes(4)),
  ...each([0x44], (/** @type {Reader} */ reader) => void reader.bytes(8)),
  ...each([0xfc], (/** @type {Reader} */ reader) => reader.skip(BEHIND[reader.number()] ?? 0)),
]);

/** Numbers behind 0xfc and conversions, memory.init, data.drop, memory.copy, memory.fill, and the same for tables. */
const BEHIND = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

/** @template T @param {number[]} opcodes @param {T} value */
function each(opcodes, value) {
  return opcodes.map((opcode) => /** @type {const} */ ([opcode, value]));
}
