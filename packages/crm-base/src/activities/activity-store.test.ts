import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import type { ActivityKey } from './activity-record.ts';
import { ActivityStore } from './activity-store.ts';

it('finds calls and texts by the number they were with, also those that an earlier version has stored, once they are written again', async () => {
  const clock = createVirtualClock();
  const documents = createMemoryDocumentStore();
  const store = new ActivityStore({ documents, clock });
  const key: ActivityKey = { integrationId: 'i1', kind: 'call', sourceId: 'AC:1', contactPhone: '+14155550001' };
  const write = async (activityId: string, of: ActivityKey): Promise<unknown> =>
    store.addAndChange(of, (record) => ({ ...record, activityId, seenAt: '2026-01-05T10:00:00.000Z' }), {});
  await write('a1', key);
  await write('a2', { ...key, kind: 'message', sourceId: 'M1' });
  await write('a3', { ...key, contactPhone: '+14155550002' });
  await write('a4', { ...key, integrationId: 'i2' });
  const find = async (): Promise<readonly unknown[]> =>
    store.findByPhone({ integrationId: 'i1', contactPhone: key.contactPhone, limit: 10 }, {});
  const seenAt = '2026-01-05T10:00:00.000Z';
  const found = [
    { ...key, activityId: 'a1', seenAt },
    { ...key, kind: 'message', sourceId: 'M1', activityId: 'a2', seenAt },
  ];
  expect(await find()).toEqual(found);
  const document = await documents.find({ collection: 'activities', integrationId: 'i1', id: 'call:AC:1:+14155550001' });
  if (document === undefined) throw new TypeError('it was stored');
  await documents.save({ ...document, tags: ['call:AC:1'] });
  expect(await find()).toEqual(found.slice(1));
  await write('a1', key);
  expect(await find()).toEqual(found);
});
