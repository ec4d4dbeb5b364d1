/** Numbers as people read them: bytes, speeds, durations, times of day. */

export interface TimeUnits {
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

/** Bytes with three significant digits in binary units: "512 B", "1.50 KiB", "64.0 MiB". */
export function bytes(count: number): string {
  let value = Math.max(0, count);
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(value) : threeDigits(value)} ${UNITS[unit]}`;
}

/** Bytes a second, or a dash while nothing flows. */
export function speed(bytesPerSecond: number): string {
  return bytesPerSecond > 0 ? `${bytes(bytesPerSecond)}/s` : DASH;
}

/** Seconds in at most two units; the smaller one keeps two digits so that the text does not jump about. */
export function duration(seconds: number | undefined, units: TimeUnits): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return DASH;
  const whole = Math.max(0, Math.ceil(seconds));
  const h = Math.floor(whole / 3600);
  const min = Math.floor(whole / 60) % 60;
  if (h > 0) return `${h} ${units.hour} ${two(min)} ${units.minute}`;
  if (min > 0) return `${min} ${units.minute} ${two(whole % 60)} ${units.second}`;
  return `${whole} ${units.second}`;
}

/** The time of day, local, to the second. */
export function timeOfDay(ms: number): string {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
}

/** Rounded down: 100 % is said of nothing that still lacks a byte. */
export function percent(fraction: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)} %`;
}

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

export const DASH = "–";
const STEP = 1024;
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;
