import { expect, it } from 'vitest';
import { systemClock } from './system-clock.ts';

it('wakes after a sleep, and not before', async () => {
  const startMs = performance.now();
  await systemClock.sleep(5);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(4);
});

it('rejects with the reason of the signal, whether it comes before or during the sleep', async () => {
  const reason = new Error('stop');
  await expect(systemClock.sleep(60_000, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  const sleep = systemClock.sleep(60_000, { signal: controller.signal });
  controller.abort(reason);
  await expect(sleep).rejects.toBe(reason);
});
