import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeIntegrationStore, type IntegrationStore } from './test-support/integration-store.ts';
import { openCrm, type OpenCrm } from './test-support/open-crm.ts';
import { openQuo, type OpenQuo } from './test-support/open-quo.ts';
import type { FinishedChild } from './test-support/run-child.ts';
import { runInProcess } from './test-support/run-in-process.ts';

let crm: OpenCrm;
let attio: OpenCrm;
let quo: OpenQuo;
let served: IntegrationStore;

beforeAll(async () => {
  [crm, attio, quo] = await Promise.all([openCrm('pipedrive', 30), openCrm('attio', 5), openQuo()]);
  const connected = { connector: 'pipedrive', crm: { url: crm.url, token: crm.token } };
  served = await makeIntegrationStore([
    { id: 'i1', ...connected },
    { id: 'i2', ...connected },
    { id: 'i3', connector: 'attio', crm: { url: attio.url, token: attio.token } },
  ]);
});
afterAll(async () => Promise.all([crm.close(), attio.close(), quo.close(), served.remove()]));

async function integrations(verb: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<FinishedChild> {
  const given = { FRIGG_CRM_STORE: served.store, FRIGG_CRM_QUO_URL: quo.url, FRIGG_CRM_QUO_RATE: '1000', ...env };
  return runInProcess(['integrations', verb, ...args], { env: given });
}

function lines({ stdout }: FinishedChild): readonly Record<string, unknown>[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('frigg-crm integrations actions', () => {
  it('lists what all integrations have and what the connector has, with the choices of now', async () => {
    const { exitCode, stdout, stderr } = await integrations('actions', ['i1']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('INITIAL_SYNC  SYNC\n  Start initial sync: ');
    expect(stdout).toContain('  --option force=<true|false>\n      Write everyone anew: ');
    expect(stdout).toContain('  --option title=<text>  required\n      Title\n');
    expect(stdout).toMatch(/ {2}--option ownerId=<text>\n {6}Owner\n( {8}\d+ {2}\S[^\n]*\n)+/);
    expect(stdout).toContain('--option type=<person|organization|deal|lead|all>  default: all');
  });

  it('writes each as a line for programs', async () => {
    const actions = lines(await integrations('actions', ['i1', '--json']));
    expect(actions.map(({ action }) => (action as { event: string }).event)).toEqual([
      'INITIAL_SYNC',
      'ONGOING_SYNC',
      'SEARCH_PERSONS',
      'GET_STATISTICS',
      'CREATE_PIPEDRIVE_DEAL',
      'SEARCH_PIPEDRIVE_DATA',
      'GET_PIPEDRIVE_STATS',
    ]);
    expect(actions[4]).toMatchObject({
      type: 'action',
      integrationId: 'i1',
      action: { type: 'DATA', isAvailable: true, schema: { required: ['title'] }, uiSchema: { type: 'VerticalLayout' } },
    });
  });
});

describe('frigg-crm integrations run-action', () => {
  it('runs one with options of a flag, of JSON and of the environment', async () => {
    const create = ['i3', 'CREATE_ATTIO_RECORD', '--option', 'firstName=Ten', '--option', 'lastName=a = b'];
    const byFlag = await integrations('run-action', create);
    expect(byFlag).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^\{\n {2}"recordId": "[\w-]+"\n\}\n$/) });
    const args = ['i3', 'SEARCH_ATTIO_RECORDS', '--json-options', '{"term":"Ten","object":"people"}', '--json'];
    const found = {
      type: 'action-result',
      integrationId: 'i3',
      event: 'SEARCH_ATTIO_RECORDS',
      result: { records: [{ text: 'Ten a = b' }] },
    };
    expect(lines(await integrations('run-action', args))).toMatchObject([found]);
    const env = { FRIGG_CRM_OPTION: 'term=Ten\nobject=people' };
    expect(lines(await integrations('run-action', ['i3', 'SEARCH_ATTIO_RECORDS', '--json'], env))).toMatchObject([found]);
  });

  it('does once what is requested twice under one id', async () => {
    const args = ['i3', 'CREATE_ATTIO_RECORD', '--option', 'firstName=Once', '--option', 'lastName=Only', '--request-id', 'r1', '--json'];
    const [first, second] = [await integrations('run-action', args), await integrations('run-action', args)];
    expect(lines(first)).toEqual(lines(second));
    const other = await integrations('run-action', [...args, '--option', 'firstName=Twice']);
    expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('requestId was used with another input') });
  });

  it('starts a sync that the server which works on the store will find in its queue', async () => {
    const [started] = lines(await integrations('run-action', ['i1', 'INITIAL_SYNC', '--json']));
    const { processId } = (started as { result: { syncs: readonly { processId: string }[] } }).result.syncs[0]!;
    const listed = await runInProcess(['processes', 'list', '--json', '--store', served.store]);
    expect(lines(listed)).toMatchObject([{ id: processId, integrationId: 'i1', state: 'INITIALIZING' }]);
  });

  it('names the fields that cannot be used, and never what was given', async () => {
    const args = ['i1', 'CREATE_PIPEDRIVE_DEAL', '--option', 'value=hunter2', '--option', 'colour=hunter2'];
    const { exitCode, stdout, stderr } = await integrations('run-action', [...args, '--json']);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'frigg-crm: The input of CREATE_PIPEDRIVE_DEAL cannot be used: title is missing; value must be of type number; colour is no field\n',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'problem',
      code: 'ACTION_INPUT_INVALID',
      fields: [
        { field: 'title', problem: 'is missing' },
        { field: 'value', problem: 'must be of type number' },
        { field: 'colour', problem: 'is no field' },
      ],
    });
  });

  it.each([
    [['i1', 'CREATE_DEAL'], 2, /no such action; it has INITIAL_SYNC, /],
    [['i1', 'INITIAL_SYNC', '--queue', 'memory:'], 2, /--queue \(FRIGG_CRM_QUEUE\): is missing: give that of the program/],
    [['i1', 'INITIAL_SYNC', '--option', 'force'], 2, /--option \(FRIGG_CRM_OPTION\): must be name=value\n/],
    [['i1', 'INITIAL_SYNC', '--json-options', '[1]'], 2, /--json-options \(FRIGG_CRM_JSON_OPTIONS\): must be a JSON object/],
    [['none', 'INITIAL_SYNC'], 1, /none/],
    [['i1'], 2, /missing required argument 'action'/],
  ])('refuses %j', async (args, code, message) => {
    expect(await integrations('run-action', args)).toMatchObject({ exitCode: code, stdout: '', stderr: expect.stringMatching(message) });
  });
});

