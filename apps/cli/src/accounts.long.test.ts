import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUO_KEY } from './test-support/open-quo.ts';
import type { FinishedChild } from './test-support/run-child.ts';
import { runInProcess } from './test-support/run-in-process.ts';
import { ADMIN_TOKEN } from './test-support/serve-in-process.ts';
import { readLines, serveCli, type ServedCli } from './test-support/served-cli.ts';

let cli: ServedCli;

beforeAll(async () => {
  cli = await serveCli({ ids: ['i1', 'i2', 'i3'], env: { FRIGG_CRM_PUBLIC_URL: 'http://127.0.0.1:1' } });
});
afterAll(async () => cli.stop());

/** With secrets, which are given as variables. */
async function withSecrets(...args: readonly string[]): Promise<FinishedChild> {
  const place = { FRIGG_CRM_SERVER: cli.url, FRIGG_CRM_ADMIN_TOKEN: ADMIN_TOKEN };
  return runInProcess(args, { env: { ...place, FRIGG_CRM_CRM_TOKEN: cli.crm.token, FRIGG_CRM_QUO_KEY: QUO_KEY } });
}

describe('frigg-crm integrations, as a whole', () => {
  it('lists what can be connected, connects once for one request id, and connects again', async () => {
    const { onServer, onStore, linesOf } = cli;
    const connectors = await onServer('integrations', 'connectors');
    expect(connectors.stdout).toMatch(/^pipedrive {2}Pipedrive\n {2}--crm-url https:\S+ {2}/m);
    expect(await onStore('integrations', 'connectors')).toEqual(connectors);
    const connect = ['integrations', 'connect', 'pipedrive', '--crm-url', cli.crm.url, '--owner', 'eva', '--request-id', 'once', '--json'];
    const [[made], [again]] = [await linesOf(withSecrets(...connect)), await linesOf(withSecrets(...connect))];
    expect(made).toMatchObject({ type: 'integration', connector: 'pipedrive', userId: 'eva' });
    expect(again?.['id']).toBe(made?.['id']);
    const id = String(made?.['id']);
    expect(await withSecrets('integrations', 'reconnect', id, '--crm-url', cli.crm.url)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(new RegExp(`^${id}: pipedrive of eva, `)),
    });
    expect((await withSecrets('integrations', 'show', id)).stdout).not.toContain(QUO_KEY);
  });

  it('shows one with its budgets, checks it, and switches it off and on', async () => {
    const { onServer, onStore, linesOf } = cli;
    const shown = await onServer('integrations', 'show', 'i1');
    expect(shown.stdout).toMatch(/^i1: pipedrive of ana, \w+\n(.*\n)*all APIs can be called now\nno webhook of Quo in the last 30 days\n/);
    expect(await linesOf(onServer('integrations', 'show', 'i1', '--json'))).toMatchObject([
      {
        type: 'integration',
        id: 'i1',
        budgets: expect.any(Array),
        webhooks: [{ source: 'quo', accepted: 0 }, { source: 'crm' }],
        authorization: { isAvailable: false },
      },
    ]);
    expect((await onServer('integrations', 'disable', 'i1')).stdout).toBe('i1: pipedrive of ana, DISABLED\n');
    expect(await onServer('integrations', 'start-sync', 'i1')).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/is DISABLED/) });
    expect(await onStore('integrations', 'enable', 'i1')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await linesOf(onServer('integrations', 'check', 'i1', '--json'))).toMatchObject([{ type: 'integration', id: 'i1' }]);
    const events = await linesOf(onServer('integrations', 'history', 'i1', '--limit', '2', '--json'));
    expect(events.map(({ type, integrationId }) => [type, integrationId])).toEqual(Array(2).fill(['history', 'i1']));
    expect((await onServer('integrations', 'history', 'i1')).stdout).toMatch(/action\.disableIntegration(.*\n)*.*action\.checkIntegration/);
    expect((await onServer('integrations', 'history', 'i2')).stdout).toBe('nothing in the last week\n');
  });

  it('deletes one after it has said what that removes, and not once it has changed', async () => {
    const { onServer, linesOf } = cli;
    const rehearsed = await onServer('integrations', 'delete', 'i3', '--dry-run');
    expect(rehearsed.stdout).toMatch(/0 syncs under way to be ended\nremoved are its settings(.*\n)*.*--if-plan v\d+\n$/);
    const [plan] = await linesOf(onServer('integrations', 'delete', 'i3', '--dry-run', '--json'));
    await onServer('integrations', 'check', 'i3');
    const stale = await onServer('integrations', 'delete', 'i3', '--if-plan', String(plan?.['plan']));
    expect(stale).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/It has moved on, and nothing was done/) });
    expect((await onServer('integrations', 'show', 'i3')).stdout).not.toContain('IN_DELETION');
    for (const _press of [1, 2]) expect(await onServer('integrations', 'delete', 'i3')).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await onServer('integrations', 'show', 'i3')).stdout).toContain('IN_DELETION');
  });

  it.each([
    [['connect', 'pipedrive', '--crm-url', 'ftp://x'], 2, /\/crm\/url must be an address/],
    [['connect', 'nothing', '--crm-url', 'https://x.test'], 2, /\/connector must be one of /],
    [['connect', 'pipedrive', '--option', 'a=b'], 2, /--crm-url .*is missing: a token and options belong to an address/],
    [['connect'], 2, /missing required argument 'connector'/],
    [['reconnect', 'none', '--crm-url', 'https://x.test'], 1, /There is no integration with this id/],
    [['authorize', 'i2'], 2, /--redirect-uri .*is missing: give it to begin, or --callback-url to complete/],
    [['authorize', 'i2', '--redirect-uri', 'http://localhost:9/cb'], 1, /no app/],
    [['authorize', 'i2', '--callback-url', 'http://localhost:9/cb?code=1&state=2'], 1, /begin anew/],
    [['delete', 'none', '--dry-run'], 1, /There is no integration with this id/],
    [['delete', 'i2', '--dry-run', '--if-plan', 'v1'], 2, /--if-plan .*cannot be combined/],
    [['start-sync', 'i2', '--mode', 'ongoing', '--rewrite'], 2, /--rewrite \(FRIGG_CRM_REWRITE\): needs --mode initial/],
    [['show', 'none'], 1, /There is no integration with this id/],
    [['history', 'none'], 1, /There is no integration with this id/],
  ])('refuses %j', async (args, exitCode, message) => {
    expect(await withSecrets('integrations', ...args)).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('connects by consent only where the server has an app of the CRM', async () => {
    expect(await cli.onServer('integrations', 'connect', 'pipedrive', '--quo-key', QUO_KEY)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/\/crm is missing: this server has no app of the CRM/),
    });
  });

  it('is for those who have the right', async () => {
    const viewer = await cli.withRights('see');
    expect(await viewer('integrations', 'show', 'i2')).toMatchObject({ exitCode: 0 });
    for (const verb of ['check', 'disable', 'delete', 'start-sync'])
      expect(await viewer('integrations', verb, 'i2', '--json')).toMatchObject({
        exitCode: 2,
        stdout: expect.stringContaining('"code":"FORBIDDEN"'),
      });
  });
});

