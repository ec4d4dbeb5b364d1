/** The hashing worker: the same module as the page's, without its glue. */

import named from "../pkg/raw.js";
import { type HashCore, type HashJob, reckon } from "./reckon.ts";

type Order = { module: WebAssembly.Module } | HashJob | { drop: number };

const dropped = new Set<number>();
let enlivened: (core: Promise<HashCore>) => void;
const core = new Promise<HashCore>((resolve) => {
  enlivened = resolve;
});
let last: Promise<unknown> = Promise.resolve();

globalThis.onmessage = ({ data }: MessageEvent<Order>) => {
  if ("module" in data) enlivened(enliven(data.module));
  else if ("drop" in data) dropped.add(data.drop);
  else last = last.then(() => answer(data));
};

async function answer(job: HashJob): Promise<void> {
  const wanted = () => !dropped.has(job.id);
  try {
    if (wanted()) postMessage(await reckon(await core, job, wanted));
  } catch (thrown) {
    postMessage({ id: job.id, error: thrown instanceof Error ? thrown.name : String(thrown) });
  }
  dropped.delete(job.id);
}

/** Hashing calls nothing that it imports: whatever the glue would give is answered with nothing. */
async function enliven(module: WebAssembly.Module): Promise<HashCore> {
  const imports: WebAssembly.Imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind === "function") imports[from] = { ...imports[from], [name]: () => {} };
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  return named(exports) as HashCore;
}
