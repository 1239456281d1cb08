import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aProcess } from '../../test-support/a-process.ts';
import { TEST_START_MS } from '../../test-support/still-clock.ts';
import type { Process } from './process.ts';
import { toIso, withTiming } from './timing.ts';

const MINUTE = 60_000;

function counted(totalRecords: number, processedRecords: number, more: Partial<Process> = {}): Process {
  return aProcess({ context: { totalRecords, processedRecords }, ...more });
}

function timed(process: Process, nowMs: number): { duration: unknown; recordsPerSecond: unknown; estimate: unknown } {
  const { context, results } = withTiming(process, nowMs);
  const { duration, recordsPerSecond } = results['aggregateData'] as Readonly<Record<string, unknown>>;
  return { duration, recordsPerSecond, estimate: context['estimatedCompletion'] };
}

it('estimates the end from the speed so far', () => {
  const expected = { duration: MINUTE, recordsPerSecond: 10, estimate: toIso(TEST_START_MS + 2 * MINUTE) };
  expect(timed(counted(1200, 600), TEST_START_MS + MINUTE)).toEqual(expected);
});

it('B17: names the present, never the past, when more is processed than was expected', () => {
  expect(timed(counted(100, 600), TEST_START_MS + MINUTE).estimate).toBe(toIso(TEST_START_MS + MINUTE));
});

it('B66: gives no estimate while total or speed is unknown', () => {
  expect(timed(counted(0, 600), TEST_START_MS + MINUTE).estimate).toBeNull();
  expect(timed(counted(100, 0), TEST_START_MS + MINUTE).estimate).toBeNull();
  expect(timed(counted(100, 50), TEST_START_MS).estimate).toBeNull();
});

it('gives no estimate once the process has ended, and stops its clock', () => {
  const ended = counted(1200, 600, { endedAt: toIso(TEST_START_MS + MINUTE) });
  expect(timed(ended, TEST_START_MS + 60 * MINUTE)).toEqual({ duration: MINUTE, recordsPerSecond: 10, estimate: null });
  expect(withTiming(ended, TEST_START_MS + 60 * MINUTE).context['endTime']).toBe(ended.endedAt);
});

it('counts from startTime when the context has one, and from the creation when it is unusable', () => {
  const startTime = toIso(TEST_START_MS + MINUTE);
  expect(timed(aProcess({ context: { startTime } }), TEST_START_MS + 3 * MINUTE).duration).toBe(2 * MINUTE);
  expect(timed(aProcess({ context: { startTime: 'yesterday' } }), TEST_START_MS + MINUTE).duration).toBe(MINUTE);
});

it('takes no time at all when the clock is behind the start', () => {
  expect(timed(counted(100, 50), TEST_START_MS - MINUTE)).toEqual({ duration: 0, recordsPerSecond: 0, estimate: null });
});

it('does without an estimate that no calendar can hold, rather than stop the process', () => {
  expect(timed(counted(Number.MAX_SAFE_INTEGER, 1), TEST_START_MS + MINUTE).estimate).toBeNull();
});

it('B17: is never negative and never before now, whatever was counted', () => {
  const count = fc.oneof(fc.nat(), fc.maxSafeNat());
  const property = fc.property(count, count, fc.integer({ min: -1e12, max: 1e12 }), (total, processed, elapsed) => {
    const nowMs = TEST_START_MS + elapsed;
    const { duration, recordsPerSecond, estimate } = timed(counted(total, processed), nowMs);
    expect(duration).toBeGreaterThanOrEqual(0);
    expect(recordsPerSecond).toBeGreaterThanOrEqual(0);
    expect(typeof estimate === 'string' ? Date.parse(estimate) : nowMs).toBeGreaterThanOrEqual(nowMs);
  });
  fc.assert(property, { numRuns: 1000 });
});
