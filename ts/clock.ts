/** A page's or a worker's clock that never jumps, and its alarms: thousands of them share one of the browser's timers. */

import type { Clock } from "./watchdog.ts";

/** Of the page, or of the worker. */
export const clock: Clock = {
  mono: () => performance.now(),
  at(mono, ring) {
    const alarm = { mono, ring };
    alarms.add(alarm);
    if (mono < due) wind(mono);
    return () => {
      alarms.delete(alarm);
      // A timer that nobody waits for keeps Node alive.
      if (!alarms.size) unwind();
    };
  },
};

interface Alarm {
  mono: number;
  ring: () => void;
}

const alarms = new Set<Alarm>();
/** When the timer rings. */
let due = Number.POSITIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;

function wind(mono: number): void {
  clearTimeout(timer);
  due = mono;
  timer = setTimeout(ring, Math.min(Math.ceil(mono - performance.now()), LONGEST));
}

function unwind(): void {
  clearTimeout(timer);
  due = Number.POSITIVE_INFINITY;
}

/** Whoever is due, and the timer for who is next: one that was set for an alarm that is gone rings for nobody. */
function ring(): void {
  const now = performance.now();
  const ringing = [...alarms].filter(({ mono }) => mono <= now);
  due = Number.POSITIVE_INFINITY;
  for (const alarm of ringing) {
    // One may have undone another.
    if (alarms.delete(alarm)) alarm.ring();
  }
  if (alarms.size) wind(Math.min(...Array.from(alarms, ({ mono }) => mono)));
}

/** Timers take 31 bits. */
const LONGEST = 2 ** 31 - 1;
