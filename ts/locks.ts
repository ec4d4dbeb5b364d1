/** One tab owns an upload: by Web Locks, or by a lease in IndexedDB where the page is plain http and has none. */

import { database } from "./shelf.ts";

/** Resolves once this tab owns the name, which it does until the signal aborts; or when the signal aborts before. */
export async function own(name: string, until: AbortSignal, log: (line: string) => void): Promise<void> {
  if (typeof navigator !== "undefined" && navigator.locks) return lock(PREFIX + name, until, log);
  if (typeof indexedDB !== "undefined" && typeof BroadcastChannel !== "undefined") return lease(name, until, log);
}

/** What this origin's tabs own; without Web Locks nobody knows. */
export async function owned(): Promise<Set<string | undefined>> {
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  const { held = [] } = (await locks?.query()) ?? {};
  return new Set(held.map(({ name }) => name?.replace(PREFIX, "")));
}

function lock(name: string, until: AbortSignal, log: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    const waiting = setTimeout(() => log(WAITING), NOTICE_MS);
    const got = () => {
      clearTimeout(waiting);
      resolve();
    };
    const held = () => {
      got();
      return new Promise<void>((release) => ended(until, release));
    };
    navigator.locks.request(name, { signal: until }, held).catch(got);
  });
}

async function lease(name: string, until: AbortSignal, log: (line: string) => void): Promise<void> {
  const owner = String(Math.random());
  const channel = new BroadcastChannel("trebucket");
  let dead: string | undefined;
  for (let asked = 0; !until.aborted; asked++) {
    const holder = await take(name, owner, dead);
    if (!holder) break;
    if (asked === 0) log(WAITING);
    dead = (await answers(channel, name)) ? undefined : holder;
  }
  channel.onmessage = ({ data }) => {
    if (data.asked === name) channel.postMessage({ mine: name });
  };
  ended(until, () => {
    channel.close();
    void release(name, owner).catch(() => {});
  });
}

/** In one transaction, so that two tabs cannot both find it free. Resolves to who holds it, if another does. */
async function take(name: string, owner: string, dead: string | undefined): Promise<string | undefined> {
  const { store, done } = (await database()).transaction("leases", "readwrite");
  const holder = await store.get(name);
  const free = !holder || holder === dead;
  if (free) await store.put(owner, name);
  await done;
  return free ? undefined : holder;
}

async function release(name: string, owner: string): Promise<void> {
  const { store, done } = (await database()).transaction("leases", "readwrite");
  if ((await store.get(name)) === owner) await store.delete(name);
  await done;
}

/** A tab that was closed, crashed or frozen does not answer; hidden ones do. */
function answers(channel: BroadcastChannel, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    let answered = false;
    channel.onmessage = ({ data }) => {
      answered ||= data.mine === name;
    };
    channel.postMessage({ asked: name });
    setTimeout(() => resolve(answered), ANSWER_MS);
  });
}

function ended(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener("abort", () => then());
}

const WAITING = "another tab is uploading this file: waiting for it";
const PREFIX = "trebucket ";
const NOTICE_MS = 500;
/** Long enough for a busy tab. */
const ANSWER_MS = 2_000;