describe('frigg-crm integrations config', () => {
  it('shows the form with what is set, and what is set counts at once', async () => {
    const form = await integrations('config', ['i2']);
    expect(form).toMatchObject({ exitCode: 0, stderr: '' });
    expect(form.stdout).toContain('--set callActivityDestination=<all|deal|lead|contact>\n');
    expect(form.stdout).toContain('--set callLoggingEnabled=<true|false>  default: true\n');
    const changes = ['--set', 'callActivityDestination=lead', '--set', 'callLoggingEnabled=false'];
    const changed = await integrations('config', ['i2', ...changes]);
    expect(changed.stdout).toMatch(/callActivityDestination=[^\n]+\n[^\n]+\n {4}is lead\n/);
    const [shown] = lines(await integrations('config', ['i2', '--json']));
    expect(shown).toMatchObject({
      type: 'config',
      integrationId: 'i2',
      values: { callActivityDestination: 'lead', callLoggingEnabled: false },
    });
    const [reset] = lines(await integrations('config', ['i2', '--set', 'callActivityDestination=', '--json']));
    expect(reset?.['values']).toEqual({ resourceIds: [], callLoggingEnabled: false });
  });

  it('changes nothing when one value cannot be used, and names the field', async () => {
    const args = ['i1', '--set', 'callLoggingEnabled=false', '--set', 'callActivityDestination=hunter2', '--json'];
    const { exitCode, stdout, stderr } = await integrations('config', args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('callActivityDestination must be one of all, deal, lead, contact');
    expect(stdout + stderr).not.toContain('hunter2');
    expect(JSON.parse(stdout)).toMatchObject({ type: 'problem', fields: [{ field: 'callActivityDestination' }] });
    const [shown] = lines(await integrations('config', ['i1', '--json']));
    expect(shown?.['values']).toEqual({ resourceIds: [] });
  });

  it.each([
    [['i1', '--set', 'colour=red'], 2, /--set \(FRIGG_CRM_SET\): colour cannot be set; set resourceIds, callLoggingEnabled, /],
    [['i1', '--set', 'resourceIds=PN1'], 2, /--public-url \(FRIGG_CRM_PUBLIC_URL\): is missing/],
    [['none'], 1, /none/],
    [['i1', '--store', 'memory:'], 2, /--store .*memory: ends with its program/],
    [['i1', '--store', 'sqlite:/nowhere/store.sqlite'], 2, /--store .*there is no such file/],
    [['i1', '--store', 'postgres://localhost/none'], 2, /--vault-key .*is missing/],
  ])('refuses %j', async (args, code, message) => {
    expect(await integrations('config', args)).toMatchObject({ exitCode: code, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('makes no key of its own where the one of the store is gone', async () => {
    const other = await makeIntegrationStore([]);
    await rm(join(other.folder, 'store.sqlite.vault-key'));
    const { exitCode, stderr } = await integrations('config', ['i1', '--store', other.store]);
    await other.remove();
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--vault-key') });
  });
});
