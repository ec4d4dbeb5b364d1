// @ts-check
/** Watches how much memory is a process's own (its share of what is shared counted), from Linux's own books. */
import { readFileSync } from "node:fs";

export class Memory {
  /** @param {number[]} pids */
  constructor(pids) {
    this.pids = pids;
    this.start = this.read();
    this.most = 0;
    /** @type {Record<string, number>} */
    this.notes = {};
    this.timer = setInterval(() => this.look(), EVERY);
  }

  /** MiB beyond the start. */
  look() {
    const now = this.read() - this.start;
    this.most = Math.max(this.most, now);
    return now;
  }

  /** Keeps what there is now under a name. @param {string} moment */
  note(moment) {
    this.notes[moment] = this.look();
  }

  stop() {
    clearInterval(this.timer);
    const end = this.look();
    return { peak: this.most, end, ...this.notes };
  }

  read() {
    return this.pids.reduce((sum, pid) => sum + share(pid), 0) / 1024;
  }
}

/** KiB. @param {number} pid */
function share(pid) {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** ms. A look takes about ten, of a core that the browser could use. */
const EVERY = 250;
