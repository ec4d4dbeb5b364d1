// @ts-check
/**
 * Spells the core as text for inlining; `ts/spelling.ts` reads it. Letters that any bundler leaves alone, one for a
 * frequent byte and two for a rare one: servers compress it as well as the bytes themselves, and reading it takes a loop.
 * What is compressed beforehand, as base64, is larger over brotli and has to be opened by the page.
 */

/**
 * Which byte each letter stands for, in hexadecimal, then the letters.
 * @param {Uint8Array} bytes
 */
export function spell(bytes) {
  const count = new Uint32Array(256);
  for (const byte of bytes) count[byte] = (count[byte] ?? 0) + 1;
  const often = (/** @type {number} */ byte) => count[byte] ?? 0;
  const order = [...count.keys()].sort((one, other) => often(other) - often(one) || one - other);
  /** @type {string[]} */
  const spelled = [];
  order.forEach((byte, rank) => {
    spelled[byte] = `${FURTHER[Math.floor(rank / LETTERS.length)]}${LETTERS[rank % LETTERS.length]}`;
  });
  return Buffer.from(order).toString("hex") + Array.from(bytes, (byte) => spelled[byte]).join("");
}

/** Printable, and none that a string or an HTML page would have to escape. */
const LETTERS = Array.from({ length: 90 }, (_, at) => String.fromCharCode(at + 35)).map((letter) => {
  return { "\\": " ", "<": "!" }[letter] ?? letter;
});

/** What stands before a letter: nothing for the first ninety bytes, and these for the second and the third. */
const FURTHER = ["", "}", "~"];
