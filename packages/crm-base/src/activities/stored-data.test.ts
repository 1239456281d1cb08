import type { JsonObject, StoredDocument } from '@frigg-crm/core';
import type { QuoMessage } from '@frigg-crm/quo';
import { expect, it } from 'vitest';
import { createActivitySystem, type ActivitySystem } from '../test-support/activity-system.ts';
import { aCall, aMessage } from '../test-support/fake-workspace.ts';

const ANA = '+14155550132';

async function loggedOnce(): Promise<ActivitySystem> {
  const system = createActivitySystem();
  system.activities.people = new Map([[ANA, { objectType: 'Person', externalId: 'p0' }]]);
  system.workspace.calls.set('AC1', aCall());
  await system.log.logCall(system.integration, { callId: 'AC1' });
  await logMessage(system);
  return system;
}

async function logMessage(system: ActivitySystem, changes: Partial<QuoMessage> = {}): Promise<unknown> {
  const message = aMessage(changes);
  return system.log.logMessage(system.integration, { messageId: message.id, message });
}

async function onlyDocument(system: ActivitySystem, collection: string, id: string): Promise<StoredDocument> {
  const document = await system.documents.find({ collection, integrationId: 'i1', id });
  if (document === undefined) throw new Error(`expected a document in ${collection}`);
  return document;
}

/** Stores a document as another version of the program might. */
async function change(system: ActivitySystem, [collection, id]: readonly [string, string], changes: JsonObject): Promise<void> {
  const document = await onlyDocument(system, collection, id);
  await system.documents.save({ ...document, value: { ...document.value, ...changes } });
}

const ACTIVITY = ['activities', `message:AC9:${ANA}`] as const;

it('keeps what a newer version has added to an activity', async () => {
  const system = await loggedOnce();
  await change(system, ACTIVITY, { pinned: true });
  await logMessage(system, { text: 'Hello again' });
  expect((await onlyDocument(system, ...ACTIVITY)).value).toMatchObject({ pinned: true, claim: null });
  expect(system.activities.calls).toContain('update');
});

it('does not take an activity that cannot be read for a new one', async () => {
  const system = await loggedOnce();
  await change(system, ACTIVITY, { activityId: 7, surplusIds: 'jane@example.com' });
  const written = [...system.activities.calls];
  await expect(logMessage(system, { text: 'Hello again' })).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    message: 'A stored activity cannot be read: check activityId, surplusIds',
  });
  expect(system.activities.calls).toEqual(written);
});

it('reports facts of a call that cannot be read, and does not replace them', async () => {
  const system = await loggedOnce();
  await change(system, ['call-facts', 'AC1'], { call: { ...aCall(), direction: 'sideways' } });
  await expect(system.log.logCall(system.integration, { callId: 'AC1' })).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    message: 'Stored facts of a call cannot be read: check call.direction',
  });
  expect((await onlyDocument(system, 'call-facts', 'AC1')).value).toMatchObject({ call: { direction: 'sideways' } });
});

it('searches again where what is remembered of a search cannot be read', async () => {
  const system = await loggedOnce();
  await change(system, ['phone-links', ANA], { externalId: null });
  await logMessage(system, { id: 'AC10' });
  expect(system.activities.calls.filter((call) => call === 'search')).toHaveLength(2);
  expect((await onlyDocument(system, 'phone-links', ANA)).value).toEqual({ objectType: 'Person', externalId: 'p0' });
});
