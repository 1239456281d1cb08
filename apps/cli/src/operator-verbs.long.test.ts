import { Inbox, systemClock } from '@frigg-crm/core';
import { UNKNOWN_PERSON } from '@frigg-crm/core/adapter';
import { openSqliteStore } from '@frigg-crm/sqlite';
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
let serving: ServedInProcess;

beforeAll(async () => {
  [crm, quo] = await Promise.all([openCrm('pipedrive', 5), openQuo()]);
  const connected = { connector: 'pipedrive', crm: { url: crm.url, token: crm.token } };
  served = await makeIntegrationStore([
    { id: 'i1', ...connected },
    { id: 'i2', ...connected },
  ]);
  await fill(served.file);
  serving = await serveInProcess(served.store, { quoUrl: quo.url });
});
afterAll(async () => {
  await serving.stop();
  await Promise.all([crm.close(), quo.close(), served.remove()]);
});

/** Four events, of which three have failed for two reasons; and two people, of whom one has failed. */
async function fill(file: string): Promise<void> {
  const store = await openSqliteStore({ file });
  const inbox = new Inbox({ documents: store.documents, clock: systemClock });
  const person = { kind: 'person-changed', objectType: 'Person', externalId: '7' };
  const failures = { 'crm:a': 'API_REFUSED', 'crm:b': 'API_REFUSED', 'crm:c': 'UNUSABLE_PERSON', 'crm:d': undefined };
  for (const [id, code] of Object.entries(failures)) {
    const data = { eventId: id, change: person, text: 'call me' };
    await inbox.accept([{ integrationId: 'i1', id, connector: 'pipedrive', kind: 'crm-event', data, dueAt: '2026-01-05T08:00:00.000Z' }]);
    if (code === undefined) continue;
    await inbox.claim({ integrationId: 'i1', id, claimId: 'test', ttlMs: 1000 });
    await inbox.fail({ integrationId: 'i1', id, claimId: 'test', code });
  }
  const key = { integrationId: 'i1', objectType: 'Person' };
  const known = { ...UNKNOWN_PERSON, phoneNumbers: ['+14155550123'], knownSinceMs: 1 };
  await store.transfer.writePeople([
    { ...key, externalId: '7', state: { ...known, quoContactId: 'quo-7', contentHash: 'hash' } },
    { ...key, externalId: '8', state: { ...known, failure: { processId: 'sync-1', code: 'REFUSED' } } },
  ]);
  await store.close();
}

async function onStore(...args: readonly string[]): Promise<FinishedChild> {
  return runInProcess(args, { env: { FRIGG_CRM_STORE: served.store, FRIGG_CRM_QUO_URL: quo.url } });
}

async function onServer(...args: readonly string[]): Promise<FinishedChild> {
  return runInProcess(args, { env: { FRIGG_CRM_SERVER: serving.url, FRIGG_CRM_ADMIN_TOKEN: ADMIN_TOKEN } });
}

