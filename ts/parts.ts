/** Which parts of a file are home and which in the air: what a page shows as a map of the file. */

import type { Parts } from "./types.ts";

/** The parts of one upload; thousands of uploads may wait, so the sets are made when they are looked at. */
export class LiveParts implements Parts {
  total = 0;
  size = 0;
  #done: Set<number> | undefined;
  #flying: Set<number> | undefined;

  get done(): Set<number> {
    this.#done ??= new Set();
    return this.#done;
  }

  get flying(): Set<number> {
    this.#flying ??= new Set();
    return this.#flying;
  }

  /** The file is cut, or cut anew: nothing is home. */
  cut(total: number, size: number): void {
    this.total = total;
    this.size = size;
    this.#done?.clear();
  }
}
