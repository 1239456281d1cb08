import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLines, serveCli, type ServedCli } from './test-support/served-cli.ts';

let cli: ServedCli;
let syncIds: readonly string[];

beforeAll(async () => {
  cli = await serveCli({ ids: ['i1', 'i2', 'i3'] });
  const started = await Promise.all(
    ['i1', 'i2', 'i3'].map(async (id) => cli.linesOf(cli.onServer('integrations', 'start-sync', id, '--json'))),
  );
  syncIds = started.flat().map(({ syncId }) => String(syncId));
});
afterAll(async () => cli.stop());

async function statesOf(): Promise<readonly unknown[]> {
  return (await cli.linesOf(cli.onServer('processes', 'list', '--json'))).map(({ state }) => state);
}

describe('frigg-crm bulk', () => {
  it('says what it would do, does exactly that, waits for its end, and lists it', async () => {
    const { onServer, linesOf } = cli;
    const rehearsed = await onServer('bulk', 'start', 'pause', '--active', '--dry-run');
    expect(rehearsed.stdout).toMatch(
      /^pause of 3 syncs: \d+ pages, .* 0 writes to Quo\nnothing was done; to do exactly this: --if-plan plan-\w+\n$/,
    );
    expect(await statesOf()).not.toContain('PAUSED');
    const [plan] = await linesOf(onServer('bulk', 'start', 'pause', '--active', '--dry-run', '--json'));
    expect(plan).toMatchObject({ type: 'bulk-plan', action: 'pause', syncs: 3, writes: 0, isComplete: true });
    const start = ['bulk', 'start', 'pause', '--active', '--if-plan', String(plan?.['plan'])];
    const lines = await linesOf(onServer(...start, '--wait', '--json'));
    expect(lines.at(-1)).toMatchObject({ type: 'bulk-operation', state: 'COMPLETED', done: 3, failed: {}, caller: 'admin-token' });
    expect(await statesOf()).toEqual(['PAUSED', 'PAUSED', 'PAUSED']);
    const id = String(lines.at(-1)?.['id']);
    expect((await onServer('bulk', 'list')).stdout).toMatch(
      new RegExp(`^id .*\\n${id} +pause +active +COMPLETED .* admin-token +3 / 3 +0 +0\\n$`),
    );
    expect(await linesOf(onServer('bulk', 'show', id, '--json'))).toMatchObject([{ id, done: 3 }]);
    const repeated = await onServer('bulk', 'start', 'pause', '--active', '--wait');
    expect(repeated.stdout).toMatch(/^begun: \S+\n(.*\n)*COMPLETED: 0 of 0 done, 3 skipped, 0 failed\n$/);
    expect((await onServer('bulk', 'wait', id)).stdout).toBe('COMPLETED: 3 of 3 done, 0 skipped, 0 failed\n');
    // What has ended is not cancelled any more, and a second press changes nothing.
    expect(await linesOf(onServer('bulk', 'cancel', id, '--json'))).toMatchObject([{ id, state: 'COMPLETED' }]);
  });

  it('does nothing once the syncs have moved on', async () => {
    const { onServer, linesOf } = cli;
    const [plan] = await linesOf(onServer('bulk', 'start', 'resume', '--all', '--dry-run', '--json'));
    await onServer('processes', 'cancel', syncIds[0] ?? '');
    const before = await linesOf(onServer('bulk', 'list', '--json'));
    const stale = await onServer('bulk', 'start', 'resume', '--all', '--if-plan', String(plan?.['plan']), '--json');
    expect(stale).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/It has moved on, and nothing was done/) });
    expect(readLines(stale.stdout)).toMatchObject([{ type: 'problem', code: 'PRECONDITION_FAILED' }]);
    expect(await linesOf(onServer('bulk', 'list', '--json'))).toEqual(before);
  });

  it('begins once for one request id, at a rate, and is cancelled where it stands', async () => {
    const { onServer, linesOf } = cli;
    const press = ['bulk', 'start', 'resume', '--state', 'PAUSED', '--rate', '0.01', '--request-id', 'night-1', '--json'];
    const [[first], [second]] = [await linesOf(onServer(...press)), await linesOf(onServer(...press))];
    expect(first).toMatchObject({ perSecond: 0.01, total: 2, filter: { state: 'PAUSED' } });
    expect(second?.['id']).toBe(first?.['id']);
    const id = String(first?.['id']);
    expect(await linesOf(onServer('bulk', 'cancel', id, '--json'))).toMatchObject([{ id, state: 'CANCELLED' }]);
    const waited = await onServer('bulk', 'wait', id);
    expect(waited).toMatchObject({ exitCode: 1, stderr: 'frigg-crm: It was cancelled: what was done stays done\n' });
  });

  it('is for those who have the right, and for operations that exist', async () => {
    const viewer = await cli.withRights('see');
    const refused = await viewer('bulk', 'start', 'pause', '--all', '--json');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^frigg-crm: --api-key \(FRIGG_CRM_API_KEY\) or /) });
    expect(readLines(refused.stdout)).toMatchObject([{ type: 'problem', code: 'FORBIDDEN' }]);
    expect(await viewer('bulk', 'list')).toMatchObject({ exitCode: 0 });
    for (const verb of ['show', 'wait', 'cancel'])
      expect(await cli.onServer('bulk', verb, 'none')).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: 'frigg-crm: There is no bulk operation with this id\n',
      });
  });

  it.each([
    [['start', 'pause'], /name the syncs: --integration .*, --state .* or --active .*, or all of them with --all/],
    [['start', 'pause', '--all', '--active'], /name the syncs/],
    [['start', 'explode', '--all'], /the action must be one of pause, resume, cancel, redrive/],
    [['start', 'pause', '--all', '--state', 'NOWHERE'], /--state .*must be one of INITIALIZING/],
    [['start', 'pause', '--all', '--rate', '0'], /--rate \(FRIGG_CRM_RATE\): must be a number from 0.01 to 1000/],
    [['start', 'pause', '--all', '--dry-run', '--if-plan', 'plan-1'], /--if-plan \(FRIGG_CRM_IF_PLAN\): cannot be combined with --dry-run/],
    [['start'], /missing required argument 'action'/],
    [['list', '--limit', '0'], /--limit .*must be a whole number from 1 to 1000/],
  ])('refuses %j', async (args, message) => {
    expect(await cli.onServer('bulk', ...args)).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('says that it takes a server', async () => {
    expect(await cli.onStore('bulk', 'list')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'frigg-crm: --server (FRIGG_CRM_SERVER): is missing: only a running frigg-crm serve can do it\n',
    });
  });
});
