import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { request } from './request.ts';

async function never(): Promise<never> {
  return new Promise(() => undefined);
}

describe('a request with a deadline', () => {
  it('F3: ends at its deadline although the call ignores its signal, and leaves nothing behind', async () => {
    const clock = createVirtualClock({ startMs: 0 });
    const aborted: unknown[] = [];
    const call = async (signal: AbortSignal): Promise<never> => {
      signal.addEventListener('abort', () => aborted.push((signal.reason as Error).name));
      return never();
    };
    const error: unknown = await clock.runUntil(request(call, { clock, timeoutMs: 500 }).catch((reason: unknown) => reason));
    expect(error).toMatchObject({ name: 'TimeoutError', message: 'no response within 500 ms' });
    expect([clock.now(), clock.sleeping, aborted]).toEqual([500, 0, ['TimeoutError']]);
  });

  it('F3: ends with its signal although the call ignores it', async () => {
    const clock = createVirtualClock();
    const controller = new AbortController();
    const ended = request(never, { clock, timeoutMs: 500, signal: controller.signal });
    controller.abort(new Error('shutdown'));
    await expect(ended).rejects.toThrow('shutdown');
    expect(clock.sleeping).toBe(0);
  });

  it('does not start when its signal is aborted already', async () => {
    let calls = 0;
    const call = async (): Promise<number> => (calls += 1);
    const signal = AbortSignal.abort(new Error('shutdown'));
    await expect(request(call, { clock: createVirtualClock(), timeoutMs: 500, signal })).rejects.toThrow('shutdown');
    expect(calls).toBe(0);
  });

  it('hands on what the call returns or throws, and stops its timer', async () => {
    const clock = createVirtualClock();
    await expect(request(async () => 'result', { clock, timeoutMs: 500 })).resolves.toBe('result');
    const failing = request(async () => Promise.reject(new Error('refused')), { clock, timeoutMs: 500 });
    await expect(failing).rejects.toThrow('refused');
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });
});
