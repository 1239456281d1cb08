import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterCall, beginLimit, type AdaptiveLimit, type EndedCall } from './adaptive-limit.ts';

const BOUNDS = { min: 2, max: 20 };

/** The limit after calls of so many milliseconds, one after the other. */
function after(state: AdaptiveLimit, durationsMs: readonly number[], fromMs = 0): AdaptiveLimit {
  let startedAtMs = fromMs;
  for (const durationMs of durationsMs) {
    const endedAtMs = startedAtMs + durationMs;
    state = afterCall(state, { startedAtMs, endedAtMs, isOverload: false }, BOUNDS);
    startedAtMs = endedAtMs;
  }
  return state;
}

const overload = (startedAtMs: number, endedAtMs: number): EndedCall => ({ startedAtMs, endedAtMs, isOverload: true });

it('begins at the upper bound and stays there while calls succeed', () => {
  expect(after(beginLimit(BOUNDS), [200, 210, 190, 400]).limit).toBe(20);
});

it('halves at an overload, once for all calls that were under way', () => {
  const state = beginLimit(BOUNDS);
  const once = afterCall(state, overload(0, 100), BOUNDS);
  expect(once.limit).toBe(10);
  expect(afterCall(once, overload(50, 120), BOUNDS).limit).toBe(10);
  expect(afterCall(once, overload(100, 120), BOUNDS).limit).toBe(5);
});

it('comes back by one for each round of calls', () => {
  const halved = afterCall(beginLimit(BOUNDS), overload(0, 100), BOUNDS);
  const round = after(
    halved,
    Array.from({ length: 10 }, () => 100),
    100,
  );
  expect(round.limit).toBeCloseTo(11);
});

it('decreases when calls take much longer than the fastest, and not for a few milliseconds', () => {
  expect(after(beginLimit(BOUNDS), [100, 1000]).limit).toBe(18);
  expect(after(beginLimit(BOUNDS), [1, 400]).limit).toBe(20);
});

it('an API that has become slower for good is measured by what it does now', () => {
  const slower = after(beginLimit(BOUNDS), [100, ...Array.from({ length: 600 }, () => 1000)]);
  expect(slower.limit).toBe(20);
});

it('stays within its bounds, whatever calls do', () => {
  const call = fc.record({ durationMs: fc.nat(60_000), gapMs: fc.nat(1000), isOverload: fc.boolean() });
  const bounds = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(50)).map(([min, more]) => ({ min, max: min + more }));
  fc.assert(
    fc.property(bounds, fc.array(call, { maxLength: 200 }), (within, calls) => {
      let state = beginLimit(within);
      let nowMs = 0;
      for (const { durationMs, gapMs, isOverload } of calls) {
        nowMs += gapMs;
        state = afterCall(state, { startedAtMs: nowMs, endedAtMs: nowMs + durationMs, isOverload }, within);
        expect(state.limit).toBeGreaterThanOrEqual(within.min);
        expect(state.limit).toBeLessThanOrEqual(within.max);
      }
    }),
  );
});
