/** Little files are read once: the bytes that are hashed are the bytes that leave. */

import type { Little } from "./carry.ts";
import { bytes } from "./cut.ts";
import { formed } from "./form.ts";
import { type HashCore, inTurn } from "./reckon.ts";
import type { Landing, Outgoing } from "./world.ts";
import { byXhr } from "./xhr.ts";

/** Nothing leaves where the file cannot be read, or is not what it was. */
export async function readOnce(
  core: () => Promise<HashCore>,
  outgoing: Little,
  signal: AbortSignal,
  report: (bytes: number) => void,
): Promise<Landing> {
  const { load, hash: what } = outgoing;
  const cut = load.file;
  const read = await bytes(cut).catch(() => undefined);
  if (!read) return { lost: "source-unreadable" };
  if (read.length !== cut.end - cut.start) return { lost: "source-changed" };
  if (signal.aborted) return { lost: "network" };
  const sending = byXhr(carrying(outgoing, read), signal, report);
  if (what === "none") return sending;
  const digest = await inTurn(core, { cut, name: 0, what }, signal, Promise.resolve(read));
  const landing = await sending;
  return "status" in landing ? { ...landing, digest } : landing;
}

function carrying(outgoing: Little, read: Uint8Array<ArrayBuffer>): Outgoing {
  const { fields, type } = outgoing.load;
  if (!fields) return { ...outgoing, load: { bytes: read } };
  const { body, header } = formed(fields, type, read);
  return { ...outgoing, headers: [...outgoing.headers, header], load: { bytes: body } };
}
