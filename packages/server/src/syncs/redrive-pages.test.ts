import { expect, it } from 'vitest';
import { openServerSystem, somePeople } from '../test-support/server-system.ts';
import type { Sync } from './to-sync.ts';

/** The pages 1, 2 and 4 of six cannot be read until the people on them are there. */
const LOST = [2, 5, 8];

it('redrives the failed ones of the pages that were selected, as their plan says, and the others later', async () => {
  const people = [...somePeople(12)].map((person, index) => (LOST.includes(index) ? { ...person, name: 'lost' } : person));
  const system = openServerSystem({ people });
  const json = async <Body>(path: string, request?: Parameters<typeof system.ask>[1]): Promise<Body> =>
    (await (await system.ask(path, request)).json()) as Body;
  await system.connect();
  const started = await json<{ syncs: { syncId: string }[] }>('/api/v1/syncs', { body: { integrationId: 'i1', type: 'initial' } });
  const id = started.syncs[0]?.syncId ?? '';
  await system.run([id]);
  const path = `/api/v1/syncs/${id}`;
  expect(await json(`${path}/pages`)).toMatchObject({
    failed: [
      [1, 2],
      [4, 4],
    ],
    known: 6,
  });
  const plan = async (pages: string): Promise<Response> => system.ask(`${path}/plan?action=redrive&pages=${pages}`);
  const redrive = async (
    pages: unknown,
    { etag, ...more }: { readonly etag?: string | null; readonly only?: string } = {},
  ): Promise<Response> =>
    system.ask(`${path}/redrive`, { body: { pages, ...more }, headers: etag === undefined ? {} : { 'if-match': etag ?? '' } });

  for (const [pages, status, detail] of [
    ['5-6', 422, 'The sync has no page 6: its pages are 0 to 5'],
    ['5-3', 400, 'at most 100 pages or runs of pages, such as 3,7-9'],
    ['all', 400, 'at most 100 pages or runs of pages, such as 3,7-9'],
    ['1&only=records', 400, 'cannot be combined with only=records'],
  ] as const) {
    const refused = await plan(pages);
    expect([refused.status, await refused.text()]).toEqual([status, expect.stringContaining(detail)]);
  }
  expect((await redrive([[5, 6]])).status).toBe(422);
  for (const pages of [[], [[3, 1]], [[-1, 1]], [[1]], Array.from({ length: 101 }, () => [1, 1])])
    expect((await redrive(pages)).status).toBe(400);
  expect((await redrive([[1, 1]], { only: 'records' })).status).toBe(400);
  expect(await (await plan('0,3')).json()).toMatchObject({
    isPossible: false,
    message: expect.stringContaining('None of these pages') as string,
  });
  expect((await redrive([[0, 0]])).status).toBe(409);

  const seen = await plan('2-5');
  const { etag, others } = { etag: seen.headers.get('etag'), others: (await plan('1')).headers.get('etag') };
  expect(await seen.json()).toMatchObject({
    isPossible: true,
    pages: 2,
    people: 4,
    writes: 4,
    message: expect.stringContaining('1 other failed page') as string,
  });
  expect((await redrive([[2, 5]], { etag: others })).status).toBe(412);
  for (const index of LOST) people[index] = { id: `p${index}`, name: `Ana ${index}` };
  expect(await (await redrive([[2, 5]], { etag })).json()).toMatchObject({ reopened: { id }, recordSync: null });
  await system.run([id]);
  expect(await json<Sync>(path)).toMatchObject({ state: 'ERROR', counts: { processed: 10 }, actions: ['redrive'] });
  expect(await json(`${path}/pages`)).toMatchObject({ failed: [[1, 1]], outstanding: [] });
  expect((await redrive([[2, 5]], { etag })).status).toBe(412);
  expect((await redrive([[0, 5]])).status).toBe(202);
  await system.run([id]);
  expect(await json<Sync>(path)).toMatchObject({ state: 'COMPLETED', counts: { processed: 12, synced: 12 } });
});
