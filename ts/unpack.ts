/** Opens the inlined core: a small module, `src/unpack.rs`, puts the large one together. */

/** The core as its text spells it, by the module that these hexadecimal digits are. */
export function unpacked(text: string, digits: string): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const { memory, unpack } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Unpacker;
  const room = text.length * 2;
  const begin = memory.grow(Math.ceil((text.length + room) / PAGE)) * PAGE;
  new TextEncoder().encodeInto(text, new Uint8Array(memory.buffer, begin));
  const module = begin + text.length;
  return new Uint8Array(memory.buffer, module, unpack(begin, text.length, module, room));
}

/** The exports of `src/unpack/alone.rs`. */
interface Unpacker {
  memory: WebAssembly.Memory;
  unpack(text: number, letters: number, module: number, room: number): number;
}

/** Bytes by which memory grows. */
const PAGE = 65_536;
