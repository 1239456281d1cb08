import { readFileSync } from 'node:fs';
import { ConfigurationError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { listAll, type QuoPage } from './api/list-all.ts';
import { aQuoContact } from './test-support/a-quo-contact.ts';
import { createQuoSystem } from './test-support/quo-system.ts';
import { createQuoClient, type QuoClient } from './create-quo-client.ts';
import { VERSION } from './version.ts';

describe('createQuoClient', () => {
  it('sends its name and package version as user agent, or the given one, and the given headers', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    const [plain, named] = [{}, { userAgent: 'my-app/2', headers: { 'x-gateway': '1' } }].map((client) => createQuoSystem({ client }));
    const dynamic = createQuoSystem({ client: { headers: async () => ({ 'x-gateway': '2' }) } });
    const rows = [];
    for (const system of [plain, named, dynamic]) {
      await system?.run(system.quo.phoneNumbers.list());
      const headers = system?.sent[0]?.headers;
      rows.push(['user-agent', 'x-gateway', 'authorization'].map((name) => headers?.get(name)));
    }
    expect(rows).toEqual([
      [`frigg-crm-quo/${version}`, null, 'key-1'],
      ['my-app/2', '1', 'key-1'],
      [`frigg-crm-quo/${version}`, '2', 'key-1'],
    ]);
    expect(() => createQuoClient({ apiKey: 'k', headers: { 'x-gateway': '\u200B' } })).toThrow(ConfigurationError);
  });

  it('keeps to the given requests per second, below what Quo allows', async () => {
    const { quo, run, sent } = createQuoSystem({ client: { requestsPerSecond: 3 } });
    await run(Promise.all(Array.from({ length: 7 }, async () => quo.phoneNumbers.list())));
    const startMs = sent[0]?.atMs ?? 0;
    expect([1000, 2000].map((afterMs) => sent.filter(({ atMs }) => atMs < startMs + afterMs).length)).toEqual([3, 6]);
  });
});

/** One call of each method, with the least that it needs. */
const CALLS: Readonly<Record<string, (quo: QuoClient) => Promise<unknown>>> = {
  'contacts.listByExternalIds': async ({ contacts }) => contacts.listByExternalIds(['rec-1']),
  'contacts.get': async ({ contacts }) => contacts.get?.('c1'),
  'contacts.create': async ({ contacts }) => contacts.create(aQuoContact()),
  'contacts.update': async ({ contacts }) => contacts.update('c1', aQuoContact()),
  'contacts.deleteByExternalId': async ({ contacts }) => contacts.deleteByExternalId('rec-1'),
  'contacts.delete': async ({ contacts }) => contacts.delete('c1'),
  'phoneNumbers.list': async ({ phoneNumbers }) => phoneNumbers.list(),
  'phoneNumbers.get': async ({ phoneNumbers }) => phoneNumbers.get('PN1'),
  'users.list': async ({ users }) => users.list(),
  'users.get': async ({ users }) => users.get('US1'),
  'calls.get': async ({ calls }) => calls.get('AC1'),
  'calls.recordings': async ({ calls }) => calls.recordings('AC1'),
  'calls.voicemail': async ({ calls }) => calls.voicemail('AC1'),
  'calls.summary': async ({ calls }) => calls.summary('AC1'),
  'messages.get': async ({ messages }) => messages.get('AC1'),
  'webhooks.create': async ({ webhooks }) =>
    webhooks.create({ kind: 'call', url: 'https://app.example.com', phoneNumberIds: ['PN1'], label: 'x' }),
  'webhooks.list': async ({ webhooks }) => webhooks.list(),
  'webhooks.delete': async ({ webhooks }) => webhooks.delete('WH1'),
};
const swallow = async (): Promise<Response> => new Promise(() => undefined);
const impatient = { timeoutMs: 5, headersTimeoutMs: 5, retryDelaysMs: [] };

describe('a Quo that never responds', () => {
  it.each(Object.keys(CALLS))('ends %s with a time-out', async (name) => {
    const { quo, run } = createQuoSystem({ interfere: swallow, client: impatient });
    const timeout = { code: 'API_UNAVAILABLE', apiCode: 'TIMEOUT', retryable: true };
    await expect(run(CALLS[name]?.(quo) ?? Promise.resolve())).rejects.toMatchObject(timeout);
  });

  it.each(['public', 'partner'] as const)(
    'leaves upserts unavailable, on the %s surface, when only writes are swallowed',
    async (surface) => {
      const { quo, run } = createQuoSystem({
        interfere: async (request, next) => (request.method === 'GET' ? next(request) : swallow()),
        client: { ...impatient, surface, partnerKey: 'partner-secret' },
      });
      expect(await run(quo.contacts.upsertMany([aQuoContact()]))).toMatchObject([{ kind: 'unavailable', error: { apiCode: 'TIMEOUT' } }]);
    },
  );

  it('leaves upserts unavailable when nothing is returned, and ends the check of a key', async () => {
    const { quo, run } = createQuoSystem({ interfere: swallow, client: impatient });
    expect(await run(quo.contacts.upsertMany([aQuoContact()]))).toMatchObject([{ kind: 'unavailable', error: { apiCode: 'TIMEOUT' } }]);
    await expect(run(quo.verifyKey())).rejects.toMatchObject({ apiCode: 'TIMEOUT' });
  });

  it('is covered for each method of each resource', () => {
    const resources = Object.entries(createQuoSystem().quo).filter(([, resource]) => typeof resource === 'object') as [string, object][];
    const methods = resources.flatMap(([name, resource]) => Object.keys(resource).map((method) => `${name}.${method}`));
    expect(methods.filter((name) => name !== 'contacts.upsertMany').sort()).toEqual(Object.keys(CALLS).sort());
  });

  it('ends a call whose headers never come', async () => {
    const headers = async (): Promise<Record<string, string>> => new Promise(() => undefined);
    const { quo, run } = createQuoSystem({ client: { ...impatient, headers } });
    await expect(run(quo.users.list())).rejects.toMatchObject({ apiCode: 'HEADERS_TIMEOUT' });
  });
});

it('ends a list whose page tokens are new each time after 10,000 pages', async () => {
  let count = 0;
  const fetchPage = async (): Promise<QuoPage<never>> => ({ data: [], nextPageToken: String((count += 1)) });
  await expect(listAll(fetchPage, { operation: 'GET /v1/users' })).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
  expect(count).toBe(10_001);
});
