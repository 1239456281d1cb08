import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { executeStatement, repeatLostRaces } from './execute-statement.ts';

/** A database that fails with these codes, one after the other, and then responds. */
function failingWith(...codes: readonly string[]): { readonly execute: () => Promise<string>; readonly calls: () => number } {
  let calls = 0;
  const execute = async (): Promise<string> => {
    const code = codes[calls];
    calls += 1;
    if (code !== undefined) throw Object.assign(new Error('no'), { code });
    return 'response';
  };
  return { execute, calls: () => calls };
}

const times = (count: number, code: string): readonly string[] => Array.from({ length: count }, () => code);

/** Runs on virtual time. @returns the delays between the attempts, too. */
async function repeated(execute: () => Promise<string>): Promise<{ readonly result: string; readonly delays: readonly number[] }> {
  const delays: number[] = [];
  const sleep = async (ms: number): Promise<void> => void delays.push(ms);
  return { result: await repeatLostRaces({}, execute, { ...createVirtualClock(), sleep }), delays };
}

describe('a statement', () => {
  it.each(['40P01', '40001'])('is repeated when PostgreSQL undid it because of another one (%s)', async (code) => {
    const { result, delays } = await repeated(failingWith(...times(9, code)).execute);
    expect(result).toBe('response');
    expect(delays).toHaveLength(9);
  });

  it('is repeated after a delay that differs between programs, and never exceeds 200 ms', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, async () => (await repeated(failingWith(...times(9, '40P01')).execute)).delays),
    );
    expect(new Set(all.map(([first]) => first)).size).toBeGreaterThan(10);
    expect(Math.max(...all.flat())).toBeLessThanOrEqual(200);
  });

  it('fails after ten attempts', async () => {
    const { execute, calls } = failingWith(...times(100, '40P01'));
    await expect(repeated(execute)).rejects.toMatchObject({ code: '40P01' });
    expect(calls()).toBe(10);
  });

  it('reports the lost race when the transaction around it refuses to repeat', async () => {
    await expect(repeated(failingWith('40001', '25P02').execute)).rejects.toMatchObject({ code: '40001' });
  });

  it('is not repeated when it is unknown whether it took effect', async () => {
    const { execute, calls } = failingWith('ECONNRESET');
    await expect(executeStatement({}, execute)).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
    expect(calls()).toBe(1);
  });

  it('is not started for a signal that is aborted', async () => {
    const { execute, calls } = failingWith('');
    const reason = new Error('shutting down');
    await expect(executeStatement({ signal: AbortSignal.abort(reason) }, execute)).rejects.toBe(reason);
    expect(calls()).toBe(0);
  });
});
