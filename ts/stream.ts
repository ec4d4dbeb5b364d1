/** A stream of unknown length, held one part at a time until each part is home. */

import type { Cut } from "./cut.ts";

/** Buffers what is read from a stream, by part. */
export class Stream {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #parts = new Map<number, Held>();
  #rest: Uint8Array | undefined;
  #read = 0;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** Reads until the part is full or the stream ends. */
  async fill(part: number, size: number): Promise<{ bytes: number; ended: boolean }> {
    const chunks: Uint8Array[] = [];
    let missing = size;
    let ended = false;
    while (missing > 0) {
      const chunk = await this.#next();
      if (!chunk) {
        ended = true;
        break;
      }
      const taken = chunk.subarray(0, missing);
      if (taken.length < chunk.length) this.#rest = chunk.subarray(taken.length);
      chunks.push(taken);
      missing -= taken.length;
    }
    const bytes = new Blob(chunks as BlobPart[]);
    this.#parts.set(part, { start: this.#read, bytes });
    this.#read += bytes.size;
    return { bytes: bytes.size, ended };
  }

  /** A range of what is buffered; `undefined` where it is not. */
  cut(start: number, end: number, part?: number): Cut | undefined {
    const holds = (held: Held) => held.start <= start && end <= held.start + held.bytes.size;
    const held = part === undefined ? [...this.#parts.values()].find(holds) : this.#parts.get(part);
    if (!held || !holds(held)) return undefined;
    return { whole: held.bytes, start: start - held.start, end: end - held.start };
  }

  release(part: number): void {
    this.#parts.delete(part);
  }

  /** Nobody will read on. */
  close(): void {
    this.#parts.clear();
    this.#reader.cancel().catch(() => {});
  }

  async #next(): Promise<Uint8Array | undefined> {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest) return rest;
    const { done, value } = await this.#reader.read();
    if (done) return undefined;
    if (value instanceof Uint8Array) return value.slice();
    throw new TypeError("the stream gave something that is not a Uint8Array");
  }
}

/** A part's bytes, and where in the stream they began. */
interface Held {
  start: number;
  bytes: Blob;
}
