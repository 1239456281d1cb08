import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { rememberFor } from './remember-for.ts';

it('reads again when the value is too old, and after a failure', async () => {
  const clock = createVirtualClock();
  let count = 0;
  const read = rememberFor(
    async () => {
      count += 1;
      if (count === 1) throw new Error('away');
      return count;
    },
    { ttlMs: 1000, clock },
  );
  await expect(read({})).rejects.toThrow('away');
  expect([await read({}), await read({})]).toEqual([2, 2]);
  await clock.advance(999);
  expect(await read({})).toBe(2);
  await clock.advance(1);
  expect(await read({})).toBe(3);
});

it('reads once for all that ask at the same time, also where the value is undefined', async () => {
  let count = 0;
  const read = rememberFor(async () => void (count += 1), { ttlMs: 1000, clock: createVirtualClock() });
  expect(await Promise.all([read({}), read({}), read({})])).toEqual([undefined, undefined, undefined]);
  await read({});
  expect(count).toBe(1);
});
