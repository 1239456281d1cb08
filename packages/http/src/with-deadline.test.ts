import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { isTimeout, withDeadline } from './with-deadline.ts';

it('leaves nothing behind on a long-lived signal', async () => {
  const { signal } = new AbortController();
  for (let call = 0; call < 100; call += 1) await withDeadline(async () => call, { timeoutMs: 60_000, signal });
  await expect(withDeadline(async () => Promise.reject(new Error('no')), { timeoutMs: 60_000, signal })).rejects.toThrow('no');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('ends work that does not listen to its signal, and aborts it', async () => {
  let given: AbortSignal | undefined;
  const never = withDeadline(
    async (signal) => {
      given = signal;
      return new Promise(() => {});
    },
    { timeoutMs: 1 },
  );
  const error: unknown = await never.catch((reason: unknown) => reason);
  expect(isTimeout(error)).toBe(true);
  expect(given?.aborted).toBe(true);
});

it('ends with the reason of an abort by the caller', async () => {
  const controller = new AbortController();
  const work = withDeadline(async () => new Promise(() => {}), { timeoutMs: 60_000, signal: controller.signal });
  controller.abort(new Error('called off'));
  await expect(work).rejects.toThrow('called off');
});
