// @ts-check
/**
 * Spells the core as text for inlining; `ts/spelling.ts` reads it. Letters that any bundler leaves alone, one for a
 * frequent byte and two for a rare one: servers compress it as well as the bytes themselves, and reading it takes a loop.
 * What is compressed beforehand, as base64, is larger over brotli and has to be opened by the page.
 */

/**
 * Which bytes are frequent, a digit for each, then the letters. Bytes that are neighbours have neighbouring
 * letters: what tells the order and what is ordered are both smaller than by frequency.
 * @param {Uint8Array} bytes
 */
export function spell(bytes) {
  const count = new Uint32Array(256);
  for (const byte of bytes) count[byte] = (count[byte] ?? 0) + 1;
  const often = (/** @type {number} */ byte) => count[byte] ?? 0;
  const all = [...count.keys()];
  const sorted = [...all].sort((one, other) => often(other) - often(one) || one - other);
  const frequent = new Set(sorted.slice(0, LETTERS.length));
  const order = [...all.filter((byte) => frequent.has(byte)), ...all.filter((byte) => !frequent.has(byte))];
  /** @type {string[]} */
  const spelled = [];
  order.forEach((byte, rank) => {
    spelled[byte] = `${FURTHER[Math.floor(rank / LETTERS.length)]}${LETTERS[rank % LETTERS.length]}`;
  });
  return all.map((byte) => Number(frequent.has(byte))).join("") + Array.from(bytes, (byte) => spelled[byte]).join("");
}

/** Printable, and none that a string or an HTML page would have to escape. */
const LETTERS = Array.from({ length: 90 }, (_, at) => String.fromCharCode(at + 35)).map((letter) => {
  return { "\\": " ", "<": "!" }[letter] ?? letter;
});

/** What stands before a letter: nothing for the first ninety bytes, and these for the second and the third. */
const FURTHER = ["", "}", "~"];
