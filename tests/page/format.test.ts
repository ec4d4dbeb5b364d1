/** Figures as the page shows them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, DASH, duration, percent, speed, timeOfDay } from "../../www/page/format.ts";

const EN = { hour: "h", minute: "min", second: "s" };

test("bytes keep three digits and change unit at 1024", () => {
  const shown = [0, 1, 1023, 1024, 1536, 10 * 1024, 64 * 1024 ** 2, 1023 * 1024, 5 * 1024 ** 3, 48.8 * 1024 ** 4].map(
    bytes,
  );
  const wanted = [
    "0 B",
    "1 B",
    "1023 B",
    "1.00 KiB",
    "1.50 KiB",
    "10.0 KiB",
    "64.0 MiB",
    "1023 KiB",
    "5.00 GiB",
    "48.8 TiB",
  ];
  assert.deepEqual(shown, wanted);
});

test("a figure that rounding lifts to the next digit loses a decimal, not its width", () => {
  assert.equal(bytes(9.999 * 1024), "10.0 KiB");
  assert.equal(bytes(99.99 * 1024), "100 KiB");
});

test("nothing flowing is a dash, not a zero", () => {
  assert.equal(speed(0), DASH);
  assert.equal(speed(12.3 * 1024 ** 2), "12.3 MiB/s");
});

test("a duration has two units at most and the smaller one two digits", () => {
  const shown = [0, 0.2, 59, 60, 125, 3599.5, 3600, 3780].map((seconds) => duration(seconds, EN));
  const wanted = ["0 s", "1 s", "59 s", "1 min 00 s", "2 min 05 s", "1 h 00 min", "1 h 00 min", "1 h 03 min"];
  assert.deepEqual(shown, wanted);
});

test("a duration that nobody can tell is a dash", () => {
  assert.equal(duration(undefined, EN), DASH);
  assert.equal(duration(Number.POSITIVE_INFINITY, EN), DASH);
});

test("a percentage never says 100 before the last byte", () => {
  assert.deepEqual([0, 0.999, 1, 1.2, -1].map(percent), ["0 %", "99 %", "100 %", "100 %", "0 %"]);
});

test("the time of day has two digits throughout", () => {
  assert.equal(timeOfDay(new Date(2026, 0, 2, 3, 4, 5).getTime()), "03:04:05");
});
