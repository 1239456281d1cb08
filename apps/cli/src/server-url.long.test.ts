import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeIntegrationStore, type IntegrationStore } from './test-support/integration-store.ts';
import { openCrm, type OpenCrm } from './test-support/open-crm.ts';
import { openQuo, type OpenQuo } from './test-support/open-quo.ts';
import type { FinishedChild } from './test-support/run-child.ts';
import { runInProcess } from './test-support/run-in-process.ts';
import { ADMIN_TOKEN, serveInProcess, type ServedInProcess } from './test-support/serve-in-process.ts';

let crm: OpenCrm;
let quo: OpenQuo;
let served: IntegrationStore;
let url: string;
let serving: ServedInProcess;

beforeAll(async () => {
  [crm, quo] = await Promise.all([openCrm('pipedrive', 30), openQuo()]);
  const connected = { connector: 'pipedrive', crm: { url: crm.url, token: crm.token } };
  served = await makeIntegrationStore([
    { id: 'i1', ...connected },
    { id: 'i2', ...connected },
  ]);
  serving = await serveInProcess(served.store, { quoUrl: quo.url });
  url = serving.url;
});
afterAll(async () => {
  await serving.stop();
  await Promise.all([crm.close(), quo.close(), served.remove()]);
});

async function onStore(...args: readonly string[]): Promise<FinishedChild> {
  return runInProcess(args, { env: { FRIGG_CRM_STORE: served.store, FRIGG_CRM_QUO_URL: quo.url, FRIGG_CRM_QUO_RATE: '1000' } });
}

async function onServer(...args: readonly string[]): Promise<FinishedChild> {
  return runInProcess(args, { env: { FRIGG_CRM_SERVER: url, FRIGG_CRM_ADMIN_TOKEN: ADMIN_TOKEN } });
}

/** The same command says the same, wherever it acts. */
async function expectSame(...args: readonly string[]): Promise<string> {
  const [here, there] = [await onStore(...args), await onServer(...args)];
  expect({ args, ...there }).toEqual({ args, ...here });
  return there.stdout;
}

