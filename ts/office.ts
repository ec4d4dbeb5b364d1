/** Workers beside the page: hired when there is enough to do, relieved when they have done enough. */

import worker from "../pkg/worker.js";
import type { Carriage } from "./carry.ts";
import { coreModule } from "./core.ts";
import type { HashJob } from "./reckon.ts";
import type { Digest, Landing } from "./world.ts";

/** Parts and whole files are hashed side by side, and requests wait for neither. */
export type Room = "parts" | "files" | "requests";

/** A worker and who waits for it. */
export interface Office {
  readonly room: Room;
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** It has said its first word. */
  awake: boolean;
  /** Bytes it was given to read. */
  given: number;
}

/** What a worker is told. */
export type Order = { module: WebAssembly.Module } | { drop: number } | ({ id: number } & Task);

/** What it says: that it is awake, how far requests are, or the end of something. */
export type Word = "awake" | { moved: [id: number, bytes: number][] } | Reply;

/** A range to hash, or a request to send. */
export type Task = { job: HashJob } | Carriage;

/** What comes of a task, or why nothing does. */
type Reply = { id: number } & ({ done: Digest | Landing } | { error: string });

interface Waiting {
  /** Without a reply the worker died. */
  end(reply?: Reply): void;
  report: ((bytes: number) => void) | undefined;
}

/** Who is there for a room: `undefined` while nobody is and it is not `urgent`, `null` where there can be no worker. */
export function office(room: Room, urgent: boolean): Office | null | undefined {
  if (urgent || offices[room] !== undefined) return staff(room);
  // The first requests leave sooner without it.
  setTimeout(() => staff(room), BREATH);
  return undefined;
}

/** Gives a task, with so many bytes to read. Resolves to `undefined` where the worker died; rejects after the signal. */
export function ask<Done extends Digest | Landing>(
  staffed: Office,
  task: Task,
  bytes: number,
  signal: AbortSignal,
  report?: (bytes: number) => void,
): Promise<Done | undefined> {
  last += 1;
  const id = last;
  staffed.given += bytes;
  return new Promise((resolve, reject) => {
    const leave = () => {
      staffed.worker.postMessage({ drop: id });
      end({ id, error: "AbortError" });
    };
    const end = (reply?: Reply) => {
      staffed.waiting.delete(id);
      signal.removeEventListener("abort", leave);
      relieve(staffed);
      if (reply && "error" in reply) reject(new Error(reply.error));
      else resolve(reply?.done as Done | undefined);
    };
    staffed.waiting.set(id, { end, report });
    signal.addEventListener("abort", leave);
    staffed.worker.postMessage({ id, ...task });
  });
}

const offices: Partial<Record<Room, Office | null>> = {};
let last = 0;
/** Of the worker's script. */
let address: string | undefined;

/** Hires once: where there is none, or it died, there will be none. */
function staff(room: Room): Office | null {
  const known = offices[room];
  if (known !== undefined) return known;
  const hired = hire(room);
  offices[room] = hired;
  return hired;
}

/** Lets a worker go that has done enough, when nobody waits for it: the next task finds another. */
function relieve(staffed: Office): void {
  const { room, given, waiting, worker } = staffed;
  if (given < ENOUGH || waiting.size > 0 || offices[room] !== staffed) return;
  delete offices[room];
  worker.terminate();
}

/** Where a worker cannot be had the answer is `null`; one that dies later gives its work back to the page. */
function hire(room: Room): Office | null {
  if (!worker || typeof Worker === "undefined") return null;
  try {
    address ??= URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
    const hired: Office = { room, worker: new Worker(address), waiting: new Map(), awake: false, given: 0 };
    const dismiss = () => {
      offices[room] = null;
      hired.worker.terminate();
      for (const { end } of [...hired.waiting.values()]) end();
    };
    hired.worker.onerror = dismiss;
    hired.worker.onmessage = ({ data }: MessageEvent<Word>) => hear(hired, data);
    if (room !== "requests") coreModule().then((module) => hired.worker.postMessage({ module }), dismiss);
    return hired;
  } catch {
    return null;
  }
}

function hear(hired: Office, word: Word): void {
  if (word === "awake") hired.awake = true;
  else if ("moved" in word) for (const [id, bytes] of word.moved) hired.waiting.get(id)?.report?.(bytes);
  else hired.waiting.get(word.id)?.end(word);
}

/** ms in which a page that has just begun sends what it has. */
const BREATH = 40;

/**
 * Bytes after which another worker takes over. Reading leaves garbage behind that the browser collects too late: an
 * upload of gigabytes grew by 60 MiB in one worker, and by none in workers that follow each other.
 */
const ENOUGH = 2 ** 27;

/** Bytes, as many as are read at a time: until a worker is there the page is done with these sooner than one is hired. */
export const LITTLE = 1 << 18;