/** A person as the CRM has them. */
async function personOfCrm(id: string): Promise<{ readonly name: string; readonly email: string }> {
  const response = await fetch(`${crm.url}/api/v2/persons/${id}`, { headers: { authorization: `Bearer ${crm.token}` } });
  const { data } = (await response.json()) as { data: { name: string; emails: { value: string }[] } };
  return { name: data.name, email: data.emails[0]?.value ?? '' };
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

describe('frigg-crm dead-letters', () => {
  it('groups and lists what has failed, on a store and through a server', async () => {
    const groups = await expectSame('dead-letters', 'groups');
    expect(groups).toMatch(/^group +oldest +newest .*\ncrm-event\/API_REFUSED +.* i1 crm:a +2 +1\ncrm-event\/UNUSABLE_PERSON +.* 1 +1\n$/);
    expect(await expectSame('overview')).toMatch(
      /\nwarning +\S+Z +i1 +crm-event\/API_REFUSED +2 have failed for good +dead-letters list --group crm-event\/API_REFUSED\n/,
    );
    const listed = lines(await expectSame('dead-letters', 'list', '--group', 'crm-event/API_REFUSED', '--json'));
    expect(listed.map(({ type, id, code }) => [type, id, code])).toEqual([
      ['entry', 'crm:a', 'API_REFUSED'],
      ['entry', 'crm:b', 'API_REFUSED'],
    ]);
    expect(lines(await expectSame('dead-letters', 'list', '--json', '--limit', '1'))).toHaveLength(1);
    expect(await expectSame('dead-letters', 'list', '--group', 'log-call')).toBe('no dead letter\n');
    expect(await expectSame('dead-letters', 'list', '--since', '0m')).toBe('no dead letter\n');
    expect(await expectSame('dead-letters', 'list', '--integration', 'none')).toBe('');
  });

  it('redrives one, a group and all, and never more than was named', async () => {
    const [one] = lines((await onServer('dead-letters', 'redrive', 'crm:a', '--integration', 'i1', '--json')).stdout);
    expect(one).toMatchObject({ type: 'entry', id: 'crm:a', state: 'open' });
    expect(await expectSame('dead-letters', 'redrive', 'crm:a', '--integration', 'i1')).toMatch(/^it waits or is worked on already/);
    const group = await onStore('dead-letters', 'redrive', '--group', 'crm-event/API_REFUSED', '--json');
    expect(lines(group.stdout)).toMatchObject([{ type: 'redriven', redriven: 1, isComplete: true }]);
    const all = await onServer('dead-letters', 'redrive', '--all', '--rate', '0.5');
    expect(all).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^1 redriven, spread until 20/) });
    expect(await expectSame('dead-letters', 'redrive', '--all')).toBe('nothing has failed that matches\n');
  });

  it.each([
    [['redrive'], /name what is redriven: an id, --group \(FRIGG_CRM_GROUP\) or --all \(FRIGG_CRM_ALL\), one of them/],
    [['redrive', '--all', '--group', 'log-call'], /name what is redriven/],
    [['redrive', 'crm:a'], /--integration \(FRIGG_CRM_INTEGRATION\): is missing: an id belongs to one/],
    [['redrive', 'crm:a', '--integration', 'i1', '--rate', '1'], /an id is one entry/],
    [['redrive', '--all', '--rate', '0'], /--rate \(FRIGG_CRM_RATE\): must be a number from 0.01 to 1000/],
    [['list', '--since', 'yesterday'], /--since \(FRIGG_CRM_SINCE\): must be a moment in UTC such as .*, or how long ago: 30m, 2h or 7d/],
    [['list', '--store', 'sqlite:/nowhere/store.sqlite'], /--store .*there is no such store/],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await onStore('dead-letters', ...args);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringMatching(message) });
  });
});

describe('frigg-crm inbox', () => {
  it('lists events and shows one without texts, and replays only what has failed', async () => {
    expect(lines(await expectSame('inbox', 'list', '--json', '--source', 'crm')).map(({ id }) => id)).toEqual([
      'crm:a',
      'crm:b',
      'crm:c',
      'crm:d',
    ]);
    expect(await expectSame('inbox', 'list', '--source', 'quo')).toBe('no event\n');
    const shown = await expectSame('inbox', 'show', 'crm:d', '--integration', 'i1', '--json');
    expect(lines(shown)).toMatchObject([{ type: 'event', entry: { state: 'open' }, data: { change: { externalId: '7' } } }]);
    expect(shown).not.toContain('call me');
    expect(await expectSame('inbox', 'replay', '--failed-since', '1h')).toBe('nothing has failed that matches\n');
    expect(await expectSame('inbox', 'replay', 'crm:d', '--integration', 'i1')).toMatch(/^it waits or is worked on already/);
    const unknown = await onServer('inbox', 'show', 'none', '--integration', 'i1');
    expect(unknown).toEqual({ exitCode: 1, stdout: '', stderr: 'frigg-crm: There is no webhook with this id\n' });
    expect(await onStore('inbox', 'replay')).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/an id, or --failed-since/) });
  });
});

