import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LocalResult } from './run-local.ts';

const run = promisify(execFile);
const MAIN = join(import.meta.dirname, 'main.ts');

async function lambdaLocal(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--conditions=@frigg-crm/source', MAIN, ...args], { timeout: 150_000 });
  return stdout;
}

describe('lambda:local', () => {
  it('B52: syncs every person once through the real handlers, though invocations are killed', { timeout: 160_000 }, async () => {
    const lines = (await lambdaLocal('--people', '230', '--kills', '2', '--schedule-seconds', '1', '--json')).trim().split('\n');
    const result = JSON.parse(lines.at(-1) ?? '') as LocalResult;
    expect(result).toMatchObject({ type: 'result', ok: true, kills: 2, deadLetters: 0 });
    const [{ state, totalRecords, totalSynced, totalFailed, totalSkipped } = {} as never] = result.processes;
    expect([state, totalRecords, totalSynced + totalFailed + totalSkipped]).toEqual(['COMPLETED', 230, 230]);
    expect(result.quoContacts).toBe(totalSynced);
    expect(totalSkipped).toBeGreaterThan(0);
    expect(result.deepestChain).toBeLessThan(16);
    expect(Object.keys(result.invocationsOf)).toEqual(['api', 'fetch', 'work', 'dead-letters', 'live', 'schedule']);
    const { messages, hasSteppedBack, shown } = result.watched;
    expect([hasSteppedBack, [...result.processes, ...result.catchUps].map(({ id }) => shown[id]?.ended)]).toEqual([false, [true, true]]);
    expect(messages).toBeGreaterThan(5);
    const { states, samples, isMonotone } = result.recorded;
    expect([states[0], states.includes('PROCESSING_BATCHES'), states.at(-1), isMonotone]).toEqual([
      'INITIALIZING',
      true,
      'COMPLETED',
      true,
    ]);
    expect(samples).toBeGreaterThan(1);
    expect([result.billedSeconds, result.costPerMillionPeople].every((number) => number > 0)).toBe(true);
  });

  it('refuses what it does not know', async () => {
    await expect(lambdaLocal('--people', 'many')).rejects.toMatchObject({ code: 1, stderr: '--people must be a whole number from 1\n' });
    await expect(lambdaLocal('--persons', '1')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("'--persons'") as string,
    });
  });
});
