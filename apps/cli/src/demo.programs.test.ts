import { describe, expect, it } from 'vitest';
import { CONNECTORS } from './connectors.ts';
import { readResults } from './test-support/read-result.ts';
import { runChild, startChild, type FinishedChild } from './test-support/run-child.ts';

describe.concurrent('frigg-crm demo', () => {
  it('stops when its output is closed', async () => {
    const child = startChild(['demo', '--json', '--contacts', '100000'], { onLine: () => child.closeStdout() });
    expect(await child.finished).toMatchObject({ exitCode: 1 });
  });

  it('syncs all connectors at once, and counts the same with faults as without', async () => {
    const args = ['demo', '--connector', 'all', '--contacts', '400', '--json'];
    const [plain, faulty] = await Promise.all([runChild(args), runChild([...args, '--faults'])]);
    const connectors = CONNECTORS.map(({ id }) => id);
    for (const { exitCode, stdout, stderr } of [plain, faulty]) {
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(new Set(lines.slice(0, -1).map(({ connector }) => connector))).toEqual(new Set(connectors));
      expect(lines.at(-1)).toMatchObject({
        type: 'verdict',
        ok: true,
        connectors: connectors.map((connector) => ({ connector, ok: true })),
      });
      for (const [connector, { totalSynced }] of readResults(stdout))
        expect(lines).toContainEqual({ type: 'check', connector, quoContacts: totalSynced, totalSynced, ok: true });
    }
    const countsOf = ({ stdout }: FinishedChild): object[] =>
      [...readResults(stdout)].map(([connector, { totalRecords, totalSynced, totalFailed, totalSkipped }]) => {
        expect(Math.min(totalFailed, totalSkipped)).toBeGreaterThan(0);
        return { connector, totalRecords, totalSynced, totalFailed, totalSkipped };
      });
    expect(countsOf(plain)).toMatchObject(connectors.map((connector) => ({ connector, totalRecords: 400 })));
    expect(countsOf(faulty)).toEqual(countsOf(plain));
  });

  it('explains itself with --help and with --help of a command', async () => {
    const [program, command] = await Promise.all([runChild(['--help']), runChild(['sync', '--help'])]);
    expect([program, command]).toMatchObject([
      { exitCode: 0, stderr: '', stdout: expect.stringContaining('demo') as string },
      { exitCode: 0, stderr: '', stdout: expect.stringContaining('FRIGG_CRM_QUO_KEY') as string },
    ]);
  });
});