describe('frigg-crm people', () => {
  it('finds people by number and by id, and says what became of them', async () => {
    const byPhone = await expectSame('people', 'find', '+1 (415) 555-0123', '--integration', 'i1');
    expect(byPhone).toMatch(
      /^type +CRM id +name +Quo id .*\nPerson +7 +quo-7 +\+14155550123 +SYNCED\nPerson +8 +\+14155550123 +REFUSED\nSYNCED: Quo is /,
    );
    const [person] = lines(await expectSame('people', 'find', '8', '--object-type', 'Person', '--integration', 'i1', '--json'));
    expect(person).toMatchObject({
      type: 'person',
      integrationId: 'i1',
      crmId: '8',
      failedInSyncId: 'sync-1',
      decision: { code: 'REFUSED' },
    });
    expect(await expectSame('people', 'find', '99', '--integration', 'i1')).toBe('no person: no sync has written one, or it was removed\n');
  });

  it('finds who was never written by a search of the CRM, by name and by e-mail address', async () => {
    const { name, email } = await personOfCrm('1');
    for (const text of [name, email]) {
      const found = lines(await expectSame('people', 'find', text, '--integration', 'i1', '--json'));
      expect(found).toContainEqual(
        expect.objectContaining({ crmId: '1', name, quoId: null, decision: { code: 'UNKNOWN', message: expect.any(String) } }),
      );
    }
    expect(await expectSame('people', 'find', 'zora@nowhere.test', '--integration', 'i1')).toMatch(/^no person/);
  });

  it('shows a person of the CRM and of Quo now, and what a sync would change, and changes nothing', async () => {
    const args = ['1', '--object-type', 'Person', '--integration', 'i1'];
    const before = await onServer('inbox', 'list', '--json');
    const { name } = await personOfCrm('1');
    const shown = await expectSame('people', 'show', ...args);
    expect(shown).toContain(`Person 1: ${name}\nNot in Quo: no sync and no event has written the person yet\n`);
    expect(shown).toMatch(/sync-now would create the contact in Quo\n\n +CRM \(found\) +Quo \(gone\)\nfirst name +\S+ +differs\n/);
    expect(await expectSame('people', 'sync-now', ...args, '--dry-run')).toMatch(
      /^sync-now would create the contact in Quo\nNot in Quo: no sync and no event has written the person yet\nnothing was done; .* plan-\w+\n$/,
    );
    expect(await expectSame('people', 'sync-now', ...args, '--if-plan', 'plan-of-yesterday')).toBe('');
    const [comparison] = lines((await onServer('people', 'show', ...args, '--json')).stdout);
    expect(comparison).toMatchObject({
      type: 'comparison',
      crm: { state: 'found', name },
      quo: { state: 'gone' },
      effect: { kind: 'create' },
      known: { decision: { code: 'UNKNOWN' }, entries: [], activities: [] },
    });
    expect(await onServer('inbox', 'list', '--json')).toEqual(before);
  });

  it('has one person synced, whose type it finds out', async () => {
    const syncNow = ['people', 'sync-now', '7', '--integration', 'i1', '--json'];
    const [plan] = lines(await expectSame(...syncNow, '--dry-run'));
    const [scheduled] = lines((await onServer(...syncNow, '--if-plan', String(plan?.['plan']))).stdout);
    const listed = await onServer('inbox', 'list', '--json', '--state', 'open');
    expect(lines(listed.stdout).map(({ id }) => id)).toContain(scheduled?.['entryId']);
    expect(await onStore('people', 'sync-now', '7', '--integration', 'i1')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^is synced as soon/),
    });
  });

  it.each([
    [['find', 'ana@example@com', '--by', 'email'], /an e-mail address is one word with an @/],
    [['find', 'a', '--by', 'name'], /a name has two characters at least/],
    [['find', '+44 call me'], /a phone number is \+ with the country and the digits/],
    [['find', '7'], /--integration \(FRIGG_CRM_INTEGRATION\): is missing: there are several/],
    [
      ['sync-now', '99', '--integration', 'i1'],
      /--object-type \(FRIGG_CRM_OBJECT_TYPE\): is missing: nothing was written of this person yet/,
    ],
  ])('refuses %j', async (args, message) => {
    expect(await onServer('people', ...args)).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringMatching(message) });
  });
});

it('shows operators how each verb is used', async () => {
  const help = await runInProcess(['dead-letters', 'redrive', '--help']);
  expect(help).toMatchObject({ exitCode: 0, stderr: '' });
  expect(help.stdout).toContain('Examples:\n  frigg-crm dead-letters redrive crm:4711 --integration acme\n');
});
