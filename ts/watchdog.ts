/** Barks when a request stands still, judged against its own pace. */

/** The two senses a watchdog has. */
export interface Clock {
  mono(): number;
  at(mono: number, ring: () => void): () => void;
}

/** Watches one request from its start until `stop`. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #stallMs: number;
  readonly #bark: () => void;
  #limit: number;
  #gap = 0;
  #moved: number;
  #alarm: () => void;

  /** `stallMs` without a byte is too long, unless the request's usual gap between bytes is long too. */
  constructor(clock: Clock, stallMs: number, bark: () => void) {
    this.#clock = clock;
    this.#stallMs = stallMs;
    this.#limit = stallMs;
    this.#bark = bark;
    this.#moved = clock.mono();
    this.#alarm = this.#arm(this.#moved + stallMs);
  }

  /** Bytes moved. */
  moved(): void {
    const now = this.#clock.mono();
    const gap = now - this.#moved;
    this.#gap = this.#gap === 0 ? gap : this.#gap + (gap - this.#gap) * WEIGHT;
    this.#moved = now;
    this.#limit = Math.max(this.#stallMs, this.#gap * PATIENT);
  }

  /** All is sent: from now on an answer is awaited, for so many ms. */
  await(answerMs: number): void {
    this.#moved = this.#clock.mono();
    this.#limit = answerMs;
    this.#alarm();
    this.#alarm = this.#arm(this.#moved + answerMs);
  }

  stop(): void {
    this.#alarm();
  }

  #arm(at: number): () => void {
    return this.#clock.at(at, () => {
      const now = this.#clock.mono();
      const due = this.#moved + this.#limit;
      if (now < due) this.#alarm = this.#arm(due);
      // The page or the machine slept: what arrived meanwhile has not been told yet.
      else if (now > at + LATE) this.#alarm = this.#arm(now + GRACE);
      else this.#bark();
    });
  }
}

/** So many usual gaps are a stall. */
const PATIENT = 8;
/** How much the newest gap counts. */
const WEIGHT = 0.2;
/** A timer this late (ms) has slept. */
const LATE = 2_000;
/** ms to let queued events arrive after a sleep. */
const GRACE = 5_000;
