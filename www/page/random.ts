/** A file of random bytes, so that anyone can try without a file of their own. */

/** Random bytes do not compress and no two files are alike, so every part has its own checksum. */
export async function randomFile(size: number, label: string, onMade: (bytes: number) => void): Promise<File> {
  const pieces: Blob[] = [];
  for (let made = 0; made < size; made += PIECE) {
    const bytes = new Uint8Array(Math.min(PIECE, size - made));
    for (let at = 0; at < bytes.length; at += MOST_AT_ONCE)
      crypto.getRandomValues(bytes.subarray(at, Math.min(at + MOST_AT_ONCE, bytes.length)));
    // A Blob a piece lets the browser spill to disk; waiting a turn keeps the page alive.
    pieces.push(new Blob([bytes]));
    onMade(made);
    await new Promise((resolve) => setTimeout(resolve));
  }
  const tag = [...crypto.getRandomValues(new Uint8Array(3))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const type = "application/octet-stream";
  return new File(pieces, `random-${label.replaceAll(" ", "")}-${tag}.bin`, { type });
}

const PIECE = 4 * 1024 * 1024;
// The Web Crypto quota for one call.
const MOST_AT_ONCE = 65_536;
