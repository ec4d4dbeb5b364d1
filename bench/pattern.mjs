// @ts-check
/** The bytes that every file of the benchmark repeats, and the checksums of any length of them without reading it. */
import { createHash } from "node:crypto";
import { createCRC64 } from "hash-wasm";

/** A file of any length is this block again and again; every part begins where a block begins. */
export const BLOCK = block(1 << 16);

const hasher = await createCRC64();
const wholes = [crc(BLOCK)];

/** CRC-64/XZ in decimal. @param {number} length */
export function crc64(length) {
  return known(crcs, length, () => {
    const rest = length % BLOCK.length;
    let sum = 0n;
    for (let blocks = Math.floor(length / BLOCK.length), power = 0; blocks > 0; power += 1) {
      if (blocks % 2 === 1) sum = combine(sum, doubled(power), BLOCK.length * 2 ** power);
      blocks = Math.floor(blocks / 2);
    }
    return combine(sum, crc(BLOCK.subarray(0, rest)), rest).toString();
  });
}

/** In hexadecimal; of what is longer than any part it is a stand-in. @param {number} length */
export function md5(length) {
  return known(md5s, length, () => {
    const hash = createHash("md5");
    for (let rest = Math.min(length, LONGEST); rest > 0; rest -= BLOCK.length) {
      hash.update(BLOCK.subarray(0, Math.min(rest, BLOCK.length)));
    }
    return hash.digest("hex");
  });
}

/** CRC of so many blocks as a power of two says. @param {number} power @returns {bigint} */
function doubled(power) {
  const half = power === 0 ? 0n : doubled(power - 1);
  wholes[power] ??= combine(half, half, BLOCK.length * 2 ** (power - 1));
  return wholes[power] ?? 0n;
}

/**
 * CRC of A followed by B, of which `length` is B's.
 * @param {bigint} first
 * @param {bigint} second
 * @param {number} length
 */
function combine(first, second, length) {
  let shift = ONE;
  let square = ONE >> 8n;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shift = multiply(shift, square);
    square = multiply(square, square);
  }
  return multiply(shift, first) ^ second;
}

/** Of polynomials over two elements, the highest power in the lowest bit. @param {bigint} one @param {bigint} other */
function multiply(one, other) {
  let product = 0n;
  for (let bit = 63n; bit >= 0n; bit -= 1n) {
    if ((one >> bit) & 1n) product ^= other;
    other = (other >> 1n) ^ (other & 1n ? POLYNOMIAL : 0n);
  }
  return product;
}

/** @param {Uint8Array} bytes */
function crc(bytes) {
  hasher.init();
  hasher.update(bytes);
  return BigInt(`0x${hasher.digest("hex")}`);
}

/** Noise that is the same on every machine. @param {number} length */
function block(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = 1; at < length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, at);
  }
  return bytes;
}

/**
 * @param {Map<number, string>} figures
 * @param {number} length
 * @param {() => string} make
 */
function known(figures, length, make) {
  const figure = figures.get(length) ?? make();
  figures.set(length, figure);
  return figure;
}

/** @type {Map<number, string>} */
const crcs = new Map();
/** @type {Map<number, string>} */
const md5s = new Map();
const POLYNOMIAL = 0xc96c5795d7870f42n;
const ONE = 1n << 63n;
const LONGEST = 1 << 26;
