import { expect, it } from 'vitest';
import { runTogether, type Consumer } from './run-together.ts';

const untilAborted: Consumer = async ({ signal }) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

it('stops the other consumers when one fails, and names it', async () => {
  const cause = new Error('no such queue');
  const stopped: string[] = [];
  const other: Consumer = async (options) => untilAborted(options).then(() => stopped.push('other'));
  const running = runTogether({ 'the fetch queue': async () => Promise.reject(cause), other }, {});
  await expect(running).rejects.toMatchObject({
    code: 'CONSUMER_FAILED',
    message: 'The workers have stopped, because the fetch queue failed: see the cause',
    cause,
  });
  expect(stopped).toEqual(['other']);
});

it('passes on which consumer failed first, however deep', async () => {
  const inner: Consumer = async (options) => runTogether({ inner: async () => Promise.reject(new Error('x')) }, options);
  await expect(runTogether({ outer: inner, other: untilAborted }, {})).rejects.toThrow('because inner failed');
});

it('resolves when all have stopped after the signal', async () => {
  const stop = new AbortController();
  const running = runTogether({ a: untilAborted, b: untilAborted }, { signal: stop.signal });
  stop.abort();
  await expect(running).resolves.toBeUndefined();
});
