import { describe, expect, it } from 'vitest';
import { runChild, startChild } from './test-support/run-child.ts';

describe.concurrent('frigg-crm demo', () => {
  it('stops when its output is closed', async () => {
    const child = startChild(['demo', '--json', '--contacts', '100000'], { onLine: () => child.closeStdout() });
    expect(await child.finished).toMatchObject({ exitCode: 1 });
  });

  it('explains itself with --help and with --help of a command', async () => {
    const [program, command] = await Promise.all([runChild(['--help']), runChild(['sync', '--help'])]);
    expect([program, command]).toMatchObject([
      { exitCode: 0, stderr: '', stdout: expect.stringContaining('demo') as string },
      { exitCode: 0, stderr: '', stdout: expect.stringContaining('FRIGG_CRM_QUO_KEY') as string },
    ]);
  });
});
