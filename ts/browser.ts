/** The real world of a page or worker: its clocks, timers, XHR and fetch. Touches no global before it is used. */

import { hash } from "./hash.ts";
import { headerText } from "./headers.ts";
import { Watchdog } from "./watchdog.ts";
import { type Landing, type Outgoing, SLOWEST, type World } from "./world.ts";

/** This page, or this worker. */
export const browser: World = {
  mono: () => performance.now(),
  wall: () => Date.now(),
  seed: () => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER),
  at,
  watch,
  send,
  fetch: (url, init) => fetch(url, { ...init, cache: "no-store" }),
  // Chromium and WebKit refuse; Firefox reads on.
  readsChangedFiles: () => /Gecko\//.test(globalThis.navigator?.userAgent),
  hash,
};

/**
 * A request without a body may be answered from the browser's cache, and only fetch can forbid that. Where there is no
 * XHR (service workers, Node) fetch does it all, without progress.
 */
function send(outgoing: Outgoing, signal: AbortSignal, report: (bytes: number) => void): Promise<Landing> {
  if (!outgoing.body || typeof XMLHttpRequest === "undefined") return byFetch(outgoing, signal);
  return byXhr(outgoing, signal, report);
}

function at(mono: number, ring: () => void): () => void {
  const timer = setTimeout(ring, Math.min(Math.ceil(mono - performance.now()), LONGEST));
  return () => clearTimeout(timer);
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

function byXhr(outgoing: Outgoing, signal: AbortSignal, report: (bytes: number) => void): Promise<Landing> {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    const end = (landing: Landing) => {
      watchdog.stop();
      signal.removeEventListener("abort", cut);
      resolve(landing);
    };
    const cut = () => {
      xhr.abort();
      end({ lost: "network" });
    };
    const watchdog = new Watchdog(browser, silence(outgoing), () => {
      xhr.abort();
      end({ lost: "stalled" });
    });
    signal.addEventListener("abort", cut);
    xhr.open(outgoing.method, outgoing.url);
    for (const [name, value] of outgoing.headers) xhr.setRequestHeader(name, value);
    if (outgoing.counted) count(xhr, outgoing, watchdog, report);
    xhr.onload = () => end({ status: xhr.status, headers: xhr.getAllResponseHeaders(), body: xhr.responseText });
    xhr.onerror = () => end({ lost: "network" });
    xhr.send(outgoing.body);
  });
}

function count(xhr: XMLHttpRequest, outgoing: Outgoing, watchdog: Watchdog, report: (bytes: number) => void): void {
  xhr.upload.onprogress = (event) => {
    watchdog.moved();
    report(event.loaded);
  };
  xhr.upload.onload = () => watchdog.await(outgoing.answerMs);
}

async function byFetch(outgoing: Outgoing, signal: AbortSignal): Promise<Landing> {
  const flight = new AbortController();
  const cut = () => flight.abort();
  signal.addEventListener("abort", cut);
  const watchdog = new Watchdog(browser, silence({ ...outgoing, counted: false }), cut);
  try {
    const { method, headers, body = null } = outgoing;
    const response = await fetch(outgoing.url, { method, headers, body, cache: "no-store", signal: flight.signal });
    return { status: response.status, headers: headerText(response.headers), body: await response.text() };
  } catch {
    return { lost: flight.signal.aborted ? "stalled" : "network" };
  } finally {
    watchdog.stop();
    signal.removeEventListener("abort", cut);
  }
}

/** Where bytes cannot be counted, one limit must do for sending and answering. */
function silence(outgoing: Outgoing): number {
  const { body, counted, stallMs, answerMs } = outgoing;
  if (counted) return stallMs;
  const file = body instanceof FormData ? body.get("file") : body;
  return stallMs + answerMs + (file instanceof Blob ? file.size / SLOWEST : 0);
}

/** Timers take 31 bits. A timer that rings early asks the core, which names the same deadline again. */
const LONGEST = 2 ** 31 - 1;