describe('a rehearsal', () => {
  it('says what a start, a pause and a redrive would do, the same on a store and through a server, and is carried out as it was', async () => {
    const { onServer, onStore, linesOf } = cli;
    const start = ['integrations', 'start-sync', 'i2'];
    expect((await onServer(...start, '--dry-run')).stdout).toMatch(
      /^Person: how many people there are is not known yet\nnothing was done; .* plan-\w+\n$/,
    );
    const [plan] = await linesOf(onStore(...start, '--dry-run', '--json'));
    const [sync] = await linesOf(onServer(...start, '--if-plan', String(plan?.['plan']), '--json'));
    const syncId = String(sync?.['syncId']);
    expect(sync).toMatchObject({ type: 'started', integrationId: 'i2', objectType: 'Person' });
    expect(await onServer(...start, '--if-plan', String(plan?.['plan']))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/moved on/),
    });
    expect((await onServer(...start)).stdout).toBe(`Person: ${syncId}\n`);
    expect((await onServer(...start, '--dry-run')).stdout).toContain(`the sync ${syncId} is under way, and goes on`);
    const pause = ['processes', 'pause', syncId];
    const rehearsed = await onServer(...pause, '--dry-run');
    expect(rehearsed.stdout).toMatch(
      /^pause: Pages in hand are finished and counted, the others wait: .* 0 writes to Quo\nnothing was done; .* plan-\w+\n$/,
    );
    expect(await onStore(...pause, '--dry-run')).toEqual(rehearsed);
    const [pausing] = await linesOf(onServer(...pause, '--dry-run', '--json'));
    expect(pausing).toMatchObject({ type: 'plan', processId: syncId, action: 'pause', isPossible: true });
    const exactly = [...pause, '--if-plan', String(pausing?.['plan'])];
    expect((await onServer(...exactly)).stdout).toContain('PAUSED (OPERATOR)');
    for (const run of [onServer, onStore])
      expect(await run(...exactly)).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/moved on/) });
    expect((await onStore(...pause, '--dry-run')).stdout).toMatch(/^pause would do nothing: /);
    const redrive = await onServer('processes', 'redrive', syncId, '--dry-run', '--only', 'pages');
    expect(await onStore('processes', 'redrive', syncId, '--dry-run', '--only', 'pages')).toEqual(redrive);
    expect(redrive).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^redrive would do nothing: /) });
    expect(await onServer('processes', 'failed', syncId)).toMatchObject({ exitCode: 0, stdout: 'no person failed one by one\n' });
    expect(await onStore('processes', 'failed', syncId, '--json')).toEqual(await onServer('processes', 'failed', syncId, '--json'));
    for (const run of [onServer, onStore])
      expect(await run('processes', 'failed', syncId, '--fingerprint', '0123456789abcdef')).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('No error of this sync has this fingerprint (any more)'),
      });
  });
});

