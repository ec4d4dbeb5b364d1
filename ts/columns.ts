/** Puts a module together whose code the build laid out in columns (`scripts/build/columns.mjs`). */

/** The module as it was. */
export function assembled(columns: Uint8Array): Uint8Array<ArrayBuffer> {
  const desk = new Desk(columns);
  desk.copy(BEFORE);
  while (desk.has(OPCODES)) desk.body();
  desk.copy(AFTER);
  return desk.out.slice(0, desk.end);
}

/** Where every column is read, and where the module is written. */
class Desk {
  readonly out: Uint8Array<ArrayBuffer>;
  end = 0;
  readonly #columns: Uint8Array;
  /** Where a column is read next, and where it ends. */
  readonly #places: number[] = [];
  readonly #ends: number[] = [];

  constructor(columns: Uint8Array) {
    this.out = new Uint8Array(columns.length * 2);
    this.#columns = columns;
    let at = OPTIONS * 4;
    for (let length = OPTIONS; length < OPTIONS * 4; length += 3) {
      this.#places.push(at);
      at += this.#byte(length) + (this.#byte(length + 1) << 8) + (this.#byte(length + 2) << 16);
      this.#ends.push(at);
    }
  }

  has(column: number): boolean {
    return this.#places[column] !== this.#ends[column];
  }

  /** What is left of a column. */
  copy(column: number): void {
    while (this.has(column)) this.#put(this.#take(column));
  }

  /** A function, up to the `end` that nothing opened, and its size before it. */
  body(): void {
    const begin = this.end + ROOM;
    this.end = begin;
    this.#several(LOCALS);
    for (let depth = 1; depth > 0; ) depth += this.#instruction();
    const size = this.end - begin;
    this.end = begin - ROOM;
    for (let left = size; ; left >>= 7) {
      this.#put(left > 127 ? (left & 127) | 128 : left);
      if (left < 128) break;
    }
    this.out.copyWithin(this.end, begin, begin + size);
    this.end += size;
  }

  /** By how much blocks are deeper after it. */
  #instruction(): number {
    const opcode = this.#take(OPCODES);
    if (opcode === RARE) {
      this.#several(RARITIES);
      return 0;
    }
    this.#put(opcode);
    const shape = this.#byte(opcode);
    const kind = shape >> 4;
    if (kind === MEMORY) {
      this.#put(this.#take(ALIGNMENTS) ^ (((shape & 15) - 1) & 3));
      this.#number(MEMORY * 16 + Number((shape & 15) > 4));
    } else if (kind) this.#number(kind * 16 + (kind < CONTEXTUAL ? 0 : this.#next()));
    return kind === BLOCK ? 1 : opcode === END ? -1 : 0;
  }

  /** What the opcode to come tells of what is before it. */
  #next(): number {
    return this.#byte(this.#byte(this.#places[OPCODES] as number)) & 15;
  }

  /** As many bytes as the first says. */
  #several(column: number): void {
    for (let count = this.#take(column); count > 0; count--) this.#put(this.#take(column));
  }

  /** In LEB128. */
  #number(column: number): void {
    let byte: number;
    do {
      byte = this.#take(column);
      this.#put(byte);
    } while (byte > 127);
  }

  #take(column: number): number {
    return this.#byte((this.#places[column] as number)++);
  }

  #byte(at: number): number {
    return this.#columns[at] as number;
  }

  #put(byte: number): void {
    this.out[this.end++] = byte;
  }
}

/** One for each opcode, and as many columns. */
const OPTIONS = 256;
const [OPCODES, LOCALS, RARITIES, BEFORE, AFTER, ALIGNMENTS] = [0, 1, 2, 3, 4, 18];
const [MEMORY, BLOCK, CONTEXTUAL] = [1, 5, 8];
/** Stands for an instruction that is kept whole. */
const RARE = 0xff;
const END = 0x0b;
/** Of a function's size, at most. */
const ROOM = 3;
