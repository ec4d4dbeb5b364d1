// @ts-check
// The body of a request as a misfortune lets it arrive: slowly, up to a point, or with a bit turned over.

import { pipeline, Transform } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";

/** @typedef {import("node:http").IncomingMessage} Message */

/**
 * @param {Message} message
 * @param {import("./faults.mjs").Action} fault
 * @returns {import("node:stream").Readable}
 */
export function arriving(message, { rate, stallAfter }) {
  if (rate === undefined && stallAfter === undefined) return message;
  const began = performance.now();
  let size = 0;
  const slow = new Transform({
    highWaterMark: 1,
    transform(chunk, _, done) {
      size += chunk.length;
      // Not taking the next chunk is what stops the sender; the socket's end stops us.
      if (stallAfter !== undefined && size > stallAfter) return;
      const due = rate === undefined ? 0 : (size / rate) * 1000 - (performance.now() - began);
      wait(Math.max(0, due)).then(() => done(null, chunk));
    },
  });
  return pipeline(message, slow, () => {});
}

/** What the sender sent, but for one bit. @param {AsyncIterable<Buffer>} body */
export async function* damaged(body) {
  let whole = true;
  for await (const chunk of body) {
    if (whole && chunk.length > 0) chunk[0] = (chunk[0] ?? 0) ^ 1;
    whole = false;
    yield chunk;
  }
}
