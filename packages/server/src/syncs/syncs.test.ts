import { describe, expect, it } from 'vitest';
import type { SyncExport } from '@frigg-crm/crm-base';
import { openServerSystem, somePeople, type ServerSystem } from '../test-support/server-system.ts';
import type { Sync } from './to-sync.ts';

async function json<Body>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

/** Starts the initial sync of `i1`. @returns its id. */
async function start({ ask, connect }: ServerSystem): Promise<string> {
  await connect();
  const response = await ask('/api/v1/syncs', { body: { integrationId: 'i1', type: 'initial' } });
  expect(response.status).toBe(202);
  const { syncs } = await json<{ syncs: { syncId: string; objectType: string }[] }>(response);
  expect(syncs).toEqual([{ syncId: expect.any(String) as string, objectType: 'Person' }]);
  return syncs[0]?.syncId ?? '';
}

describe('syncs over HTTP', () => {
  it('starts a sync, shows it while it runs and at its end, and starts no second one', async () => {
    const system = openServerSystem({ people: somePeople(5) });
    const id = await start(system);
    const again = await system.ask('/api/v1/syncs', { body: { integrationId: 'i1', type: 'initial' } });
    expect(await json(again)).toMatchObject({ syncs: [{ syncId: id }] });
    const before = await json<Sync>(await system.ask(`/api/v1/syncs/${id}`));
    expect(before).toMatchObject({
      connector: 'fake',
      type: 'INITIAL',
      ended: false,
      actions: ['pause', 'cancel'],
      counts: { total: null },
    });
    await system.run([id]);
    const after = await json<Sync>(await system.ask(`/api/v1/syncs/${id}`));
    expect(after).toMatchObject({
      state: 'COMPLETED',
      ended: true,
      counts: { processed: 5, synced: 5, failed: 0, total: 5, totalIsFinal: true },
    });
    expect(await json(await system.ask(`/api/v1/syncs/${id}/pages`))).toMatchObject({
      settled: [[0, 2]],
      failed: [],
      outstanding: [],
      known: 3,
      isComplete: true,
    });
    expect(await json(await system.ask(`/api/v1/syncs/${id}/explanation`))).toMatchObject({ why: { code: 'COMPLETED' } });
  });

  it('lists syncs page after page, each once, the newest first, and refuses the cursor of another list', async () => {
    const system = openServerSystem({ people: [] });
    const ids: string[] = [];
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      await system.connect(id, id < 'd' ? 'u1' : 'u2');
      await system.ask('/api/v1/syncs', { body: { integrationId: id, type: 'initial' } });
      await system.clock.advance(1000);
      ids.unshift(id);
    }
    const walk = async (as: string): Promise<string[]> => {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { items: Sync[]; nextCursor: string | null } = await json(
          await system.ask(`/api/v1/syncs?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`, { as }),
        );
        seen.push(...page.items.map(({ integrationId }) => integrationId));
        cursor = page.nextCursor;
      }
      return seen;
    };
    expect(await walk('all')).toEqual(ids);
    expect(await walk('tenant')).toEqual(['c', 'b', 'a']);
    const { nextCursor } = await json<{ nextCursor: string }>(await system.ask('/api/v1/syncs?limit=2'));
    const other = await system.ask(`/api/v1/syncs?limit=2&active=true&cursor=${nextCursor}`);
    expect(await json(other)).toMatchObject({ status: 400, code: 'INVALID_CURSOR' });
  });

  it('pauses, resumes and cancels what the caller has seen, and says that it has moved on otherwise', async () => {
    const system = openServerSystem();
    const id = await start(system);
    const seen = (await system.ask(`/api/v1/syncs/${id}`)).headers.get('etag') ?? '';
    const pause = async (etag: string): Promise<Response> =>
      system.ask(`/api/v1/syncs/${id}/pause`, { method: 'POST', headers: { 'if-match': etag } });
    const paused = await pause(seen);
    expect(await json(paused.clone())).toMatchObject({ state: 'PAUSED', waiting: { code: 'OPERATOR' }, actions: ['resume', 'cancel'] });
    const stale = await pause(seen);
    expect(stale.headers.get('etag')).toBe(paused.headers.get('etag'));
    expect(await json(stale)).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' });
    expect(await json(await system.ask(`/api/v1/syncs/${id}/resume`, { method: 'POST' }))).toMatchObject({ state: 'INITIALIZING' });
    expect(await json(await system.ask(`/api/v1/syncs/${id}/cancel`, { method: 'POST' }))).toMatchObject({
      state: 'CANCELLED',
      actions: [],
    });
  });

  it('groups what failed, names the people to callers that may see them, and does exactly that again', async () => {
    const system = openServerSystem({ people: somePeople(7, [1, 2, 6]) });
    const id = await start(system);
    await system.run([id]);
    const errors = await json<{ groups: { fingerprint: string }[] }>(await system.ask(`/api/v1/syncs/${id}/errors`));
    expect(errors).toMatchObject({ groups: [{ count: 3 }], shown: 3, failed: 3, failedPages: 0 });
    expect(JSON.stringify(errors)).not.toMatch(/p1|p2|p6/);
    const people = `/api/v1/syncs/${id}/errors/${errors.groups[0]?.fingerprint}/people`;
    expect(await json(await system.ask(people))).toEqual({ crmIds: ['p1', 'p2', 'p6'] });
    expect(await json(await system.ask(people, { as: 'viewer' }))).toMatchObject({ code: 'FORBIDDEN' });
    expect((await system.ask(`/api/v1/syncs/${id}/errors/${'0'.repeat(16)}/people`)).status).toBe(404);
    expect(await json(await system.ask(`/api/v1/syncs/${id}/failed-records`, { as: 'viewer' }))).toMatchObject({ code: 'FORBIDDEN' });
    const first = await json<{ crmIds: string[]; nextCursor: string }>(await system.ask(`/api/v1/syncs/${id}/failed-records?limit=2`));
    expect(first.crmIds).toEqual(['p1', 'p2']);
    const rest = await json(await system.ask(`/api/v1/syncs/${id}/failed-records?limit=2&cursor=${first.nextCursor}`));
    expect(rest).toEqual({ crmIds: ['p6'], nextCursor: null });
    const redriven = await json<{ recordSync: Sync }>(await system.ask(`/api/v1/syncs/${id}/redrive`, { body: {} }));
    expect(redriven).toMatchObject({ reopened: null, recordSync: { type: 'WEBHOOK', counts: { total: 3 } } });
    await system.run([redriven.recordSync.id]);
    expect(await json(await system.ask(`/api/v1/syncs/${redriven.recordSync.id}`))).toMatchObject({ counts: { processed: 3, failed: 3 } });
  });

  it('exports a sync as a file that names no one, with what it has come to', async () => {
    const system = openServerSystem({ people: somePeople(7, [1]) });
    const id = await start(system);
    await system.run([id]);
    const file = await json<SyncExport>(await system.ask(`/api/v1/syncs/${id}/export`, { as: 'viewer' }));
    expect(file).toMatchObject({
      format: 'frigg-crm-sync',
      sync: { state: 'COMPLETED', counts: { processed: 7, synced: 6, failed: 1 } },
      pages: { settled: [[0, 3]], known: 4, isComplete: true },
      states: [{ state: 'INITIALIZING' }, { state: 'COMPLETED' }],
      samples: [],
    });
    expect(JSON.stringify(file)).not.toMatch(/Ana|broken|p1|i1|u1/);
  });

  it('refuses to redrive what nothing of has failed', async () => {
    const system = openServerSystem();
    const id = await start(system);
    expect(await json(await system.ask(`/api/v1/syncs/${id}/redrive`, { body: {} }))).toMatchObject({ status: 409, code: 'CONFLICT' });
  });

  it('knows nothing of syncs and integrations of another tenant', async () => {
    const system = openServerSystem();
    const id = await start(system);
    for (const path of ['', '/pages', '/errors', '/explanation', '/export', '/failed-records'])
      expect((await system.ask(`/api/v1/syncs/${id}${path}`, { as: 'stranger' })).status).toBe(404);
    for (const verb of ['pause', 'resume', 'cancel'])
      expect((await system.ask(`/api/v1/syncs/${id}/${verb}`, { as: 'stranger', method: 'POST' })).status).toBe(404);
    expect((await system.ask('/api/v1/syncs', { as: 'stranger', body: { integrationId: 'i1', type: 'initial' } })).status).toBe(404);
    expect(await json(await system.ask('/api/v1/syncs', { as: 'stranger' }))).toEqual({ items: [], nextCursor: null });
    expect(await json(await system.ask(`/api/v1/syncs/${id}`))).toMatchObject({ state: 'INITIALIZING' });
  });
});
