import { readFileSync } from 'node:fs';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createAxisCareSandbox } from '../sandbox/create-axiscare-sandbox.ts';
import { VERSION } from '../version.ts';
import { createAxisCareClient, type AxisCareClient, type AxisCareClientOptions } from './create-axiscare-client.ts';

/** A client, and the requests that it sent. */
function setUp(options: Partial<AxisCareClientOptions> = {}) {
  const clock = createVirtualClock();
  const sandbox = createAxisCareSandbox({ clock, people: { client: 3 }, requestsPerSecond: 1000 });
  const sent: { readonly headers: Headers; readonly atMs: number }[] = [];
  const client = createAxisCareClient({
    siteNumber: sandbox.siteNumber,
    token: sandbox.token,
    clock,
    async fetch(request) {
      sent.push({ headers: request.headers, atMs: clock.now() });
      return sandbox.fetch(request);
    },
    ...options,
  });
  return { client, clock, sent };
}

describe('createAxisCareClient', () => {
  it('sends its name and package version as user agent, or the given one, and the given headers', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    const [plain, named] = [setUp(), setUp({ userAgent: 'my-app/2', headers: { 'x-gateway': '1' } })];
    for (const { client } of [plain, named]) await client.verify();
    expect([plain, named].map(({ sent }) => [sent[0]?.headers.get('user-agent'), sent[0]?.headers.get('x-gateway')])).toEqual([
      [`frigg-crm-axiscare/${version}`, null],
      ['my-app/2', '1'],
    ]);
  });

  it.each([
    ['4 requests per second', {}, 4],
    ['the given requests per second', { requestsPerSecond: 2 }, 2],
  ])('keeps to %s', async (_case, options, perSecond) => {
    const { client, clock, sent } = setUp(options);
    await clock.runUntil(Promise.all(Array.from({ length: 9 }, async () => client.verify())));
    const startMs = sent[0]?.atMs ?? 0;
    expect(sent.filter(({ atMs }) => atMs < startMs + 1000)).toHaveLength(perSecond);
  });

  it.each(['https://evil.com', 'https://5678.axiscare.com', 'http://1234.axiscare.com', 'http://127.0.0.1:1'])(
    'refuses the base URL %s',
    (baseUrl) => {
      expect(() => setUp({ baseUrl })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    },
  );
});

const LOG = {
  callerName: 'A',
  callerPhone: 'B',
  followUp: false,
  dateTime: '2026-01-05T10:00:00+00:00',
  subject: 'C',
  notes: 'D',
  tags: [],
};
/** One call of each method, with the least that it needs. */
const CALLS: Readonly<Record<string, (client: AxisCareClient) => Promise<unknown>>> = {
  'people.list': async ({ people }) => people.list({ type: 'client', limit: 1 }),
  'people.get': async ({ people }) => people.get('lead', '1'),
  'people.listByIds': async ({ people }) => people.listByIds('caregiver', ['1']),
  'parties.list': async ({ parties }) => parties.list('client', '1'),
  'callLogs.list': async ({ callLogs }) => callLogs.list({ from: LOG.dateTime, to: LOG.dateTime }),
  'callLogs.create': async ({ callLogs }) => callLogs.create(LOG),
  'callLogs.update': async ({ callLogs }) => callLogs.update('1', { notes: 'x' }),
  verify: async (client) => client.verify(),
};

it('has a test of each method', () => {
  const { people, parties, callLogs } = setUp().client;
  const names = Object.entries({ people, parties, callLogs }).flatMap(([name, methods]) =>
    Object.keys(methods).map((each) => `${name}.${each}`),
  );
  expect([...names, 'verify'].toSorted()).toEqual(Object.keys(CALLS).toSorted());
});

it.each(Object.entries(CALLS))('F3: %s gives up when AxisCare never responds', async (_name, call) => {
  const { client, clock } = setUp({ fetch: async () => new Promise<never>(() => undefined), timeoutMs: 5, retryDelaysMs: [] });
  await expect(clock.runUntil(call(client))).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
});

it('has no parties of a record that is not there', async () => {
  expect(await setUp().client.parties.list('client', '99')).toEqual([]);
});