describe('frigg-crm overview', () => {
  it('lists what needs an operator, and counts what runs, the same on a store and through a server', async () => {
    const { onServer, onStore, linesOf } = cli;
    const [paused] = await linesOf(onServer('processes', 'list', '--state', 'PAUSED', '--json'));
    const shown = await onServer('overview');
    expect(shown.stdout).toMatch(new RegExp(`\\nwarning +\\S+Z +i2 +OPERATOR .* processes explain ${String(paused?.['id'])}\\n`));
    expect(shown.stdout).toMatch(/\n4 integrations, 0 syncs under way\n$/);
    expect(await onStore('overview')).toEqual(shown);
    const lines = await linesOf(onServer('overview', '--json'));
    expect(lines.at(-1)).toEqual({ type: 'overview', integrations: 4, running: [] });
    expect(lines).toContainEqual(
      expect.objectContaining({ type: 'attention', severity: 'warning', code: 'OPERATOR', integrationId: 'i2' }),
    );
  });
});

describe('frigg-crm diagnostics', () => {
  it('says what does not come through to the public URL, and what to do about it', async () => {
    const tested = await cli.onServer('diagnostics');
    expect(tested).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^http:\/\/127.0.0.1:1\nhttp +failed +no answer came \(\w+\): see name, port/),
      stderr: 'frigg-crm: http, webhooks, webSocket: does not come through to the server\n',
    });
    const [line] = readLines((await cli.onServer('diagnostics', '--json')).stdout);
    expect(line).toMatchObject({
      type: 'diagnostics',
      publicUrl: 'http://127.0.0.1:1',
      checks: [{ name: 'http', outcome: 'failed' }, {}, {}],
    });
  });
});
