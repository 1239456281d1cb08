import { readFileSync } from 'node:fs';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createZohoSandbox } from '../sandbox/create-zoho-sandbox.ts';
import { VERSION } from '../version.ts';
import type { ZohoPeople } from './create-people.ts';
import { createZohoClient, type ZohoClient, type ZohoClientOptions } from './create-zoho-client.ts';

/** A client, and the requests that it sent. */
function setUp(options: Partial<ZohoClientOptions> = {}) {
  const clock = createVirtualClock();
  const sandbox = createZohoSandbox({ clock, contacts: 3 });
  const sent: { readonly headers: Headers; readonly atMs: number }[] = [];
  const client = createZohoClient({
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

describe('createZohoClient', () => {
  it("sends Zoho's word before the token, and its name and package version as user agent", async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    const [plain, named] = [setUp(), setUp({ userAgent: 'my-app/2', headers: { 'x-gateway': '1' } })];
    for (const { client } of [plain, named]) await client.users.list();
    expect(plain.sent[0]?.headers.get('authorization')).toBe('Zoho-oauthtoken sandbox-access-1');
    expect([plain, named].map(({ sent }) => [sent[0]?.headers.get('user-agent'), sent[0]?.headers.get('x-gateway')])).toEqual([
      [`frigg-crm-zoho/${version}`, null],
      ['my-app/2', '1'],
    ]);
  });

  it('keeps to the given requests per second', async () => {
    const { client, clock, sent } = setUp({ requestsPerSecond: 5 });
    await clock.runUntil(Promise.all(Array.from({ length: 12 }, async () => client.users.list())));
    const startMs = sent[0]?.atMs ?? 0;
    expect(sent.filter(({ atMs }) => atMs < startMs + 1000)).toHaveLength(5);
  });

  it('refuses to be made without a base URL', () => {
    expect(() => createZohoClient({ token: 't' } as ZohoClientOptions)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
  });
});

const PARENT = { objectType: 'Contact', id: '1' } as const;
const CALL = { subject: 'Call', type: 'Missed', startedAt: '2026-01-05T10:00:00Z', parent: PARENT, description: '' } as const;
const CHANNEL = { id: '1', events: ['Contacts.all'], url: 'https://app.example.test', token: 't', expiresAt: '2026-01-05T10:00:00Z' };
const NOTE = { title: 'x', content: 'x' };

const peopleCalls = (people: (client: ZohoClient) => ZohoPeople): Readonly<Record<string, (client: ZohoClient) => Promise<unknown>>> => ({
  list: async (client) => people(client).list({ limit: 1 }),
  listDeleted: async (client) => people(client).listDeleted({ limit: 1 }),
  get: async (client) => people(client).get('1'),
  listByIds: async (client) => people(client).listByIds(['1']),
  searchByPhone: async (client) => people(client).searchByPhone('+14155550132', { readNumbers: (text) => [text] }),
});
const named = (resource: string, calls: Readonly<Record<string, (client: ZohoClient) => Promise<unknown>>>) =>
  Object.entries(calls).map(([name, call]) => [`${resource}.${name}`, call] as const);

/** One call of each method, with the least that it needs. */
const CALLS: Readonly<Record<string, (client: ZohoClient) => Promise<unknown>>> = Object.fromEntries([
  ...named(
    'contacts',
    peopleCalls(({ contacts }) => contacts),
  ),
  ...named(
    'leads',
    peopleCalls(({ leads }) => leads),
  ),
  ...named(
    'accounts',
    peopleCalls(({ accounts }) => accounts),
  ),
  ...named('calls', {
    create: async ({ calls }) => calls.create(CALL),
    update: async ({ calls }) => calls.update('1', { description: 'x' }),
    get: async ({ calls }) => calls.get('1'),
    list: async ({ calls }) => calls.list({ modifiedSince: '2026-01-05T10:00:00Z' }),
    delete: async ({ calls }) => calls.delete('1'),
  }),
  ...named('notes', {
    create: async ({ notes }) => notes.create(PARENT, NOTE),
    update: async ({ notes }) => notes.update('1', NOTE),
    get: async ({ notes }) => notes.get('1'),
    list: async ({ notes }) => notes.list({ parent: PARENT }),
    delete: async ({ notes }) => notes.delete('1'),
  }),
  ...named('organizations', { current: async ({ organizations }) => organizations.current() }),
  ...named('users', { list: async ({ users }) => users.list() }),
  ...named('channels', {
    create: async ({ channels }) => channels.create(CHANNEL),
    renew: async ({ channels }) => channels.renew(CHANNEL),
    get: async ({ channels }) => channels.get('1'),
    delete: async ({ channels }) => channels.delete('1'),
  }),
]);
const swallow = async (): Promise<Response> => new Promise(() => undefined);

describe('a Zoho CRM that never responds', () => {
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
});
