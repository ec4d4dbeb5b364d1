// @ts-check
/**
 * Spells the core as text for inlining; `src/unpack.rs` reads it. Letters that any bundler leaves alone, one for a
 * frequent byte and two for a rare one: servers compress it as well as the bytes themselves, and reading it takes a loop.
 * What is compressed beforehand, as base64, is larger over brotli and has to be opened by the page.
 */

/**
 * Figures first, 256 in a row: which bytes are rare, what is to be known of opcodes, and how many letters each column has.
 * Then the columns.
 * @param {import("./columns.mjs").Layout} layout
 */
export function spell({ columns, kinds, contexts }) {
  const { rare, letters } = alphabet(columns.flat());
  const texts = columns.map((column) => column.map((byte) => letters[byte]).join(""));
  const lengths = [1, RADIX, RADIX ** 2].map((unit) => texts.map(({ length }) => Math.floor(length / unit) % RADIX));
  const figures = [rare.map(Number), kinds, contexts, ...lengths].flat();
  return figures.map((figure) => LETTERS[figure]).join("") + texts.join("");
}

/**
 * Bytes that are neighbours have neighbouring letters: what tells the order and what is ordered are both smaller than by
 * frequency.
 * @param {number[]} bytes
 */
function alphabet(bytes) {
  const count = Array(256).fill(0);
  for (const byte of bytes) count[byte] += 1;
  const all = [...count.keys()];
  const sorted = [...all].sort((one, other) => count[other] - count[one] || one - other);
  const frequent = new Set(sorted.slice(0, RADIX));
  const order = [...all.filter((byte) => frequent.has(byte)), ...all.filter((byte) => !frequent.has(byte))];
  /** @type {string[]} */
  const letters = [];
  order.forEach((byte, rank) => {
    letters[byte] = `${FURTHER[Math.floor(rank / RADIX)]}${LETTERS[rank % RADIX]}`;
  });
  return { rare: all.map((byte) => !frequent.has(byte)), letters };
}

const RADIX = 90;

/** Printable, and none that a string or an HTML page would have to escape. */
const LETTERS = Array.from({ length: RADIX }, (_, at) => String.fromCharCode(at + 35)).map((letter) => {
  return { "\\": " ", "<": "!" }[letter] ?? letter;
});

/** What stands before a letter: nothing for the first ninety bytes, and these for the second and the third. */
const FURTHER = ["", "}", "~"];
