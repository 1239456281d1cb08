import { expect, it } from 'vitest';
import { sumCosts } from './costs.ts';

it('adds up time, invocations and messages, and scales them to a million people', () => {
  const usage = { invocations: 50, throttles: 0, coldStarts: 1, billedMs: 500_000, waitedMs: 2000 };
  const costs = sumCosts([usage, usage], { messages: 100, people: 1000, memoryMb: 1024 });
  // 1000 GB-s are 0.0133334 dollars, 100 invocations 0.00002, 300 requests of a queue 0.00012.
  expect(costs).toEqual({ invocations: 100, billedSeconds: 1000, waitedSeconds: 4, costPerMillionPeople: 13.4734 });
});
