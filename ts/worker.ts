/** A worker: hashes by the same module as the page's but without its glue, or sends what requests have of a file. */

import named from "../pkg/raw.js";
import type { Carriage } from "./carry.ts";
import type { Order, Task, Word } from "./office.ts";
import { readOnce } from "./once.ts";
import { type HashCore, inTurn } from "./reckon.ts";
import type { Landing } from "./world.ts";
import { byXhr } from "./xhr.ts";

const doing = new Map<number, AbortController>();
/** How far requests are, until that is said. */
const moved = new Map<number, number>();
let resting = false;
let enlivened: (core: Promise<HashCore>) => void;
const living = new Promise<HashCore>((resolve) => {
  enlivened = resolve;
});
const core = () => living;

globalThis.onmessage = ({ data }: MessageEvent<Order>) => {
  if ("module" in data) enlivened(enliven(data.module));
  else if ("drop" in data) doing.get(data.drop)?.abort();
  else void obey(data.id, data);
};
say("awake");

async function obey(id: number, task: Task): Promise<void> {
  const cut = new AbortController();
  doing.set(id, cut);
  try {
    say({ id, done: await ("job" in task ? inTurn(core, task.job, cut.signal) : carry(id, task, cut.signal)) });
  } catch (thrown) {
    cut.abort();
    say({ id, error: thrown instanceof Error ? thrown.name : String(thrown) });
  }
  doing.delete(id);
}

async function carry(id: number, given: Carriage, signal: AbortSignal): Promise<Landing> {
  const report = (bytes: number) => tell(id, bytes);
  const landing = await ("little" in given
    ? readOnce(core, given.little, signal, report)
    : byXhr(given.outgoing, signal, report));
  moved.delete(id);
  return landing;
}

/** At once, and then not again for a while. */
function tell(id: number, bytes: number): void {
  moved.set(id, bytes);
  if (!resting) tellAll();
}

function tellAll(): void {
  resting = moved.size > 0;
  if (!resting) return;
  say({ moved: [...moved] });
  moved.clear();
  setTimeout(tellAll, REST);
}

function say(word: Word): void {
  postMessage(word);
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

/** ms between two words about how far requests are. */
const REST = 100;
