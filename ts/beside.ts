/** A request's answer, and what its file's bytes come to: they are read for hashing beside the sending, not before it. */

import type { Cut } from "./cut.ts";
import type { Loss } from "./wire.ts";
import type { Digest, Landing, Outgoing, What, World } from "./world.ts";

/**
 * Waits for both. Firefox would wait for ever for bytes that are not there: of a file that cannot be read the answer is
 * not waited for, and the request is the caller's to cut.
 */
export async function beside(
  sending: Promise<Landing>,
  { hash: what, load }: Outgoing,
  hash: World["hash"],
  signal: AbortSignal,
): Promise<Landing> {
  if (what === "none" || !load || !("file" in load)) return sending;
  // Everything that can be sent now is on its way before the first byte is read for hashing.
  await undefined;
  if (signal.aborted) return sending;
  const digest = await digested(load.file, what, hash, signal);
  if (typeof digest === "string") return { lost: digest };
  const landing = await sending;
  return "status" in landing ? { ...landing, digest } : landing;
}

/** The digest of a range, or what is wrong with its file. */
export async function digested(cut: Cut, what: What, hash: World["hash"], signal: AbortSignal): Promise<Digest | Loss> {
  try {
    const digest = await hash(cut, what, signal);
    return digest.size === cut.end - cut.start ? digest : "source-changed";
  } catch {
    return "source-unreadable";
  }
}
