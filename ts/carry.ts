/** Sends a file's bytes from the worker, which hashes them too: the events of a request cost the page nothing there. */

import { nameOf } from "./cut.ts";
import { ask, office } from "./office.ts";
import type { Landing, Outgoing } from "./world.ts";

/** What the worker is asked to send. */
export interface Carriage {
  outgoing: Outgoing;
  /** Of the blob it is cut from. */
  name: number;
}

/** `undefined` where the page must send: for what is no file's, and while no worker is awake. */
export function carry(
  outgoing: Outgoing,
  signal: AbortSignal,
  report: (bytes: number) => void,
): Promise<Landing> | undefined {
  const { load, hash } = outgoing;
  if (!load || !("file" in load)) return undefined;
  const { whole, start, end } = load.file;
  const staffed = office("parts", end - start);
  if (!staffed?.awake) return undefined;
  const order = { outgoing, name: nameOf(whole) };
  return ask<Landing>(staffed, order, hash === "none" ? 0 : end - start, signal, report).then(
    (landing) => landing ?? LOST,
    () => LOST,
  );
}

/** Nobody knows whether the cloud has it. */
const LOST: Landing = { lost: "network" };
