/** The life of a credential as positions on a bar. */

export interface Life {
  readonly arrived: number;
  /** `undefined` for a set that is never renewed. */
  readonly renews: number | undefined;
  readonly expires: number;
  readonly generation: number;
}

export type Phase = "fresh" | "reserve" | "resting" | "ended";

/** Where a moment lies between arrival and end, 0 to 1. */
export function position(at: number, life: Life): number {
  const span = life.expires - life.arrived;
  return span > 0 ? Math.min(1, Math.max(0, (at - life.arrived) / span)) : 1;
}

/** Fresh until renewal is due, then living on the reserve half (or resting there while nobody needs it), then ended. */
export function phaseOf(at: number, life: Life, needed: boolean): Phase {
  if (at >= life.expires) return "ended";
  if (at < (life.renews ?? life.expires)) return "fresh";
  return needed ? "reserve" : "resting";
}

/** Seconds until a moment, never negative. */
export function secondsTo(moment: number, now: number): number {
  return Math.max(0, (moment - now) / 1000);
}
