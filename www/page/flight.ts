/** What one upload is doing just now, gathered from the uploader into what the card shows. */

import type { Upload } from "../../ts/index.ts";
import type { StripView } from "./painter.ts";
import { bytesHome, fillsOf } from "./strip.ts";

/** Watches which parts are in the air, since when, and how long the upload has been running. */
export class Flight {
  readonly #upload: Upload;
  readonly #size: number;
  readonly #upSince = new Map<number, number>();
  #ran = 0;
  #since: number | undefined;

  constructor(upload: Upload, size: number) {
    this.#upload = upload;
    this.#size = size;
  }

  /** The clock of the upload runs only while it does. */
  turn(running: boolean, now: number): void {
    if (running) this.#since ??= now;
    else if (this.#since !== undefined) {
      this.#ran += now - this.#since;
      this.#since = undefined;
    }
  }

  /** Seconds spent running. */
  elapsed(now: number): number {
    return (this.#ran + (this.#since === undefined ? 0 : now - this.#since)) / 1000;
  }

  strip(now: number): StripView {
    const { total, size, done, flying } = this.#upload.parts;
    for (const part of this.#upSince.keys()) if (!flying.has(part)) this.#upSince.delete(part);
    const ages = new Map<number, number>();
    for (const part of flying) {
      if (!this.#upSince.has(part)) this.#upSince.set(part, now);
      ages.set(part, now - (this.#upSince.get(part) ?? now) + 1);
    }
    const inAir = this.#upload.progress.sent - bytesHome(done, total, size, this.#size);
    return { total: Math.max(1, total), done, fills: fillsOf(inAir, ages, size || this.#size) };
  }
}
