import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createScalingTestClient, type ListPeopleParams, type ScalingTestClient } from '../client/scaling-test-client.ts';
import type { PeoplePage } from '../client/person-schemas.ts';
import { isRefusedBySandbox } from '../people/synthetic-id.ts';
import { createScalingTestSandbox, type ScalingTestSandbox } from './create-scaling-test-sandbox.ts';

function clientOf(sandbox: ScalingTestSandbox): ScalingTestClient {
  return createScalingTestClient({ token: sandbox.token, fetch: sandbox.fetch, retryDelaysMs: [] });
}

async function listByPage(client: ScalingTestClient, params: ListPeopleParams): Promise<readonly PeoplePage[]> {
  const pages: PeoplePage[] = [];
  do pages.push(await client.persons.list({ ...params, page: pages.length }));
  while (pages.at(-1)?.hasMore === true);
  return pages;
}

async function listByCursor(client: ScalingTestClient, params: ListPeopleParams): Promise<readonly PeoplePage[]> {
  const pages: PeoplePage[] = [];
  do pages.push(await client.persons.list({ ...params, cursor: pages.at(-1)?.nextCursor ?? undefined }));
  while (pages.at(-1)?.hasMore === true);
  return pages;
}

function idsOf(pages: readonly PeoplePage[]): readonly string[] {
  return pages.flatMap(({ people }) => people.map(({ id }) => id));
}

async function statusOf(sandbox: ScalingTestSandbox, path: string, init: RequestInit = {}): Promise<number> {
  const headers = { authorization: `Bearer ${sandbox.token}` };
  return (await sandbox.fetch(new Request(`https://any.example${path}`, { headers, ...init }))).status;
}

it('lists exactly the same people in the same order by number and by cursor', async () => {
  const client = clientOf(createScalingTestSandbox({ people: 1234, refusedShare: 0.05 }));
  const byPage = await listByPage(client, { limit: 100 });
  const byCursor = await listByCursor(client, { limit: 100 });
  expect(byPage.flatMap(({ people }) => people)).toEqual(byCursor.flatMap(({ people }) => people));
  expect(new Set(idsOf(byPage)).size).toBe(1234);
  expect(byPage).toHaveLength(13);
  expect(byPage.map(({ total }) => total)).toEqual(Array.from({ length: 13 }, () => 1234));
  expect(byPage.at(-1)).toMatchObject({ hasMore: false, nextCursor: null });
});

it('knows what a sync must come to', async () => {
  const sandbox = createScalingTestSandbox({ people: 2000, refusedShare: 0.03, withoutPhoneShare: 0.1 });
  const people = (await listByPage(clientOf(sandbox), { limit: 1000 })).flatMap((page) => page.people);
  expect(sandbox.expected).toEqual({
    total: 2000,
    withoutPhone: people.filter(({ phone }) => phone === null).length,
    refused: people.filter(({ id }) => isRefusedBySandbox(id)).length,
  });
  expect(sandbox.expected.refused).toBeGreaterThan(30);
  expect(sandbox.stats.listed).toBe(2000);
});

it('serves the last of a million people at once', async () => {
  const client = clientOf(createScalingTestSandbox({ people: 1_000_000 }));
  const page = await client.persons.list({ limit: 100, page: 9999 });
  expect(page.people.at(-1)?.id).toBe('person-999999');
  expect(page.hasMore).toBe(false);
});

it('answers an empty population and a page behind the end with an empty last page', async () => {
  const empty = clientOf(createScalingTestSandbox({ people: 0 }));
  expect(await empty.persons.list({ limit: 10 })).toEqual({ people: [], total: 0, nextCursor: null, hasMore: false });
  const few = clientOf(createScalingTestSandbox({ people: 5 }));
  expect(await few.persons.list({ limit: 10, page: 7 })).toMatchObject({ people: [], hasMore: false });
});

it('hands out fewer people than asked where pages are limited, and none is left out', async () => {
  const client = clientOf(createScalingTestSandbox({ people: 95, maxPageSize: 20 }));
  const pages = await listByPage(client, { limit: 50 });
  expect(pages.map(({ people }) => people.length)).toEqual([20, 20, 20, 20, 15]);
  expect(idsOf(pages)).toEqual(idsOf(await listByCursor(client, { limit: 50 })));
});

