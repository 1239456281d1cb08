import { NO_CALL_FACTS } from '@frigg-crm/quo';
import { describe, expect, it } from 'vitest';
import { createPersonChangesSystem } from '../person-changes/test-support/person-changes-system.ts';
import { createActivitySystem } from '../test-support/activity-system.ts';
import { fakePeople } from '../test-support/fake-crm.ts';
import { aCall, aMessage } from '../test-support/fake-workspace.ts';
import { createRecordedAnalytics } from '../test-support/recorded-analytics.ts';
import { createSyncSystem, runInitialSync } from '../test-support/sync-system.ts';
import type { Analytics } from './analytics.ts';

const ANA = '+14155550132';

describe('what is counted', () => {
  it('are the persons of a sync, page by page: created, updated, deleted and failed', async () => {
    const { analytics, tracked } = createRecordedAnalytics();
    const config = { syncConfig: { deletionPolicy: 'delete', initialBatchSize: 10 } } as const;
    const system = createSyncSystem({ people: fakePeople(14, { withoutPhone: (index) => index === 3 }), config, engine: { analytics } });
    await runInitialSync(system);
    expect(tracked.toSorted()).toEqual(['ContactImport 4 {"objectType":"Person"}', 'ContactImport 9 {"objectType":"Person"}']);

    tracked.length = 0;
    system.crm.put({ id: 'p0', name: 'Bo', phone: ANA });
    system.crm.put({ id: 'p1', name: 'broken', phone: '+14155550001' });
    system.crm.put({ id: 'p2', name: 'Ana 2 🎈', phone: '+14155550002', deleted: true });
    const again = system.boot();
    const { processIds } = await again.integration.startInitialSync();
    await system.untilEnded(again, processIds);
    expect(tracked.toSorted()).toEqual([
      'ContactDeleted 1 {"objectType":"Person"}',
      'ContactSyncFailed 1 {"objectType":"Person","code":"TRANSFORM_FAILED"}',
      'ContactUpdated 1 {"objectType":"Person"}',
    ]);
  });

  it('is a person that a webhook reports', async () => {
    const { analytics, tracked } = createRecordedAnalytics();
    const system = createPersonChangesSystem(undefined, { analytics });
    system.crm.put({ id: 'p1', name: 'Ana', phone: ANA, updatedAt: '2026-01-05T10:00:00.000Z' });
    await system.clock.runUntil(system.notify('person-changed', 'p1'));
    system.crm.remove('p1');
    await system.clock.runUntil(system.notify('person-deleted', 'p1'));
    expect(tracked).toEqual(['ContactImport 1 {"objectType":"Person"}', 'ContactDeleted 1 {"objectType":"Person"}']);
  });

  it('is a call or a text when it is written first, however often it is reported', async () => {
    const { analytics, tracked } = createRecordedAnalytics();
    const { log, integration, activities } = createActivitySystem({ analytics });
    activities.people = new Map([[ANA, { objectType: 'Person', externalId: 'p0' }]]);
    const facts = { ...NO_CALL_FACTS, call: aCall() };
    for (let times = 0; times < 3; times += 1) {
      await log.logCall(integration, { callId: 'AC1', facts });
      await log.logMessage(integration, { messageId: 'AC9', message: aMessage() });
    }
    expect(tracked).toEqual(['CallLogged 1 {}', 'MessageLogged 1 {}']);
  });

  it('names the owner and the connector, and nothing of a person', async () => {
    const events: Parameters<Analytics['track']>[0][] = [];
    const analytics: Analytics = { track: (event) => void events.push(event), flush: async () => {}, lost: 0 };
    await runInitialSync(createSyncSystem({ people: fakePeople(2), engine: { analytics } }));
    expect(events).toEqual([
      { name: 'ContactImport', integrationId: 'i1', userId: 'u1', connector: 'fake', data: { count: 2, objectType: 'Person' } },
    ]);
  });
});
