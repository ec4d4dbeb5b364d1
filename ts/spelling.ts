/** Reads the bytes that the build spelled as text (`scripts/build/spell.mjs`). */

/** The bytes, in one pass. @internal */
export function read(text: string): Uint8Array<ArrayBuffer> {
  const all = Array.from({ length: BYTES }, (_, byte) => byte);
  const order = [...all.filter((byte) => text[byte] === "1"), ...all.filter((byte) => text[byte] === "0")];
  const bytes = new Uint8Array(text.length);
  let [length, further] = [0, 0];
  for (let at = BYTES; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= FURTHER) {
      further = LETTERS * (code - FURTHER + 1);
    } else {
      // A space and an exclamation mark stand in for "\" and "<".
      const letter = code === 32 ? 92 : code === 33 ? 60 : code;
      bytes[length++] = order[letter - FIRST + further] as number;
      further = 0;
    }
  }
  return bytes.slice(0, length);
}

const BYTES = 256;
const LETTERS = 90;
/** The code of "#". */
const FIRST = 35;
/** The code of "}", which stands before the second ninety. */
const FURTHER = FIRST + LETTERS;
