// @ts-check
/** Lets bytes through no faster than a rate, over all requests together. */

export class Valve {
  /** @param {number} rate bytes a second; 0 for no limit */
  constructor(rate) {
    this.rate = rate;
    /** When the bytes so far are through, ms. */
    this.free = 0;
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {(chunk: Buffer) => void} take
   */
  watch(request, take) {
    request.on("data", (chunk) => {
      take(chunk);
      if (!this.rate) return;
      const now = performance.now();
      this.free = Math.max(this.free, now - BACKLOG) + (chunk.length / this.rate) * 1000;
      const wait = this.free - now;
      if (wait < SLACK) return;
      request.pause();
      setTimeout(() => request.resume(), wait);
    });
  }
}

/** ms of a line's bytes that wait in the machine while this process has no turn: a real line does not stop for that. */
const BACKLOG = 50;
/** ms that a request may run ahead: timers are no finer. */
const SLACK = 4;
