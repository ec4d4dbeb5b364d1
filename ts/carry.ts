/** Sends a file's bytes from a worker: the events of a request cost the page nothing there. */

import { ask, LITTLE, type Office, office, type Task } from "./office.ts";
import type { Filed, Landing, Outgoing } from "./world.ts";
import { weight } from "./xhr.ts";

/** What a worker is asked to send. */
export type Carriage = { outgoing: Outgoing } | { little: Little };

/** A request with a little file in it: the worker that hashes it sends it, and reads it once for both. */
export type Little = Outgoing & { load: Filed };

/** `undefined` for what is little or no file's, and while no worker is awake: then the page sends. */
export function carry(
  outgoing: Outgoing,
  signal: AbortSignal,
  report: (bytes: number) => void,
): Promise<Landing> | undefined {
  if (weight(outgoing.load) <= LITTLE) return undefined;
  return handed(office("requests", false), { outgoing }, 0, signal, report);
}

/** The same for what is little; the landing brings its digest. */
export function carryLittle(
  outgoing: Outgoing,
  signal: AbortSignal,
  report: (bytes: number) => void,
): Promise<Landing> | undefined {
  const bytes = weight(outgoing.load);
  if (bytes === 0 || bytes > LITTLE) return undefined;
  return handed(office("parts", false), { little: outgoing as Little }, bytes, signal, report);
}

function handed(
  staffed: Office | null | undefined,
  task: Task,
  bytes: number,
  signal: AbortSignal,
  report: (bytes: number) => void,
): Promise<Landing> | undefined {
  if (!staffed?.awake) return undefined;
  return ask<Landing>(staffed, task, bytes, signal, report).then(
    (landing) => landing ?? LOST,
    () => LOST,
  );
}

/** Nobody knows whether the cloud has it. */
const LOST: Landing = { lost: "network" };
