import { readFileSync } from 'node:fs';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createAttioSandbox } from '../sandbox/create-attio-sandbox.ts';
import { toSandboxId } from '../sandbox/sandbox-ids.ts';
import { VERSION } from '../version.ts';
import { createAttioClient, type AttioClient, type AttioClientOptions } from './create-attio-client.ts';

/** A client, and the requests that it sent. */
function setUp(options: Partial<AttioClientOptions> = {}) {
  const clock = createVirtualClock();
  const sandbox = createAttioSandbox({ clock, people: 3, requestsPerSecond: 1000 });
  const sent: { readonly headers: Headers; readonly atMs: number }[] = [];
  const client = createAttioClient({
    token: sandbox.accessToken,
    clock,
    async fetch(request) {
      sent.push({ headers: request.headers, atMs: clock.now() });
      return sandbox.fetch(request);
    },
    ...options,
  });
  return { client, clock, sent, sandbox };
}

const NOTE = { personId: toSandboxId('person', 1), title: 'x', content: 'x' };

describe('createAttioClient', () => {
  it('sends its name and package version as user agent, or the given one, the token, and the given headers', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    const [plain, named] = [setUp(), setUp({ userAgent: 'my-app/2', headers: { 'x-gateway': '1' } })];
    for (const { client } of [plain, named]) await client.self.get();
    expect([plain, named].map(({ sent }) => [sent[0]?.headers.get('user-agent'), sent[0]?.headers.get('x-gateway')])).toEqual([
      [`frigg-crm-attio/${version}`, null],
      ['my-app/2', '1'],
    ]);
    expect(plain.sent[0]?.headers.get('authorization')).toBe(`Bearer ${plain.sandbox.accessToken}`);
  });

  it('keeps to the given requests per second, and to 25 that write', async () => {
    const { client, clock, sent } = setUp({ requestsPerSecond: 5 });
    await clock.runUntil(Promise.all(Array.from({ length: 12 }, async () => client.self.get())));
    const startMs = sent[0]?.atMs ?? 0;
    expect(sent.filter(({ atMs }) => atMs < startMs + 1000)).toHaveLength(5);
    const writer = setUp();
    await writer.clock.runUntil(Promise.all(Array.from({ length: 60 }, async () => writer.client.notes.create(NOTE))));
    const firstMs = writer.sent[0]?.atMs ?? 0;
    expect(writer.sent.filter(({ atMs }) => atMs < firstMs + 1000)).toHaveLength(25);
  });

  it('waits until the date that a refusal names, and repeats the query (acceptance 20)', async () => {
    let refusals = 1;
    const clock = createVirtualClock();
    const sandbox = createAttioSandbox({ clock, people: 3 });
    const startMs = clock.now();
    const client = createAttioClient({
      token: sandbox.accessToken,
      clock,
      async fetch(request) {
        refusals -= 1;
        if (refusals < 0) return sandbox.fetch(request);
        const date = new Date(startMs + 7000).toUTCString();
        return Response.json({ status_code: 429, code: 'rate_limit_exceeded' }, { status: 429, headers: { 'retry-after': date } });
      },
    });
    const { data } = await clock.runUntil(client.people.list({ limit: 10 }));
    expect(data).toHaveLength(3);
    expect(clock.now() - startMs).toBeGreaterThanOrEqual(7000);
    expect(clock.now() - startMs).toBeLessThan(10_000);
  });

  it('sends its token to Attio and to no other host', () => {
    for (const baseUrl of ['https://api.attio.com.evil.test', 'http://api.attio.com', 'http://127.0.0.1:4100', 'https://attio.com'])
      expect(() => createAttioClient({ token: 't', baseUrl })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    expect(() => createAttioClient({ token: 't', baseUrl: 'http://127.0.0.1:4100', allowLoopback: true })).not.toThrow();
  });

  it('gives at most 500 people a page, as Attio does, and refuses a cursor that is no number', async () => {
    const clock = createVirtualClock();
    const sandbox = createAttioSandbox({ clock, people: 600 });
    const client = createAttioClient({ token: sandbox.accessToken, clock, fetch: sandbox.fetch });
    expect(await client.people.list({ limit: 1000 })).toMatchObject({ nextCursor: '500' });
    const newestFirst = await client.people.list({ limit: 1, sortDirection: 'desc' });
    expect(newestFirst.data[0]?.id).toBe(toSandboxId('person', 600));
    await expect(client.people.list({ limit: 10, cursor: 'next' })).rejects.toThrow(RangeError);
  });
});

/** One call of each method, with the least that it needs. */
const CALLS: Readonly<Record<string, (client: AttioClient) => Promise<unknown>>> = {
  'self.get': async ({ self }) => self.get(),
  'people.list': async ({ people }) => people.list({ limit: 1 }),
  'people.get': async ({ people }) => people.get(toSandboxId('person', 1)),
  'people.listByIds': async ({ people }) => people.listByIds([toSandboxId('person', 1)]),
  'people.searchByPhone': async ({ people }) => people.searchByPhone('+14155550132', { readNumbers: (text) => [text] }),
  'companies.listByIds': async ({ companies }) => companies.listByIds([toSandboxId('company', 1)]),
  'people.create': async ({ people }) => people.create({ firstName: 'Ana', lastName: 'Ruiz' }),
  'objects.list': async ({ objects }) => objects.list(),
  'objects.search': async ({ objects }) => objects.search('ana', { objects: ['people'], limit: 5 }),
  'objects.idOf': async ({ objects }) => objects.idOf('people'),
  'objects.attributeIdOf': async ({ objects }) => objects.attributeIdOf('people', 'name'),
  'notes.create': async ({ notes }) => notes.create(NOTE),
  'notes.update': async ({ notes }) => notes.update('1', NOTE),
  'notes.get': async ({ notes }) => notes.get('1'),
  'notes.list': async ({ notes }) => notes.list({ personId: NOTE.personId }),
  'notes.delete': async ({ notes }) => notes.delete('1'),
  'webhooks.create': async ({ webhooks }) => webhooks.create({ url: 'https://app.example.test', subscriptions: [] }),
  'webhooks.list': async ({ webhooks }) => webhooks.list(),
  'webhooks.delete': async ({ webhooks }) => webhooks.delete('1'),
};
const swallow = async (): Promise<Response> => new Promise(() => undefined);

describe('an Attio that never responds', () => {
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
    const methods = Object.entries(client).flatMap(([name, resource]) =>
      Object.keys(resource as object).map((method) => `${name}.${method}`),
    );
    expect(methods.sort()).toEqual(Object.keys(CALLS).sort());
  });
});
