/** One request by XMLHttpRequest, watched while it flies: on the page, or in a worker. */

import { sliced } from "./cut.ts";
import { type Clock, Watchdog } from "./watchdog.ts";
import { type Landing, type Load, type Outgoing, SLOWEST } from "./world.ts";

/** Sends and waits for the whole answer; `report` hears how many bytes of the body have left. */
export function byXhr(outgoing: Outgoing, signal: AbortSignal, report: (bytes: number) => void): Promise<Landing> {
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
    const watchdog = new Watchdog(clock, silence(outgoing), () => {
      xhr.abort();
      end({ lost: "stalled" });
    });
    signal.addEventListener("abort", cut);
    xhr.open(outgoing.method, outgoing.url);
    for (const [name, value] of outgoing.headers) xhr.setRequestHeader(name, value);
    if (outgoing.counted) count(xhr, outgoing, watchdog, report);
    xhr.onload = () => end({ status: xhr.status, headers: xhr.getAllResponseHeaders(), body: xhr.responseText });
    xhr.onerror = () => end({ lost: "network" });
    xhr.send(packed(outgoing.load));
  });
}

/** The body as the browser takes it. */
export function packed(load: Load | undefined): Blob | FormData | Uint8Array<ArrayBuffer> | null {
  if (!load) return null;
  if ("bytes" in load) return load.bytes;
  // A Blob without a type: for text the browser would add a Content-Type that nobody signed.
  if ("text" in load) return new Blob([load.text]);
  const file = sliced(load.file, load.type);
  if (!load.fields) return file;
  const form = new FormData();
  for (const [name, value] of load.fields) form.append(name, value);
  form.append("file", file, "file");
  return form;
}

/** ms without a byte that are too many. Where bytes cannot be counted, one limit must do for sending and answering. */
export function silence({ load, counted, stallMs, answerMs }: Outgoing): number {
  if (counted) return stallMs;
  return stallMs + answerMs + weight(load) / SLOWEST;
}

/** Bytes of a file, or of what was read of one. */
export function weight(load: Load | undefined): number {
  if (!load || "text" in load) return 0;
  return "bytes" in load ? load.bytes.length : load.file.end - load.file.start;
}

function count(xhr: XMLHttpRequest, outgoing: Outgoing, watchdog: Watchdog, report: (bytes: number) => void): void {
  xhr.upload.onprogress = (event) => {
    watchdog.moved();
    report(event.loaded);
  };
  xhr.upload.onload = () => watchdog.await(outgoing.answerMs);
}

/** Of the page, or of the worker. */
export const clock: Clock = {
  mono: () => performance.now(),
  at(mono, ring) {
    const timer = setTimeout(ring, Math.min(Math.ceil(mono - performance.now()), LONGEST));
    return () => clearTimeout(timer);
  },
};

/** Timers take 31 bits. A timer that rings early asks the core, which names the same deadline again. */
const LONGEST = 2 ** 31 - 1;
