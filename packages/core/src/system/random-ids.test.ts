import { expect, it } from 'vitest';
import { createStillClock } from '../test-support/still-clock.ts';
import { createRandomIds } from './random-ids.ts';

it('makes UUIDs of version 7 that sort by the time of their making and never repeat', () => {
  const clock = createStillClock();
  const ids = createRandomIds(clock);
  const made = Array.from({ length: 500 }, () => {
    clock.pass(1);
    return ids.next();
  });
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(made.toSorted()).toEqual(made);
  expect(new Set(Array.from({ length: 500 }, () => ids.next())).size).toBe(500);
});
