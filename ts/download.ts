/** Fetches an object whole, and tells how far it is; what a cut connection kept back is asked for again. */

import { UploadError, type Voice } from "./errors.ts";
import { Meter } from "./progress.ts";
import type { DownloadOptions } from "./types.ts";
import { Watchdog } from "./watchdog.ts";
import type { World } from "./world.ts";

/** Where an object comes from. */
export interface Origin {
  ask(headers: Record<string, string>, signal: AbortSignal): Promise<Response>;
  world: World;
  /** ms without a byte after which the download fails. */
  patience: number;
  voice: Voice;
}

/** Resolves to the bytes of one version of the object, or rejects. */
export async function download(origin: Origin, options: DownloadOptions): Promise<Blob> {
  const way = new Way(origin, options);
  while (!(await way.go())) await way.rest();
  return way.blob();
}

class Way {
  readonly #origin: Origin;
  readonly #options: DownloadOptions;
  readonly #first: number;
  readonly #meter = new Meter();
  readonly #chunks: BlobPart[] = [];
  #read = 0;
  #wanted: number | undefined;
  #type = "";
  /** What makes the cloud refuse to go on with another version. */
  #version: Record<string, string> = {};
  #etag: string | null = null;
  #moved: number;
  /** Tries in a row that brought nothing, and those of them that were answered. */
  #barren = 0;
  #unreadable = 0;

  constructor(origin: Origin, options: DownloadOptions) {
    const { range } = options;
    const fits = ([first, last]: [number, number]) => Number.isSafeInteger(last) && first >= 0 && last >= first;
    if (range && !(Number.isSafeInteger(range[0]) && fits(range))) {
      const message = "range is not two whole numbers, the first byte and the last, both included";
      throw new UploadError("invalid-argument", message, { ...origin.voice, hint: "number" });
    }
    this.#origin = origin;
    this.#options = options;
    this.#first = range?.[0] ?? 0;
    this.#moved = origin.world.mono();
  }

  /** One request; whether everything has come. */
  async go(): Promise<boolean> {
    const { world } = this.#origin;
    const { signal } = this.#options;
    const flight = new AbortController();
    const leave = () => flight.abort(signal?.reason);
    if (signal?.aborted) leave();
    signal?.addEventListener("abort", leave);
    let watchdog: Watchdog | undefined;
    const before = this.#read;
    try {
      const response = await this.#origin.ask(this.#headers(), flight.signal);
      this.#check(response);
      watchdog = new Watchdog(world, STALL, leave);
      await this.#drink(response, watchdog);
      return this.#wanted === undefined || this.#read >= this.#wanted;
    } catch (thrown) {
      if (signal?.aborted) throw this.#error("aborted", "the download was aborted", { cause: signal.reason });
      if (thrown instanceof UploadError && thrown.code !== "network") throw thrown;
      if (world.mono() - this.#moved >= this.#origin.patience) throw this.#lost(thrown);
      if (watchdog && this.#read === before) this.#unreadable += 1;
      return this.#read === this.#wanted;
    } finally {
      watchdog?.stop();
      signal?.removeEventListener("abort", leave);
    }
  }

  /** Waits before the next request. A compressed body cannot be taken up in its middle: it is begun anew. */
  rest(): Promise<void> {
    this.#barren += 1;
    const compressed = this.#wanted !== undefined && this.#read > this.#wanted;
    if (compressed || this.#unreadable > 1) this.#read = this.#chunks.length = this.#unreadable = 0;
    const { world } = this.#origin;
    const { signal } = this.#options;
    return new Promise((resolve) => {
      const stop = world.at(world.mono() + Math.min(REST * 2 ** this.#barren, LONGEST), () => end());
      const end = () => {
        stop();
        signal?.removeEventListener("abort", end);
        resolve();
      };
      signal?.addEventListener("abort", end);
    });
  }

  blob(): Blob {
    this.#meter.finish(this.#read);
    this.#options.onProgress?.(this.#meter.read(true));
    return new Blob(this.#chunks, { type: this.#type });
  }

  #headers(): Record<string, string> {
    const { range } = this.#options;
    if (!range && !this.#read) return {};
    return { range: `bytes=${this.#first + this.#read}-${range?.[1] ?? ""}`, ...(this.#read ? this.#version : {}) };
  }

  #check(response: Response): void {
    const { ok, status, headers } = response;
    const etag = headers.get("etag");
    const another = this.#read > 0 && (status === 412 || (etag && this.#etag && etag !== this.#etag));
    if (another) {
      const message = "the object was replaced while it was being downloaded";
      throw this.#error("source", message, { hint: "object-changed", status });
    }
    if (!ok) {
      const code = status === 403 ? "permission" : "server";
      const hint = status === 403 ? "policy" : "none";
      throw this.#error(code, `the cloud answered ${status} to the download`, { status, hint });
    }
    if (this.#read > 0) return;
    this.#etag = etag;
    const modified = headers.get("last-modified");
    this.#version = etag ? { "if-match": etag } : modified ? { "if-unmodified-since": modified } : {};
    this.#type = headers.get("content-type") ?? "";
  }

  async #drink(response: Response, watchdog: Watchdog): Promise<void> {
    let skip = response.status === 206 ? 0 : this.#first + this.#read;
    if (this.#read === 0) this.#measure(Number(response.headers.get("content-length")) - skip);
    const reader = bodyOf(response).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      watchdog.moved();
      const fresh = next.value.subarray(Math.min(skip, next.value.length));
      skip -= next.value.length - fresh.length;
      if (fresh.length) this.#take(fresh);
    }
  }

  #take(bytes: Uint8Array): void {
    const { world } = this.#origin;
    const { range, onProgress } = this.#options;
    const most = range ? range[1] - range[0] + 1 - this.#read : bytes.length;
    const taken = bytes.subarray(0, most);
    this.#chunks.push(taken as BlobPart);
    this.#read += taken.length;
    this.#barren = this.#unreadable = 0;
    this.#moved = world.mono();
    this.#meter.fly(0, this.#read, this.#moved);
    onProgress?.(this.#meter.read(false));
  }

  #measure(length: number): void {
    const { range } = this.#options;
    this.#wanted = length > 0 ? Math.min(length, range ? range[1] - range[0] + 1 : length) : undefined;
    if (this.#wanted !== undefined) this.#meter.measure(this.#wanted);
  }

  #lost(cause: unknown): UploadError {
    return this.#error("network", "the download was cut and could not be taken up again", { hint: "patience", cause });
  }

  #error(code: UploadError["code"], message: string, more: ConstructorParameters<typeof UploadError>[2]): UploadError {
    return new UploadError(code, message, { ...this.#origin.voice, ...more });
  }
}

function bodyOf(response: Response): ReadableStream<Uint8Array> {
  return response.body ?? new Blob().stream();
}

/** ms without a byte: the connection is dead, whatever it says of itself. */
const STALL = 30_000;

/** ms before the first new try; doubled with each that brings nothing. */
const REST = 250;

/** ms, the longest rest. */
const LONGEST = 15_000;
