/** Adding up what was sent, and knowing when nothing moves. */
import assert from "node:assert/strict";
import test from "node:test";
import { Meter } from "../../ts/progress.ts";
import { Watchdog } from "../../ts/watchdog.ts";
import { FakeWorld } from "./fake/world.ts";

test("bytes in flight and bytes at home add up, and are never more than the file", () => {
  const meter = new Meter(100);
  meter.fly(1, 30, 0);
  meter.fly(2, 20, 0);
  assert.equal(meter.read(false).sent, 50);
  meter.land(1);
  meter.home(40);
  assert.deepEqual([meter.read(false).sent, meter.read(false).fraction], [60, 0.6]);
  // A form's body is longer than its file.
  meter.fly(2, 90, 0);
  assert.equal(meter.read(false).sent, 100);
});

test("what was shown as sent is never taken back, though a part must be sent again", () => {
  const meter = new Meter(100);
  meter.fly(1, 80, 0);
  meter.land(1);
  assert.equal(meter.read(false).sent, 80);
  meter.restart();
  meter.fly(2, 10, 1);
  assert.equal(meter.read(false).sent, 80);
  meter.fly(2, 90, 2);
  assert.equal(meter.read(false).sent, 90);
});

test("of a part that is sent beside itself only what is ahead counts, in bytes and in speed", () => {
  const meter = new Meter(10_000);
  for (let second = 0; second <= 4; second++) {
    meter.fly(7, second * 1_000, second * 1_000);
    meter.fly(7, second * 500, second * 1_000);
  }
  assert.deepEqual([meter.read(false).sent, Math.round(meter.read(false).speed)], [4_000, 1_000]);
});

test("a steady pace is told as speed, and the rest of the file as time", () => {
  const meter = new Meter(10_000);
  for (let second = 0; second <= 5; second++) meter.fly(1, second * 1_000, second * 1_000);
  const { speed, eta } = meter.read(false);
  assert.equal(Math.round(speed), 1_000);
  assert.equal(Math.round(eta ?? 0), 5);
});

test("nobody knows the time left before bytes moved, while resting, or without a length", () => {
  const meter = new Meter(10_000);
  assert.equal(meter.read(false).eta, undefined);
  for (let second = 0; second <= 2; second++) meter.fly(1, second * 1_000, second * 1_000);
  meter.rest();
  assert.deepEqual([meter.read(false).eta, meter.read(false).speed], [undefined, 0]);
  const endless = new Meter();
  for (let second = 0; second <= 2; second++) endless.fly(1, second * 1_000, second * 1_000);
  const { eta, fraction, total, sent } = endless.read(false);
  assert.deepEqual([eta, fraction, total, sent], [undefined, 0, undefined, 2_000]);
});

test("an empty file is at its end only when it is stored", () => {
  const meter = new Meter(0);
  assert.equal(meter.read(false).fraction, 0);
  meter.finish(0);
  assert.deepEqual({ ...meter.read(true) }, { sent: 0, total: 0, fraction: 1, speed: 0, eta: 0 });
});

test("a request without a byte for too long is a stall", async () => {
  const { world, barks } = watched();
  await world.pass(999);
  assert.equal(barks.length, 0);
  await world.pass(1);
  assert.equal(barks.length, 1);
});

test("a request that is always slow is not stalled by its usual gap", async () => {
  const { world, dog, barks } = watched();
  for (let gap = 0; gap < 5; gap++) {
    await world.pass(900);
    dog.moved();
  }
  await world.pass(7_000);
  assert.equal(barks.length, 0);
  await world.pass(300);
  assert.equal(barks.length, 1);
});

test("after the last byte the answer has a time of its own", async () => {
  const { world, dog, barks } = watched();
  dog.await(5_000);
  await world.pass(4_999);
  assert.equal(barks.length, 0);
  await world.pass(1);
  assert.equal(barks.length, 1);
});

test("a watchdog that was stopped is silent", async () => {
  const { world, dog, barks } = watched();
  dog.stop();
  await world.pass(10_000);
  assert.equal(barks.length + world.timers, 0);
});

function watched() {
  const world = new FakeWorld();
  const barks: number[] = [];
  const dog = new Watchdog(world, 1_000, () => barks.push(world.mono()));
  return { world, dog, barks };
}
