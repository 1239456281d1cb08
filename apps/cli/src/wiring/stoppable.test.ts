import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { Closing } from './closing.ts';
import { untilAborted, withGrace } from './stoppable.ts';

const never = new Promise<never>(() => undefined);

describe('a command that is stopped', () => {
  it('F44: is given up within a second when it does not end by itself', async () => {
    const clock = createVirtualClock();
    const stop = new AbortController();
    const startedMs = clock.now();
    const ending = withGrace(never, { signal: stop.signal, clock });
    stop.abort(new Error('stopped'));
    await expect(clock.runUntil(ending)).rejects.toThrow('stopped');
    expect(clock.now() - startedMs).toBeGreaterThan(0);
    expect(clock.now() - startedMs).toBeLessThan(1000);
  });

  it('ends with its own result when it ends in time', async () => {
    const clock = createVirtualClock();
    const stop = new AbortController();
    const work = clock.sleep(500).then(() => 'ended');
    const ending = withGrace(work, { signal: stop.signal, clock });
    stop.abort(new Error('stopped'));
    expect(await clock.runUntil(ending)).toBe('ended');
  });

  it('fails as it fails without a stop', async () => {
    await expect(withGrace(Promise.reject(new Error('broken')), { signal: new AbortController().signal })).rejects.toThrow('broken');
  });
});

it('F44: does not wait for what is being opened, and closes what is opened too late', async () => {
  const stop = new AbortController();
  const closing = new Closing();
  const { promise: opening, resolve: open } = Promise.withResolvers<{ close(): Promise<void> }>();
  const waiting = closing.open(opening, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  const closed = new Promise<void>((resolve) => {
    open({ close: async () => resolve() });
  });
  await closed;
});

it('does not begin to wait when it is stopped already', async () => {
  await expect(untilAborted(never, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
});