it('does not say how many people there are when it does not count', async () => {
  const page = await clientOf(createScalingTestSandbox({ people: 30, countsTotal: false })).persons.list({ limit: 10 });
  expect(page.total).toBeNull();
});

it('lists a share of the people twice, and every person at least once', async () => {
  const client = clientOf(createScalingTestSandbox({ people: 2000, duplicatesShare: 0.05 }));
  const pages = await listByPage(client, { limit: 100 });
  const ids = idsOf(pages);
  expect(ids).toHaveLength(2100);
  expect(new Set(ids).size).toBe(2000);
  expect(pages[0]?.total).toBe(2000);
  // Not only beside each other: the same person is on two pages.
  const distinctPerPage = pages.map((page) => new Set(idsOf([page])).size);
  expect(distinctPerPage.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(2000);
  expect(ids).toEqual(idsOf(await listByCursor(client, { limit: 100 })));
});

it('changes people while they are listed, and lists those who changed since', async () => {
  const clock = createVirtualClock();
  const sandbox = createScalingTestSandbox({ people: 1000, changingShare: 0.02, clock });
  const client = clientOf(sandbox);
  const since = new Date(clock.now()).toISOString();
  await clock.advance(1000);
  await listByPage(client, { limit: 100 });
  expect(sandbox.stats.changes).toBe(20);
  const listedBefore = sandbox.stats.changes;
  const changed = idsOf([await client.persons.list({ limit: 100, modifiedSince: since })]);
  expect(changed.length).toBeGreaterThan(10);
  expect(changed.length).toBeLessThanOrEqual(listedBefore);
});

it('lists by both ways the same changed people: those changed early, and those of a later date', async () => {
  const clock = createVirtualClock();
  const sandbox = createScalingTestSandbox({ people: 1000, clock });
  for (const index of [3, 500, 900, 950]) expect(sandbox.change(`person-${index}`) || sandbox.change(`refused-${index}`)).toBe(true);
  const client = clientOf(sandbox);
  const last = await client.persons.get('person-990');
  const modifiedSince = last?.updatedAt ?? '';
  const ids = idsOf(await listByPage(client, { limit: 3, modifiedSince }));
  expect(ids).toEqual([
    'person-3',
    'person-500',
    'person-900',
    'person-950',
    ...Array.from({ length: 10 }, (_, index) => `person-${990 + index}`),
  ]);
  expect(idsOf(await listByCursor(client, { limit: 3, modifiedSince }))).toEqual(ids);
});

it('skips no person of a list by cursor while others change', async () => {
  const clock = createVirtualClock();
  const sandbox = createScalingTestSandbox({ people: 100, clock });
  const modifiedSince = new Date(clock.now()).toISOString();
  for (const index of [40, 50, 60]) sandbox.change(`person-${index}`);
  const client = clientOf(sandbox);
  const first = await client.persons.list({ limit: 2, modifiedSince });
  sandbox.change('person-10');
  const rest = await client.persons.list({ limit: 2, modifiedSince, cursor: first.nextCursor ?? '' });
  expect(idsOf([first, rest])).toEqual(['person-40', 'person-50', 'person-60']);
});

it('gives a changed person another company and a later date, and keeps the rest', async () => {
  const clock = createVirtualClock();
  const sandbox = createScalingTestSandbox({ people: 10, clock });
  const client = clientOf(sandbox);
  const before = await client.persons.get('person-4');
  sandbox.change('person-4');
  const once = await client.persons.get('person-4');
  sandbox.change('person-4');
  const twice = await client.persons.get('person-4');
  expect(once).toEqual({ ...before, company: `${before?.company} 2`, updatedAt: new Date(clock.now()).toISOString() });
  expect(twice?.company).toBe(`${before?.company} 3`);
  expect(sandbox.change('person-10')).toBe(false);
});

it('finds single people and no others', async () => {
  const client = clientOf(createScalingTestSandbox({ people: 10 }));
  expect((await client.persons.get('person-9'))?.id).toBe('person-9');
  // Index 3 exists, but is not marked as refused.
  expect(await Promise.all(['person-10', 'refused-3', 'unknown', '../people'].map(async (id) => client.persons.get(id)))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('refuses a missing or unknown token, and accepts each that it was given', async () => {
  const sandbox = createScalingTestSandbox({ people: 1, tokens: ['one', 'two'] });
  expect(await statusOf(sandbox, '/people', { headers: {} })).toBe(401);
  expect(await statusOf(sandbox, '/people', { headers: { authorization: 'Bearer three' } })).toBe(401);
  expect(await statusOf(sandbox, '/people', { headers: { authorization: 'one' } })).toBe(401);
  expect(await statusOf(sandbox, '/people', { headers: { authorization: 'Bearer two' } })).toBe(200);
  await expect(createScalingTestClient({ token: 'three', fetch: sandbox.fetch }).persons.list({ limit: 1 })).rejects.toMatchObject({
    code: 'API_UNAUTHORIZED',
  });
});

it.each([
  ['/people?limit=0', 400],
  ['/people?limit=1001', 400],
  ['/people?limit=ten', 400],
  ['/people?page=-1', 400],
  ['/people?page=1&cursor=cGVvcGxlOjE', 400],
  ['/people?cursor=nonsense', 400],
  ['/people?modifiedSince=yesterday', 400],
  ['/people?pgae=1', 400],
  ['/persons', 404],
  ['/people/%zz', 404],
  ['/people/person-9', 200],
  ['/people?page=0&limit=10', 200],
  ['/people?modifiedSince=2026-01-05T10:00:00.000Z', 200],
])('answers %s with %i', async (path, status) => {
  expect(await statusOf(createScalingTestSandbox({ people: 10 }), path)).toBe(status);
});

it('refuses to be written to', async () => {
  expect(await statusOf(createScalingTestSandbox({ people: 10 }), '/people', { method: 'POST' })).toBe(405);
});

it('fails as often as it is set to, in the same places for the same seed', async () => {
  const run = async (seed: number): Promise<readonly number[]> => {
    const sandbox = createScalingTestSandbox({ people: 10, seed, faults: { rateLimited: 0.1, unavailable: 0.1, lostAnswer: 0.1 } });
    const statuses: number[] = [];
    for (let call = 0; call < 1000; call += 1) statuses.push(await statusOf(sandbox, '/people'));
    return statuses;
  };
  const first = await run(1);
  for (const status of [429, 503, 502]) {
    const hits = first.filter((other) => other === status).length;
    expect(hits).toBeGreaterThan(60);
    expect(hits).toBeLessThan(140);
  }
  expect(await run(1)).toEqual(first);
  expect(await run(2)).not.toEqual(first);
});

it('takes as long to respond as it is set to', async () => {
  const clock = createVirtualClock();
  const sandbox = createScalingTestSandbox({ people: 1, faults: { latencyMs: 250 }, clock });
  const startMs = clock.now();
  expect(await clock.runUntil(statusOf(sandbox, '/people'))).toBe(200);
  expect(clock.now() - startMs).toBe(250);
});

it('responds with 429 to more requests a second than a token may send', async () => {
  const clock = createVirtualClock();
  const sandbox = createScalingTestSandbox({ people: 1, requestsPerSecond: 3, tokens: ['one', 'two'], clock });
  const ask = async (token: string): Promise<number> => statusOf(sandbox, '/people', { headers: { authorization: `Bearer ${token}` } });
  expect([await ask('one'), await ask('one'), await ask('one'), await ask('one')]).toEqual([200, 200, 200, 429]);
  expect(await ask('two')).toBe(200);
  await clock.advance(1000);
  expect(await ask('one')).toBe(200);
});

it.each([
  { people: -1 },
  { people: 1.5 },
  { people: 3_000_000 },
  { seed: 0.5 },
  { maxPageSize: 0 },
  { refusedShare: 1.1 },
  { duplicatesShare: -0.1 },
  { changingShare: Number.NaN },
])('refuses %o before the first request', (options) => {
  expect(() => createScalingTestSandbox(options)).toThrowError(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
});
