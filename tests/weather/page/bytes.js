// The bytes of a test file, the same in the page and in Node: every mebibyte differs, so that none can stand for another.

const MEBIBYTE = 1024 * 1024;

/** Pieces of one mebibyte, the last one shorter. */
export function* pieces(seed, size) {
  base ??= noise();
  for (let start = 0; start < size; start += MEBIBYTE) {
    const piece = base.slice(0, Math.min(MEBIBYTE, size - start));
    const mark = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(start / MEBIBYTE + 1, 0x85ebca6b);
    for (let at = 0; at < piece.length; at += STRIDE) piece[at] ^= (mark >>> (((at / STRIDE) % 4) * 8)) & 255;
    yield piece;
  }
}

let base;

/** Xorshift: random enough that no part of it comes twice. */
function noise() {
  const words = new Uint32Array(MEBIBYTE / 4);
  let state = 0x2545f491;
  for (let at = 0; at < words.length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  return new Uint8Array(words.buffer);
}

/** So often a byte carries the mark of its file and place. */
const STRIDE = 61;
