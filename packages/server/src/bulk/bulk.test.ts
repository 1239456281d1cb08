import { describe, expect, it } from 'vitest';
import { openServerSystem, somePeople, type ServerSystem } from '../test-support/server-system.ts';

const BULK = '/api/v1/bulk-operations';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly skipped: number;
}

async function json<Body = unknown>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

/** So many integrations of u1 with a sync under way, and one of u2. */
async function openBusy(count = 12): Promise<ServerSystem & { readonly syncIds: readonly string[] }> {
  const system = openServerSystem({ people: somePeople(7, [1]) });
  const syncIds: string[] = [];
  for (let index = 0; index <= count; index += 1) {
    const integrationId = `i${index}`;
    await system.connect(integrationId, index === count ? 'u2' : 'u1');
    const started = await system.ask('/api/v1/syncs', { body: { integrationId, type: 'initial' } });
    syncIds.push(...(await json<{ syncs: { syncId: string }[] }>(started)).syncs.map(({ syncId }) => syncId));
    await system.clock.advance(1);
  }
  return { ...system, syncIds };
}

async function start({ ask }: ServerSystem, body: object, headers: object = {}, as = 'all'): Promise<Response> {
  return ask(BULK, { as, body, headers: { 'idempotency-key': encodeURIComponent(JSON.stringify([body, as])), ...headers } });
}

async function ended({ ask, clock }: ServerSystem, id: string): Promise<Shown> {
  for (;;) {
    const shown = await json<Shown>(await ask(`${BULK}/${id}`));
    if (shown.state !== 'RUNNING') return shown;
    await clock.advance(1000);
  }
}

const PAUSE = { action: 'pause', filter: { active: true } };

describe('bulk operations', () => {
  it('says what it would do, does that in the background, and shows what became of the syncs', async () => {
    const system = await openBusy();
    const preview = await system.ask(`${BULK}/preview`, { body: PAUSE });
    expect(await json(preview.clone())).toMatchObject({ syncs: 13, writes: 0, isComplete: true });
    const started = await start(system, PAUSE, { 'if-match': preview.headers.get('etag') ?? '' });
    expect(started.status).toBe(202);
    const { id } = await json<Shown>(started);
    expect(await ended(system, id)).toMatchObject({ state: 'COMPLETED', total: 13, done: 13, skipped: 0, failed: {} });
    expect(await json(await system.ask('/api/v1/syncs?state=PAUSED'))).toMatchObject({
      items: expect.objectContaining({ length: 13 }) as object,
    });
    expect(await json(await system.ask(BULK))).toMatchObject({ items: [{ id, action: 'pause', caller: 'key:all' }], nextCursor: null });
  });

  it('refuses to do something else than the plan that the caller has seen', async () => {
    const system = await openBusy(2);
    const preview = await system.ask(`${BULK}/preview`, { body: PAUSE });
    await system.ask(`/api/v1/syncs/${system.syncIds[0]}/cancel`, { method: 'POST' });
    const stale = await start(system, PAUSE, { 'if-match': preview.headers.get('etag') ?? '' });
    expect(stale.status).toBe(412);
    expect(await json(await system.ask(BULK))).toMatchObject({ items: [] });
  });

  it('reaches only what is the tenant’s, and takes the right to the action itself', async () => {
    const system = await openBusy(3);
    const { id } = await json<Shown>(await start(system, PAUSE, {}, 'stranger'));
    expect(await ended(system, id)).toMatchObject({ done: 1 });
    expect((await system.ask(`${BULK}/${id}`, { as: 'tenant' })).status).toBe(404);
    expect(await json(await system.ask(BULK, { as: 'tenant' }))).toMatchObject({ items: [] });
    expect((await start(system, { action: 'cancel', filter: {} }, {}, 'all but cancel')).status).toBe(403);
  });

  it('is done at a rate, and cancelled where it stands', async () => {
    const system = await openBusy(25);
    const { id } = await json<Shown>(await start(system, { ...PAUSE, perSecond: 1 }));
    await system.clock.advance(11_000);
    const cancelled = await json<Shown>(await system.ask(`${BULK}/${id}/cancel`, { method: 'POST' }));
    expect(cancelled).toMatchObject({ state: 'CANCELLED', done: 12 });
    // What it waited to do next is not done.
    await system.clock.advance(60_000);
    expect(await json(await system.ask('/api/v1/syncs?state=PAUSED'))).toMatchObject({
      items: expect.objectContaining({ length: 12 }) as object,
    });
    expect((await system.ask(`${BULK}/${id}/cancel`, { method: 'POST', headers: { 'if-match': '"RUNNING"' } })).status).toBe(412);
  });

  it('does not wait for those that it cannot be done to', async () => {
    const system = await openBusy(4);
    const paused = await json<Shown>(await start(system, PAUSE));
    await ended(system, paused.id);
    await system.ask(`/api/v1/syncs/${system.syncIds.at(-1)}/resume`, { method: 'POST' });
    const { id } = await json<Shown>(await start(system, { ...PAUSE, perSecond: 0.01 }));
    await system.clock.advance(2000);
    expect(await json(await system.ask(`${BULK}/${id}`))).toMatchObject({ state: 'COMPLETED', done: 1, skipped: 4 });
  });

  it('keeps its place at a rate that is slower than a lease, and gives it to another process when it drains', async () => {
    const system = await openBusy(3);
    const { id } = await json<Shown>(await start(system, { ...PAUSE, perSecond: 0.01 }));
    const other = system.another();
    const headers = { authorization: 'Bearer all' };
    const ask = async (): Promise<Shown> => json(await other.fetch(new Request(`https://crm.example.com${BULK}/${id}`, { headers })));
    await system.clock.advance(90_000);
    expect(await ask()).toMatchObject({ done: 1 });
    await system.clock.advance(11_000);
    expect(await ask()).toMatchObject({ done: 2 });
    system.server.drain();
    await system.clock.advance(1000);
    await ask();
    await system.clock.advance(301_000);
    expect(await ask()).toMatchObject({ state: 'COMPLETED', done: 4, skipped: 0 });
  });

  it('goes on in another process when the one that began it is gone', async () => {
    const system = await openBusy(15);
    system.server.drain();
    const { id } = await json<Shown>(await start(system, PAUSE));
    const other = system.another();
    const headers = { authorization: 'Bearer all' };
    const ask = async (): Promise<Shown> => json(await other.fetch(new Request(`https://crm.example.com${BULK}/${id}`, { headers })));
    expect(await ask()).toMatchObject({ state: 'RUNNING', done: 0 });
    await system.clock.advance(1000);
    expect(await ask()).toMatchObject({ state: 'COMPLETED', done: 16 });
  });
});

