import { describe, expect, it } from 'vitest';
import { openServerSystem, somePeople, type ServerSystem } from '../test-support/server-system.ts';

const PEOPLE = '/api/v1/integrations/i1/people';

async function json<Body = unknown>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

/** Three people, of whom the last one failed. */
async function openSynced(): Promise<ServerSystem> {
  const system = openServerSystem({ people: somePeople(3, [2]) });
  await system.connect();
  const started = await system.ask('/api/v1/syncs', { body: { integrationId: 'i1', type: 'initial' } });
  const { syncs } = await json<{ syncs: { syncId: string }[] }>(started);
  await system.run(syncs.map(({ syncId }) => syncId));
  return system;
}

describe('people over HTTP', () => {
  it('finds a person by phone, by the id of the CRM and by that of Quo, and says what became of them', async () => {
    const system = await openSynced();
    const lookup = async (body: object): Promise<unknown> => json(await system.ask(`${PEOPLE}/lookup`, { body }));
    const found = { objectType: 'Person', crmId: 'p1', quoId: 'quo-p1', phoneNumbers: ['+14155550001'], decision: { code: 'SYNCED' } };
    for (const by of [{ phone: '+14155550001' }, { crmId: 'p1' }, { crmId: 'p1', objectType: 'Person' }, { quoId: 'quo-p1' }])
      expect(await lookup(by)).toMatchObject({ items: [found] });
    for (const by of [{ phone: '+14155550009' }, { crmId: 'p1', objectType: 'Lead' }, { quoId: 'other' }])
      expect(await lookup(by)).toEqual({ items: [], hasMore: false });
    expect(await lookup({ crmId: 'p2' })).toMatchObject({ items: [{ quoId: null, failedInSyncId: expect.stringMatching(/./) as string }] });
    for (const by of [
      {},
      { phone: '+14155550001', crmId: 'p1' },
      { phone: '14155550001' },
      { email: 'ana' },
      { name: 'a' },
      { name: 'a\u0000b' },
    ])
      expect(await lookup(by)).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('shows people to those who may see them, and notes who opened whom', async () => {
    const system = await openSynced();
    const path = `${PEOPLE}/Person/p1`;
    expect((await system.ask(path, { as: 'viewer' })).status).toBe(403);
    expect(await json(await system.ask(path))).toMatchObject({
      person: { crmId: 'p1' },
      decision: { code: 'SYNCED' },
      entries: [],
      activities: [],
    });
    expect(await json(await system.ask(`${PEOPLE}/Person/none`))).toMatchObject({ person: null, decision: { code: 'UNKNOWN' } });
    await system.ask(`${PEOPLE}/lookup`, { body: { phone: '+14155550001' } });
    const audit = await (await system.ask('/api/v1/audit')).text();
    const { items } = JSON.parse(audit) as { items: { operationId: string; target: string; code: string | null }[] };
    // Those of one millisecond have no order.
    expect(items.map(({ operationId, target, code }) => `${operationId} ${target.slice(PEOPLE.length)} ${code}`).toSorted()).toEqual([
      'getPerson /Person/none null',
      'getPerson /Person/p1 FORBIDDEN',
      'getPerson /Person/p1 null',
      'lookUpPeople /lookup null',
      'startSync  null',
    ]);
    expect(audit + system.lines.join('')).not.toContain('4155550001');
  });

  it('has one person synced, once however often the request is repeated', async () => {
    const system = await openSynced();
    const sync = async (key: string): Promise<Response> =>
      system.ask(`${PEOPLE}/Person/p1/sync`, { method: 'POST', headers: { 'idempotency-key': key } });
    const first = await sync('a');
    expect(first.status).toBe(202);
    expect(await json(await sync('a'))).toEqual(await json(first));
    const file = await json<{ entries: object[] }>(await system.ask(`${PEOPLE}/Person/p1`));
    expect(file.entries).toMatchObject([{ kind: 'crm-event', state: 'open' }]);
    await system.ask('/api/v1/integrations/i1/disable', { method: 'POST' });
    expect((await sync('b')).status).toBe(409);
  });
});

it('shows the calls and texts with a number, also of what was written before', async () => {
  const system = await openSynced();
  const { documents } = system.store;
  const value = { activityId: 'a1', seenAt: '2026-01-05T10:00:00.000Z' };
  const tags = ['call:AC1', 'phone:+14155550001'];
  const key = { collection: 'activities', integrationId: 'i1', id: 'call:AC1:+14155550001' };
  await documents.insert([{ ...key, value, tags, dueAt: null, expiresAt: null, version: 0 }]);
  const file = await json(await system.ask(`${PEOPLE}/Person/p1`));
  expect(file).toMatchObject({ activities: [{ kind: 'call', sourceId: 'AC1', activityId: 'a1', contactPhone: '+14155550001' }] });
});
