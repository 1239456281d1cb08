import { describe, expect, it } from 'vitest';
import { callingAgain } from './calling.ts';

/** A database that fails so often, and then answers. */
function failing(code: string, times: number): { readonly call: () => Promise<string>; readonly calls: () => number } {
  let calls = 0;
  const call = async (): Promise<string> => {
    calls += 1;
    if (calls <= times) throw Object.assign(new Error('no'), { code });
    return 'answer';
  };
  return { call, calls: () => calls };
}

describe('a statement', () => {
  it.each(['40P01', '40001'])('is repeated when PostgreSQL undid it because of another one (%s)', async (code) => {
    await expect(callingAgain({}, failing(code, 9).call)).resolves.toBe('answer');
  });

  it('is given up when it loses every race', async () => {
    const { call, calls } = failing('40P01', 100);
    await expect(callingAgain({}, call)).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
    expect(calls()).toBe(10);
  });

  it('is not repeated when nobody knows whether it took effect', async () => {
    const { call, calls } = failing('ECONNRESET', 1);
    await expect(callingAgain({}, call)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(calls()).toBe(1);
  });

  it('is not begun for a signal that is aborted', async () => {
    const { call, calls } = failing('', 0);
    const reason = new Error('shutting down');
    await expect(callingAgain({ signal: AbortSignal.abort(reason) }, call)).rejects.toBe(reason);
    expect(calls()).toBe(0);
  });
});
