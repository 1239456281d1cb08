import { toProcessId } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { VersionWatch } from './version-watch.ts';

const process = (version: number) => ({ id: toProcessId('a'), version });

it('F19: counts a jump of the clock as one step, in either direction', () => {
  let nowMs = 1_000_000;
  const watch = new VersionWatch({ ...createVirtualClock(), now: () => nowMs }, { maxStepMs: 5000 });
  watch.observe([process(1)]);
  for (const stepMs of [1000, 301_000, -301_000, 1000]) {
    nowMs += stepMs;
    watch.tick();
  }
  expect(watch.unchangedForMs(process(1))).toBe(1000 + 5000 + 0 + 1000);
});

it('F19: begins anew with each version, and knows nothing of a version that it has not seen', () => {
  let nowMs = 0;
  const watch = new VersionWatch({ ...createVirtualClock(), now: () => nowMs }, { maxStepMs: 5000 });
  const pass = (ms: number): number => ((nowMs += ms), watch.tick());
  watch.observe([process(1)]);
  pass(4000);
  watch.observe([process(2)]);
  pass(3000);
  expect([watch.unchangedForMs(process(2)), watch.unchangedForMs(process(1)), watch.unchangedForMs(process(3))]).toEqual([3000, 0, 0]);
  watch.observe([]);
  watch.observe([process(2)]);
  expect(watch.unchangedForMs(process(2))).toBe(0);
});
