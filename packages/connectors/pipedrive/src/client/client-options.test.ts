import { readFileSync } from 'node:fs';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { readPhoneNumbers } from '@frigg-crm/crm-base';
import { createPipedriveSandbox } from '../sandbox/create-pipedrive-sandbox.ts';
import { pipedriveFixture } from '../test-support/pipedrive-fixture.ts';
import { VERSION } from '../version.ts';
import { createPipedriveClient, type PipedriveClientOptions } from './create-pipedrive-client.ts';
import type { PipedriveClient } from './pipedrive-client.ts';

/** A client, and the requests that it sent. */
function setUp(options: Partial<PipedriveClientOptions> = {}) {
  const clock = createVirtualClock();
  const sandbox = createPipedriveSandbox({ clock, people: 3, requestsPer2s: 1000 });
  const sent: { readonly headers: Headers; readonly atMs: number }[] = [];
  const client = createPipedriveClient({
    baseUrl: sandbox.apiDomain,
    token: sandbox.accessToken,
    clock,
    async fetch(request) {
      sent.push({ headers: request.headers, atMs: clock.now() });
      return sandbox.fetch(request);
    },
    ...options,
  });
  return { client, clock, sent };
}

describe('createPipedriveClient', () => {
  it('sends its name and package version as user agent, or the given one, and the given headers', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    const [plain, named] = [setUp(), setUp({ userAgent: 'my-app/2', headers: { 'x-gateway': '1' } })];
    for (const { client } of [plain, named]) await client.users.me();
    expect([plain, named].map(({ sent }) => [sent[0]?.headers.get('user-agent'), sent[0]?.headers.get('x-gateway')])).toEqual([
      [`frigg-crm-pipedrive/${version}`, null],
      ['my-app/2', '1'],
    ]);
  });

  it('keeps to the given requests per second, counted over two seconds', async () => {
    const { client, clock, sent } = setUp({ requestsPerSecond: 2.5 });
    await clock.runUntil(Promise.all(Array.from({ length: 12 }, async () => client.users.me())));
    const startMs = sent[0]?.atMs ?? 0;
    expect(sent.filter(({ atMs }) => atMs < startMs + 2000)).toHaveLength(5);
    expect(sent.filter(({ atMs }) => atMs < startMs + 4000)).toHaveLength(10);
  });

  it('refuses to be made without a base URL', () => {
    expect(() => createPipedriveClient({ token: 't' })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
  });

  it('still has the names of before: apiDomain, and one method per call', async () => {
    const { sandbox, client: current } = pipedriveFixture({ people: 2 });
    const client = createPipedriveClient({ apiDomain: () => sandbox.apiDomain, token: sandbox.accessToken, fetch: sandbox.fetch });
    expect([client.apiDomain, client.baseUrl]).toEqual([sandbox.apiDomain, sandbox.apiDomain]);
    expect(await client.listPersons({ limit: 10 })).toEqual(await current.persons.list({ limit: 10 }));
    const toE164 = (text: string): string | undefined => readPhoneNumbers(text, 'US').values[0];
    expect(await client.searchPersonsByPhone('+14155550100', { toE164 })).toEqual([]);
    expect(await client.me()).toEqual(await current.users.me());
  });
});

/** One call of each method, with the least that it needs. */
const CALLS: Readonly<Record<string, (client: PipedriveClient) => Promise<unknown>>> = {
  'persons.list': async ({ persons }) => persons.list({ limit: 1 }),
  'persons.get': async ({ persons }) => persons.get('1'),
  'persons.listByIds': async ({ persons }) => persons.listByIds(['1']),
  'persons.searchByPhone': async ({ persons }) => persons.searchByPhone('+14155550132', { readNumbers: (text) => [text] }),
  'organizations.listByIds': async ({ organizations }) => organizations.listByIds(['1']),
  'activities.create': async ({ activities }) => activities.create({ subject: 'Call', type: 'call', isDone: true, personIds: ['1'] }),
  'activities.update': async ({ activities }) => activities.update('1', { note: 'x' }),
  'activities.get': async ({ activities }) => activities.get('1'),
  'activities.list': async ({ activities }) => activities.list({ personId: '1', updatedSince: '2026-01-05T10:00:00Z' }),
  'activities.delete': async ({ activities }) => activities.delete('1'),
  'notes.create': async ({ notes }) => notes.create({ personId: '1', content: 'x' }),
  'notes.update': async ({ notes }) => notes.update('1', 'x'),
  'notes.get': async ({ notes }) => notes.get('1'),
  'notes.list': async ({ notes }) => notes.list({ personId: '1' }),
  'notes.delete': async ({ notes }) => notes.delete('1'),
  'deals.create': async ({ deals }) => deals.create({ title: 'Big' }),
  'deals.findByTitle': async ({ deals }) => deals.findByTitle({ title: 'Big' }, '2026-01-05T10:00:00.000Z'),
  'items.search': async ({ items }) => items.search('ana', { types: ['person'], limit: 5 }),
  'persons.searchByName': async ({ persons }) => persons.searchByName('ana', { limit: 5 }),
  'deals.findOpen': async ({ deals }) => deals.findOpen('1'),
  'leads.findLatest': async ({ leads }) => leads.findLatest('1'),
  'users.me': async ({ users }) => users.me(),
  'users.list': async ({ users }) => users.list(),
  'users.findByEmail': async ({ users }) => users.findByEmail('ana@acme.test'),
  'webhooks.create': async ({ webhooks }) =>
    webhooks.create({
      url: 'https://app.example.test',
      eventAction: '*',
      eventObject: 'person',
      name: 'x',
      credentials: { user: 'u', password: 'p' },
    }),
  'webhooks.list': async ({ webhooks }) => webhooks.list(),
  'webhooks.delete': async ({ webhooks }) => webhooks.delete('1'),
};
const swallow = async (): Promise<Response> => new Promise(() => undefined);

describe('a Pipedrive that never responds', () => {
  it.each(Object.keys(CALLS))('ends %s with a time-out', async (name) => {
    const { client, clock } = setUp({ timeoutMs: 5, retryDelaysMs: [], fetch: swallow });
    await expect(clock.runUntil(CALLS[name]?.(client) ?? Promise.resolve())).rejects.toMatchObject({
      code: 'API_UNAVAILABLE',
      apiCode: 'TIMEOUT',
      retryable: true,
    });
  });

  it('is covered for each method of each resource', () => {
    const { client } = setUp();
    const resources = Object.entries(client).filter(([, resource]) => typeof resource === 'object') as [string, object][];
    const methods = resources.flatMap(([name, resource]) => Object.keys(resource).map((method) => `${name}.${method}`));
    expect(methods.sort()).toEqual(Object.keys(CALLS).sort());
  });

  it('ends a call whose token source never responds', async () => {
    const token = { get: async () => new Promise<string>(() => undefined), refresh: async () => '' };
    const { client, clock } = setUp({ token, headersTimeoutMs: 5, retryDelaysMs: [] });
    await expect(clock.runUntil(client.users.me())).rejects.toMatchObject({ code: 'API_UNAVAILABLE', apiCode: 'HEADERS_TIMEOUT' });
  });
});
