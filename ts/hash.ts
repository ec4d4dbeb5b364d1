/** Checksums away from the page: a worker hashes range after range; where the page's policy forbids it, the page does. */

import { rawCore } from "./core.ts";
import { type Cut, nameOf } from "./cut.ts";
import { ask, LITTLE, office } from "./office.ts";
import { type HashJob, inTurn } from "./reckon.ts";
import type { Digest, What } from "./world.ts";

/** Computes over bytes. Rejects where they cannot be read. What it settles to after the signal is nobody's. */
export async function hash(cut: Cut, what: What, signal: AbortSignal): Promise<Digest> {
  const job = { cut, name: nameOf(cut.whole), what };
  return (await inWorker(job, signal)) ?? inTurn(rawCore, job, signal);
}

async function inWorker(job: HashJob, signal: AbortSignal): Promise<Digest | undefined> {
  const bytes = job.cut.end - job.cut.start;
  const staffed = office(job.what === "all" ? "files" : "parts", bytes > LITTLE);
  return staffed ? ask<Digest>(staffed, { job }, bytes, signal) : undefined;
}
