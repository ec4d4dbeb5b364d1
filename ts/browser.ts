/** The real world of a page or worker: its clocks, timers, XHR and fetch. Touches no global before it is used. */

import { beside } from "./beside.ts";
import { carry, carryLittle } from "./carry.ts";
import { hash } from "./hash.ts";
import { headerText } from "./headers.ts";
import { Watchdog } from "./watchdog.ts";
import type { Landing, Outgoing, World } from "./world.ts";
import { byXhr, clock, packed, silence } from "./xhr.ts";

/** This page, or this worker. */
export const browser: World = {
  ...clock,
  wall: () => Date.now(),
  seed: () => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER),
  watch,
  send,
  fetch: (url, init) => fetch(url, { ...init, cache: "no-store" }),
  readsChangedFiles,
  hash,
};

/**
 * A request without a body may be answered from the browser's cache, and only fetch can forbid that. Where there is no
 * XHR (service workers, Node) fetch does it all, without progress.
 */
function send(outgoing: Outgoing, signal: AbortSignal, report: (bytes: number) => void): Promise<Landing> {
  if (!outgoing.load || typeof XMLHttpRequest === "undefined") {
    return beside(byFetch(outgoing, signal), outgoing, hash, signal);
  }
  const carried = carryLittle(outgoing, signal, report);
  if (carried) return carried;
  return beside(carry(outgoing, signal, report) ?? byXhr(outgoing, signal, report), outgoing, hash, signal);
}

/** Chromium refuses; Firefox reads on. WebKit compares whole seconds, so a file that is just made may change unseen. */
function readsChangedFiles(modified: number): boolean {
  const agent = globalThis.navigator?.userAgent;
  if (/Gecko\//.test(agent)) return true;
  return /AppleWebKit\/(?!.*Chrom)/.test(agent) && modified > performance.timeOrigin - JUST_MADE;
}

function watch(awake: () => void, online: (online: boolean) => void): () => void {
  if (typeof addEventListener === "undefined") return () => {};
  const page = typeof document === "undefined" ? globalThis : document;
  const up = () => online(true);
  const down = () => online(false);
  const listeners: [EventTarget, string, () => void][] = [
    [globalThis, "online", up],
    [globalThis, "offline", down],
    [globalThis, "pageshow", awake],
    [globalThis, "focus", awake],
    [page, "visibilitychange", awake],
    [page, "resume", awake],
  ];
  for (const [target, event, listener] of listeners) target.addEventListener(event, listener);
  if (typeof navigator !== "undefined" && navigator.onLine === false) down();
  return () => {
    for (const [target, event, listener] of listeners) target.removeEventListener(event, listener);
  };
}

async function byFetch(outgoing: Outgoing, signal: AbortSignal): Promise<Landing> {
  const flight = new AbortController();
  const cut = () => flight.abort();
  signal.addEventListener("abort", cut);
  const watchdog = new Watchdog(clock, silence({ ...outgoing, counted: false }), cut);
  try {
    const { method, headers } = outgoing;
    const init = { method, headers, body: packed(outgoing.load), cache: "no-store", signal: flight.signal } as const;
    const response = await fetch(outgoing.url, init);
    return { status: response.status, headers: headerText(response.headers), body: await response.text() };
  } catch {
    return { lost: flight.signal.aborted ? "stalled" : "network" };
  } finally {
    watchdog.stop();
    signal.removeEventListener("abort", cut);
  }
}

/** ms before a page was opened: what is older was not chosen in the second of its last change. */
const JUST_MADE = 60_000;
