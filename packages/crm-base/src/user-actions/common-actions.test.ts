import { describe, expect, it } from 'vitest';
import { toProcessId, type JsonObject } from '@frigg-crm/core';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createActionSystem, type ActionSystem } from './test-support/action-system.ts';

const runAction = async ({ actions, run }: ActionSystem, event: string, data?: JsonObject): Promise<JsonObject> =>
  run(actions.runAction({ integrationId: 'i1', event, data }));

describe('the actions that every integration has', () => {
  it('start a sync, and a second click returns the one that is under way', async () => {
    const system = await createActionSystem({ people: fakePeople(3) });
    const first = await runAction(system, 'INITIAL_SYNC', { force: true });
    expect(first).toEqual({
      message: 'A sync is under way for Person',
      syncs: [{ processId: expect.any(String) as string, objectType: 'Person' }],
    });
    expect(await runAction(system, 'INITIAL_SYNC')).toEqual(first);
    expect(await runAction(system, 'ONGOING_SYNC')).toEqual(first);
    const [{ processId }] = first['syncs'] as [{ processId: string }];
    expect((await system.processes.findById(toProcessId(processId)))?.context).toMatchObject({ syncType: 'INITIAL', force: true });
  });

  it('search by number and name, and say what Quo holds', async () => {
    const system = await createActionSystem({ people: [...fakePeople(2), { id: 'p9', name: 'broken' }] });
    await system.mappings.beginWrites({
      integrationId: 'i1',
      objectType: 'Person',
      claimId: 'c',
      people: [{ externalId: 'p0', contentHash: 'h', sourceModifiedAt: null }],
      claimTtlMs: 1000,
    });
    const people = [{ externalId: 'p0', contentHash: 'h', quoContactId: 'q', phoneNumbers: ['+14155550000'] }];
    await system.mappings.confirmWrites({ integrationId: 'i1', objectType: 'Person', claimId: 'c', people });
    const person = { objectType: 'Person', externalId: 'p0', name: 'Ana 0 🎈', company: null, phoneNumbers: ['+14155550000'], url: null };
    const byPhone = await runAction(system, 'SEARCH_PERSONS', { phone: '(415) 555-0000' });
    expect(byPhone).toEqual({ persons: [{ ...person, quo: null }], hasMore: false });
    const byName = await runAction(system, 'SEARCH_PERSONS', { name: 'Ana' });
    expect(byName).toMatchObject({ persons: [{ externalId: 'p0' }, { externalId: 'p1' }], isSearchedByName: true });
    // One that cannot become a contact is found all the same.
    expect(await runAction(system, 'SEARCH_PERSONS', { name: 'broken' })).toMatchObject({
      persons: [{ externalId: 'p9', isUsable: false }],
    });
    expect(await runAction(system, 'SEARCH_PERSONS', { phone: '+14155559999' })).toEqual({ persons: [], hasMore: false });
  });

  it.each([
    [{}, 'or name is needed: fill in one of them'],
    [{ phone: 'call me' }, 'is no phone number: write it with + and the country'],
  ])('refuse a search for %j', async (data, problem) => {
    const system = await createActionSystem();
    await expect(runAction(system, 'SEARCH_PERSONS', data)).rejects.toMatchObject({ fields: [{ field: 'phone', problem }] });
  });

  it('show twenty persons at most, and that there are more', async () => {
    const system = await createActionSystem({ people: fakePeople(30) });
    const { persons, hasMore } = await runAction(system, 'SEARCH_PERSONS', { name: 'Ana' });
    expect([(persons as readonly unknown[]).length, hasMore]).toEqual([20, true]);
  });

  it('report how many persons are synced, the last syncs, webhooks and notices', async () => {
    const system = await createActionSystem({ people: fakePeople(3) });
    const at = '2026-01-05T11:00:00.000Z';
    await system.put({ messages: [{ level: 'warning', code: 'QUO_NO_NUMBERS', text: 'none', at }] });
    await runAction(system, 'INITIAL_SYNC');
    const subscription = { id: 'WH1', key: 'k', kind: 'call', phoneNumberIds: ['PN1', 'PN2'], url: 'https://x.example' };
    await system.documents.insert([
      {
        collection: 'plain-secrets',
        integrationId: 'i1',
        id: 'quo-webhooks',
        value: { subscriptions: [subscription, { ...subscription, kind: 'message' }] },
        tags: [],
        dueAt: null,
        expiresAt: null,
        version: 0,
      },
    ]);
    const statistics = await runAction(system, 'GET_STATISTICS');
    expect(statistics).toMatchObject({
      status: 'ENABLED',
      persons: [{ objectType: 'Person', inQuo: 0 }],
      lastSyncs: [{ objectType: 'Person', syncType: 'INITIAL', state: 'INITIALIZING', endedAt: null }],
      webhooks: { quo: { subscriptions: 2, phoneNumbers: 2 }, crm: { isStored: false } },
      notices: [{ code: 'QUO_NO_NUMBERS' }],
      throttledForMs: 0,
    });
    expect(JSON.stringify(statistics)).not.toMatch(/"key"|x\.example/);
  });
});
