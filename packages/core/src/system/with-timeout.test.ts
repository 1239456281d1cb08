import { expect, it } from 'vitest';
import { createDeferred } from '../test-support/deferred.ts';
import { createManualClock } from '../test-support/manual-clock.ts';
import { isTimeout, withTimeout } from './with-timeout.ts';

it('returns what the work returns, and leaves no timer and no listener behind', async () => {
  const { clock, sleeping } = createManualClock();
  let listeners = 0;
  const { signal } = new AbortController();
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args: Parameters<typeof add>) => ((listeners += 1), add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => ((listeners -= 1), remove(...args));
  expect(await withTimeout(clock, async () => 7, { ms: 10, signal })).toBe(7);
  expect(await withTimeout(clock, Promise.resolve(8), { ms: 10, signal })).toBe(8);
  await expect(withTimeout(clock, async () => Promise.reject(new Error('no')), { ms: 10, signal })).rejects.toThrow('no');
  await expect(
    withTimeout(
      clock,
      () => {
        throw new Error('at once');
      },
      { ms: 10, signal },
    ),
  ).rejects.toThrow('at once');
  expect([sleeping(), listeners]).toEqual([0, 0]);
});

it('gives up work that never ends, and aborts its signal with the reason', async () => {
  const { clock, wake } = createManualClock();
  let given: AbortSignal | undefined;
  const call = withTimeout(clock, async (signal) => ((given = signal), new Promise(() => {})), { ms: 10 });
  wake();
  const error: unknown = await call.catch((reason: unknown) => reason);
  expect(isTimeout(error)).toBe(true);
  expect(given?.reason).toBe(error);
});

it('rejects with the error that the caller makes of it', async () => {
  const { clock, wake } = createManualClock();
  const call = withTimeout(clock, new Promise(() => {}), { ms: 10, onTimeout: () => new TypeError('receive timed out') });
  wake();
  await expect(call).rejects.toThrow('receive timed out');
});

it('rejects with the reason of a caller that gives up, and starts nothing for one that has', async () => {
  const { clock } = createManualClock();
  const controller = new AbortController();
  const work = createDeferred();
  const call = withTimeout(clock, work.promise, { ms: 10, signal: controller.signal });
  controller.abort(new Error('given up'));
  await expect(call).rejects.toThrow('given up');
  let started = false;
  await expect(withTimeout(clock, async () => (started = true), { ms: 10, signal: controller.signal })).rejects.toThrow('given up');
  expect(started).toBe(false);
});