function lines(text: string): readonly Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('--server', () => {
  it('lists integrations as a store does, and what can be done with one', async () => {
    expect(await expectSame('integrations', 'list')).toMatch(/^id +connector +owner +status +checked next +notices\ni1 +pipedrive +ana +/);
    expect(lines(await expectSame('integrations', 'list', '--limit', '1', '--json'))).toMatchObject([{ type: 'integration', id: 'i1' }]);
    expect(await expectSame('integrations', 'list', '--connector', 'zoho')).toBe('no integration\n');
    await expectSame('integrations', 'actions', 'i1', '--json');
    expect(await expectSame('integrations', 'release-throttle', 'i1')).toBe('i1 was not throttled\n');
  });

  it('changes a configuration, and names the fields of a form that cannot be used', async () => {
    const changed = await onServer('integrations', 'config', 'i2', '--set', 'callActivityDestination=lead');
    expect(changed).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/ {4}is lead\n/) });
    const [shown] = lines((await onServer('integrations', 'config', 'i2', '--json')).stdout);
    expect(shown).toMatchObject({ type: 'config', values: { callActivityDestination: 'lead' } });
    expect(await expectSame('integrations', 'run-action', 'i1', 'CREATE_PIPEDRIVE_DEAL', '--option', 'value=x', '--json')).toContain(
      '"fields":[{"field":"title","problem":"is missing"}',
    );
  });

  it('starts, explains, stops and ends a sync as a store does', async () => {
    const started = await onServer('integrations', 'run-action', 'i1', 'INITIAL_SYNC', '--json');
    expect(started).toMatchObject({ exitCode: 0, stderr: '' });
    const [{ result }] = lines(started.stdout) as unknown as [{ result: { syncs: readonly [{ processId: string }] } }];
    const { processId } = result.syncs[0];
    expect(await expectSame('processes', 'list')).toContain(processId);
    await expectSame('processes', 'explain', processId);
    const [here, there] = [await onStore('processes', 'list', '--json'), await onServer('processes', 'list', '--json')].map(
      ({ stdout }) => lines(stdout)[0],
    );
    const { pages: _pages, errors: _errors, ...stored } = here ?? {};
    expect(there).toEqual(stored);
    expect((await onServer('processes', 'pause', processId)).stdout).toContain('PAUSED (OPERATOR)');
    await expectSame('processes', 'list', '--state', 'PAUSED');
    expect((await onServer('processes', 'resume', processId)).stdout).not.toContain('PAUSED');
    expect((await onServer('processes', 'cancel', processId)).stdout).toContain('CANCELLED');
    expect(lines((await onServer('processes', 'show', processId)).stdout.replaceAll('\n', ''))).toMatchObject([
      { id: processId, state: 'CANCELLED', pages: { known: expect.any(Number) }, errors: { groups: [] } },
    ]);
    const files = [await onStore('processes', 'export', processId), await onServer('processes', 'export', processId)];
    const [file, same] = files.map(({ stdout }) => ({ ...lines(stdout)[0], exportedAt: '' }));
    expect(file).toMatchObject({
      format: 'frigg-crm-sync',
      sync: { state: 'CANCELLED' },
      samples: expect.arrayContaining([expect.objectContaining({ known: 0 })]),
    });
    expect(same).toEqual(file);
    expect(await expectSame('processes', 'redrive', processId)).toBe('');
    const page = await onServer('processes', 'redrive', processId, '--pages', '7,999');
    expect(page).toMatchObject({ exitCode: 2, stderr: 'frigg-crm: The sync has no page 7: none is announced\n' });
    const unknown = await onServer('processes', 'pause', 'no-such-sync');
    expect(unknown).toMatchObject({ exitCode: 1, stderr: 'frigg-crm: There is no sync with this id\n' });
  });

  it('takes the key from a file, as containers get it', async () => {
    const file = join(served.folder, 'token');
    await writeFile(file, `${ADMIN_TOKEN}\n`);
    const env = { FRIGG_CRM_SERVER: url, FRIGG_CRM_ADMIN_TOKEN_FILE: file };
    expect(await runInProcess(['integrations', 'list'], { env })).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('says which setting is wrong', async () => {
    const list = ['processes', 'list'];
    const refused: readonly (readonly [readonly string[], Readonly<Record<string, string>>, RegExp])[] = [
      [list, { FRIGG_CRM_SERVER: url }, /--api-key \(FRIGG_CRM_API_KEY\): is missing: a server takes one, or its admin token\n$/],
      [list, { FRIGG_CRM_SERVER: url, FRIGG_CRM_API_KEY: 'fcrm_wrong' }, /--api-key .* or --admin-token .*: the server does not know it/],
      [
        list,
        { FRIGG_CRM_SERVER: 'http://127.0.0.1:1', FRIGG_CRM_API_KEY: ADMIN_TOKEN },
        /--server .*: The server cannot be reached: check its URL/,
      ],
      [
        list,
        { FRIGG_CRM_SERVER: quo.url, FRIGG_CRM_API_KEY: ADMIN_TOKEN },
        /--server .*: The answer \(\d+, .*is not one of a frigg-crm server/,
      ],
      [
        list,
        { FRIGG_CRM_SERVER: `${url}/frigg`, FRIGG_CRM_API_KEY: ADMIN_TOKEN },
        /--server .*: it has no such request: it is older than this/,
      ],
      [list, { FRIGG_CRM_SERVER: url, FRIGG_CRM_STORE: served.store }, /--server .*: --store .* is given, too; drop one of them/],
      [list, {}, /--store \(FRIGG_CRM_STORE\): is missing: give it, or --server\n$/],
    ];
    for (const [args, env, message] of refused)
      expect(await runInProcess(args, { env })).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(message) });
    const flag = ['processes', 'list', '--server', url, '--api-key', ADMIN_TOKEN];
    expect(await runInProcess(flag, { env: { FRIGG_CRM_STORE: 'sqlite:/nowhere/store.sqlite' } })).toMatchObject({ exitCode: 0 });
  });
});
