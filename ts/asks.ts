/** One-shot requests for the caller: a signed fetch, a presigned URL, a signed form. */

import { told, UploadError, type Voice } from "./errors.ts";
import { headerText } from "./headers.ts";
import type { FetchOptions, PostForm } from "./types.ts";
import { Watchdog } from "./watchdog.ts";
import type { Of, Send, Turn, Word } from "./wire.ts";
import { type Landing, SLOWEST, type World } from "./world.ts";

/** What a caller waits for. */
interface Asking {
  resolve(answer: never): void;
  reject(error: unknown): void;
  body?: Blob | undefined;
  signal?: AbortSignal | undefined;
  /** Kept until the core has seen its status. */
  held?: Response;
}

/** All one-shot requests of an uploader. */
export class Asks {
  readonly #world: World;
  readonly #voice: Voice;
  readonly #waiting = new Map<number, Asking>();
  #last = 0;

  constructor(world: World, voice: Voice) {
    this.#world = world;
    this.#voice = voice;
  }

  /** Any signed request; the response is the caller's to read. */
  fetch(turn: Turn, key: string, init: FetchOptions): Promise<Response> {
    const { method, query, signal } = init;
    const { body, headers } = packed(init);
    return this.#put(turn, "fetch", { key, method, query, headers }, body, signal);
  }

  /** A URL, or a form. */
  form(turn: Turn, kind: "presign" | "form", spec: object): Promise<PostForm> {
    return this.#put(turn, kind, spec);
  }

  /** Sends on behalf of an ask; the core sees the status, and the words of a refusal. */
  async fly(ask: number, send: Send, cut: AbortSignal): Promise<Landing> {
    const { body = null, signal } = this.#waiting.get(ask) ?? {};
    const { method, url, headers, stallMs, answerMs } = send;
    const flight = new AbortController();
    const leave = () => flight.abort();
    cut.addEventListener("abort", leave);
    // Also after the response is the caller's, who may still be reading it.
    signal?.addEventListener("abort", leave);
    const limit = stallMs + answerMs + (body?.size ?? 0) / SLOWEST;
    const watchdog = new Watchdog(this.#world, limit, leave);
    try {
      const response = await this.#world.fetch(url, { method, headers, body, signal: flight.signal });
      const asking = this.#waiting.get(ask);
      if (asking) asking.held = response;
      const refusal = response.ok ? "" : await response.clone().text();
      return { status: response.status, headers: headerText(response.headers), body: refusal };
    } catch {
      return { lost: flight.signal.aborted ? "stalled" : "network" };
    } finally {
      watchdog.stop();
      cut.removeEventListener("abort", leave);
    }
  }

  hear(command: Of<"settle" | "answer" | "refuse">): void {
    const asking = this.#waiting.get(command.ask);
    this.#waiting.delete(command.ask);
    if (command.do === "settle") asking?.resolve(asking.held as never);
    else if (command.do === "refuse") asking?.reject(told(command.error, this.#voice));
    else asking?.resolve({ url: command.url, fields: Object.fromEntries(command.fields) } as never);
  }

  /** Nobody will answer any more. */
  cut(error: UploadError): void {
    for (const asking of this.#waiting.values()) asking.reject(error);
    this.#waiting.clear();
  }

  #put<T>(turn: Turn, kind: Word, spec: object, body?: Blob, signal?: AbortSignal): Promise<T> {
    this.#last += 1;
    const ask = this.#last;
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        if (!this.#waiting.delete(ask)) return;
        reject(new UploadError("aborted", "the request was aborted", { ...this.#voice, cause: signal?.reason }));
        turn((core) => core.nudge("dropAsk", ask, ""));
      };
      this.#waiting.set(ask, { resolve, reject, body, signal });
      if (signal?.aborted) return leave();
      signal?.addEventListener("abort", leave, { once: true });
      turn((core) => core.nudge(kind, ask, JSON.stringify(spec)));
    });
  }
}

/** The body as bytes without a type of their own, and the type where it is signed. */
function packed({ body, headers = {} }: FetchOptions): { body: Blob | undefined; headers: Record<string, string> } {
  if (!(body instanceof Blob)) return { body: body === undefined ? undefined : new Blob([body as BlobPart]), headers };
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return { body: body.slice(), headers: typed || !body.type ? headers : { ...headers, "content-type": body.type } };
}
