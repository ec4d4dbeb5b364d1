/** Checksums away from the page: a worker hashes range after range; where the page's policy forbids it, the page does. */

import worker from "../pkg/worker.js";
import { coreModule, rawCore } from "./core.ts";
import { type HashJob, type HashReply, reckon } from "./reckon.ts";
import type { Digest, What, Within } from "./world.ts";

/** Computes over bytes. Rejects where they cannot be read. What it settles to after the signal is nobody's. */
export async function hash(bytes: Blob, what: What, signal: AbortSignal, within?: Within): Promise<Digest> {
  last += 1;
  const { whole, start } = within ?? { whole: bytes, start: 0 };
  const place = { whole, name: nameOf(whole), start, end: start + bytes.size };
  const job = { id: last, ...place, crc64: what !== "md5", md5: what !== "crc64", sha256: what === "all" };
  const reply = (await inWorker(job, signal)) ?? (await onPage(job, signal));
  if ("error" in reply) throw new Error(reply.error);
  return reply;
}

function nameOf(blob: Blob): number {
  const name = names.get(blob) ?? ++last;
  names.set(blob, name);
  return name;
}

let last = 0;
const names = new WeakMap<Blob, number>();
/** Whole files have a worker of their own: no part waits for them. */
const offices: Record<Room, Office | null | undefined> = { parts: undefined, files: undefined };
let turn: Promise<unknown> = Promise.resolve();
/** Of the worker's script. */
let address: string | undefined;

type Room = "parts" | "files";

/** A worker and who waits for it; `undefined` before the first use, `null` where there can be none. */
interface Office {
  worker: Worker;
  waiting: Map<number, (reply: HashReply | undefined) => void>;
  /** Bytes it was given to read. */
  given: number;
}

async function inWorker(job: HashJob, signal: AbortSignal): Promise<HashReply | undefined> {
  const room = job.sha256 ? "files" : "parts";
  // A little is done here sooner than a worker comes to life, and the first requests leave sooner without one.
  if (offices[room] === undefined && job.end - job.start <= LITTLE) {
    setTimeout(() => staff(room), BREATH);
    return undefined;
  }
  const staffed = staff(room);
  if (!staffed) return undefined;
  staffed.given += job.end - job.start;
  return new Promise((resolve) => {
    const leave = () => {
      staffed.worker.postMessage({ drop: job.id });
      end({ id: job.id, error: "AbortError" });
    };
    const end = (reply: HashReply | undefined) => {
      staffed.waiting.delete(job.id);
      signal.removeEventListener("abort", leave);
      relieve(room, staffed);
      resolve(reply);
    };
    staffed.waiting.set(job.id, end);
    signal.addEventListener("abort", leave);
    staffed.worker.postMessage(job);
  });
}

/** Hires once: where there is none, or it died, there will be none. */
function staff(room: Room): Office | null {
  const known = offices[room];
  if (known !== undefined) return known;
  const hired = hire(room);
  offices[room] = hired;
  return hired;
}

/** Lets a worker go that has done enough, when nobody waits for it: the next job finds another. */
function relieve(room: Room, staffed: Office): void {
  if (staffed.given < ENOUGH || staffed.waiting.size > 0 || offices[room] !== staffed) return;
  offices[room] = undefined;
  staffed.worker.terminate();
}

/** Where a worker cannot be had the answer is `null`; one that dies later gives its work back to the page. */
function hire(room: Room): Office | null {
  if (!worker || typeof Worker === "undefined") return null;
  try {
    address ??= URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
    const hired: Office = { worker: new Worker(address), waiting: new Map(), given: 0 };
    const dismiss = () => {
      offices[room] = null;
      hired.worker.terminate();
      for (const end of [...hired.waiting.values()]) end(undefined);
    };
    hired.worker.onerror = dismiss;
    hired.worker.onmessage = ({ data }: MessageEvent<HashReply>) => hired.waiting.get(data.id)?.(data);
    coreModule().then((module) => hired.worker.postMessage({ module }), dismiss);
    return hired;
  } catch {
    return null;
  }
}

/** The module has one desk for hashing: the next range waits for the last. Each chunk yields to the page. */
async function onPage(job: HashJob, signal: AbortSignal): Promise<HashReply> {
  const mine = turn.then(async () => reckon(await rawCore(), job, () => !signal.aborted));
  turn = mine.catch(() => {});
  return mine;
}

/** ms in which a page that has just begun sends what it has. */
const BREATH = 40;

/**
 * Bytes after which another worker takes over. Reading leaves garbage behind that the browser collects too late: an
 * upload of gigabytes grew by 60 MiB in one worker, and by none in workers that follow each other.
 */
const ENOUGH = 2 ** 28;

/** Bytes: as much as is read at a time. */
const LITTLE = 1 << 18;
