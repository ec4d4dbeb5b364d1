/** Adds up what was sent and how fast, for one upload. */

import type { Progress } from "./types.ts";

/** Counts bytes in flight and bytes at home. */
export class Meter {
  /** Made when bytes fly: thousands of files may wait. */
  #flying: Map<number, number> | undefined;
  #total: number | undefined;
  #home = 0;
  #shown = 0;
  #speed = 0;
  #fresh = 0;
  #since: number | undefined;

  constructor(total?: number) {
    this.#total = total;
  }

  /** The size is known now. */
  measure(total: number): void {
    this.#total = total;
  }

  /** A part's body moved; `bytes` since its beginning. Of one that is sent beside itself, what is ahead counts. */
  fly(part: number, bytes: number, mono: number): void {
    this.#flying ??= new Map();
    const known = this.#flying.get(part) ?? 0;
    this.#pace(bytes - known, mono);
    this.#flying.set(part, Math.max(bytes, known));
    this.#show();
  }

  /** A part's request ended, well or not. */
  land(part: number): void {
    this.#flying?.delete(part);
  }

  /** A part is home. */
  home(bytes: number): void {
    this.#home += bytes;
    this.#show();
  }

  /** The file is cut anew: nothing is home. What was shown stays shown until it is passed again. */
  restart(): void {
    this.#home = 0;
    this.#flying?.clear();
  }

  /** Nothing moves for a while: what was the speed says nothing about the next bytes. */
  rest(): void {
    this.#speed = 0;
    this.#fresh = 0;
    this.#since = undefined;
  }

  /** All is stored. */
  finish(total: number): void {
    this.rest();
    this.#total = total;
    this.#shown = total;
    this.#home = total;
    this.#flying?.clear();
  }

  read(finished: boolean): Progress {
    const total = this.#total;
    const sent = this.#shown;
    const fraction = finished ? 1 : total ? sent / total : 0;
    const missing = total === undefined ? undefined : Math.max(total - this.#sum(), 0);
    const eta = finished ? 0 : missing !== undefined && this.#speed > 0 ? missing / this.#speed : undefined;
    return { sent, total, fraction, speed: this.#speed, eta };
  }

  #sum(): number {
    let sum = this.#home;
    for (const bytes of this.#flying?.values() ?? []) sum += bytes;
    return this.#total === undefined ? sum : Math.min(sum, this.#total);
  }

  #show(): void {
    this.#shown = Math.max(this.#shown, this.#sum());
  }

  #pace(bytes: number, mono: number): void {
    this.#since ??= mono;
    this.#fresh += Math.max(bytes, 0);
    const seconds = (mono - this.#since) / 1000;
    if (seconds < SAMPLE) return;
    const rate = this.#fresh / seconds;
    const weight = this.#speed === 0 ? 1 : 1 - Math.exp(-seconds / MEMORY);
    this.#speed += (rate - this.#speed) * weight;
    this.#fresh = 0;
    this.#since = mono;
  }
}

/** Seconds between two readings of the speed: progress events come in bursts. */
const SAMPLE = 0.25;
/** Seconds that the average remembers. */
const MEMORY = 4;
