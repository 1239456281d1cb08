import { readFileSync } from 'node:fs';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createScalingTestSandbox } from '../sandbox/create-scaling-test-sandbox.ts';
import { VERSION } from '../version.ts';
import { createScalingTestClient, type ScalingTestClient, type ScalingTestClientOptions } from './scaling-test-client.ts';

function setUp(options: Partial<ScalingTestClientOptions> = {}) {
  const clock = createVirtualClock();
  const sandbox = createScalingTestSandbox({ people: 3, clock });
  const sent: { readonly headers: Headers; readonly atMs: number }[] = [];
  const client = createScalingTestClient({
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

it('sends its name and package version as user agent, or the given one, and the given headers', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
  const systems = [setUp(), setUp({ userAgent: 'my-app/2', headers: { 'x-gateway': '1' } })];
  for (const { client, clock } of systems) await clock.runUntil(client.persons.list({ limit: 1 }));
  expect(systems.map(({ sent }) => [sent[0]?.headers.get('user-agent'), sent[0]?.headers.get('x-gateway')])).toEqual([
    [`frigg-crm-scaling-test/${version}`, null],
    ['my-app/2', '1'],
  ]);
});

it('keeps to the given requests per second', async () => {
  const { client, clock, sent } = setUp({ requestsPerSecond: 2 });
  await clock.runUntil(Promise.all(Array.from({ length: 5 }, async () => client.persons.get('person-1'))));
  expect(sent.filter(({ atMs }) => atMs < (sent[0]?.atMs ?? 0) + 1000)).toHaveLength(2);
});

it('still has the names of before: one method per call', async () => {
  const { client, clock } = setUp();
  expect(await clock.runUntil(client.listPeople({ limit: 2 }))).toEqual(await clock.runUntil(client.persons.list({ limit: 2 })));
  expect(await clock.runUntil(client.getPerson('person-1'))).toEqual(await clock.runUntil(client.persons.get('person-1')));
});

it.each([
  ['persons.list', async ({ persons }: ScalingTestClient) => persons.list({ limit: 1 })],
  ['persons.get', async ({ persons }: ScalingTestClient) => persons.get('person-1')],
])('ends %s with a time-out when the CRM never responds', async (_name, call) => {
  const { client, clock } = setUp({ timeoutMs: 5, retryDelaysMs: [], fetch: async () => new Promise(() => undefined) });
  await expect(clock.runUntil<unknown>(call(client))).rejects.toMatchObject({ code: 'API_UNAVAILABLE', apiCode: 'TIMEOUT' });
});
