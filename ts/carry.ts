/** Sends a file's bytes from a worker: the events of a request cost the page nothing there. */

import { ask, LITTLE, office } from "./office.ts";
import type { Landing, Outgoing } from "./world.ts";

/** What the worker is asked to send. */
export interface Carriage {
  outgoing: Outgoing;
}

/** `undefined` where the page must send: for what is little or no file's, and while no worker is awake. */
export function carry(
  outgoing: Outgoing,
  signal: AbortSignal,
  report: (bytes: number) => void,
): Promise<Landing> | undefined {
  const { load } = outgoing;
  if (!load || !("file" in load) || load.file.end - load.file.start <= LITTLE) return undefined;
  const staffed = office("requests", false);
  if (!staffed?.awake) return undefined;
  return ask<Landing>(staffed, { outgoing }, 0, signal, report).then(
    (landing) => landing ?? LOST,
    () => LOST,
  );
}

/** Nobody knows whether the cloud has it. */
const LOST: Landing = { lost: "network" };
