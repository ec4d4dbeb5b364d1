/** One tab owns an upload: by Web Locks, or by a lease in IndexedDB where the page is plain http and has none. */

import { database } from "./shelf.ts";

/** Resolves once this tab owns the name, which it does until the signal aborts; or when the signal aborts before. */
export async function own(name: string, until: AbortSignal, log: (line: string) => void): Promise<void> {
  if (typeof navigator !== "undefined" && navigator.locks) return lock(`trebucket ${name}`, until, log);
  if (typeof indexedDB !== "undefined") return lease(name, until, log);
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
  for (let asked = 0; !until.aborted && !(await take(name, owner)); asked++) {
    if (asked === 0) log(WAITING);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const renewing = setInterval(() => void take(name, owner).catch(() => {}), RENEW_MS);
  const release = () => {
    clearInterval(renewing);
    removeEventListener("pagehide", release);
    database()
      .then((db) => db.delete("leases", name))
      .catch(() => {});
  };
  addEventListener("pagehide", release);
  ended(until, release);
}

/** In one transaction, so that two tabs cannot both find it free. */
async function take(name: string, owner: string): Promise<boolean> {
  const { store, done } = (await database()).transaction("leases", "readwrite");
  const held = await store.get(name);
  const free = !held || held.owner === owner || held.until < Date.now() || held.until > Date.now() + LEASE_MS;
  if (free) await store.put({ owner, until: Date.now() + LEASE_MS }, name);
  await done;
  return free;
}

function ended(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener("abort", () => then());
}

const WAITING = "another tab is uploading this file: waiting for it";
const NOTICE_MS = 500;
const POLL_MS = 2_000;
/** Hidden tabs ring their timers once a minute: a lease must outlive that. */
const LEASE_MS = 150_000;
const RENEW_MS = 30_000;