describe('the plan of an action', () => {
  it('says what a redrive would do, and refuses it once the world has moved on', async () => {
    const system = await openBusy(0);
    const [syncId = ''] = system.syncIds;
    await system.run([syncId]);
    const plan = async (action: string): Promise<Response> => system.ask(`/api/v1/syncs/${syncId}/plan?action=${action}`);
    expect(await json(await plan('pause'))).toMatchObject({ isPossible: false, message: expect.stringContaining('COMPLETED') as string });
    const redrive = await plan('redrive');
    expect(await json(redrive.clone())).toMatchObject({ isPossible: true, pages: 0, people: 1, writes: 1, crmRequests: 1, quoRequests: 2 });
    const press = async (etag: string): Promise<number> =>
      (await system.ask(`/api/v1/syncs/${syncId}/redrive`, { body: {}, headers: { 'if-match': etag } })).status;
    expect(await press('"plan-000000000000000000000000"')).toBe(412);
    expect(await press(redrive.headers.get('etag') ?? '')).toBe(202);
  });

  it('says what a start would do, and refuses it once another was faster', async () => {
    const system = await openBusy(0);
    await system.run(system.syncIds);
    const plan = await system.ask('/api/v1/integrations/i0/start-plan?type=initial');
    expect(await json(plan.clone())).toEqual({
      parts: [{ objectType: 'Person', activeSyncId: null, people: 7, pages: 4, work: { crmRequests: 4, quoRequests: 8, seconds: 1 } }],
    });
    const press = async (): Promise<number> => {
      const headers = { 'if-match': plan.headers.get('etag') ?? '' };
      return (await system.ask('/api/v1/syncs', { body: { integrationId: 'i0', type: 'initial' }, headers })).status;
    };
    expect([await press(), await press()]).toEqual([202, 412]);
  });
});
