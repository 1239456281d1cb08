import type { JsonObject } from '@frigg-crm/core';
import { NO_CALL_FACTS } from '@frigg-crm/quo';
import { expect, it } from 'vitest';
import { createActivitySystem, type ActivitySystem } from '../test-support/activity-system.ts';
import { aCall, aMessage } from '../test-support/fake-workspace.ts';

const ANA = '+14155550132';
const facts = { ...NO_CALL_FACTS, call: aCall() };
const OFF = { kind: 'skipped', reason: 'logging-off' };

function systemWith(settings: { current: JsonObject }): ActivitySystem {
  const system = createActivitySystem({ config: () => settings.current });
  system.activities.people = new Map([[ANA, { objectType: 'Person', externalId: 'p0' }]]);
  system.workspace.calls.set('AC1', aCall());
  return system;
}

it('writes no calls while its owner has switched that off, and texts all the same', async () => {
  const { log, integration, activities, workspace } = systemWith({ current: { callLoggingEnabled: false } });
  expect(await log.logCall(integration, { callId: 'AC1', facts })).toEqual(OFF);
  expect(workspace.asked).toEqual([]);
  expect(await log.logMessage(integration, { messageId: 'AC9', message: aMessage() })).toMatchObject({ kind: 'logged' });
  expect([...activities.stored.values()].map(({ kind }) => kind)).toEqual(['message']);
});

it('writes no texts while its owner has switched that off, also those that waited for a contact', async () => {
  const { log, integration, activities } = systemWith({ current: { messageLoggingEnabled: false } });
  const lookup = { kind: 'message', message: aMessage(), occurredAt: null, contactLookups: 1 };
  expect(await log.logMessage(integration, { messageId: 'AC9', message: aMessage() })).toEqual(OFF);
  expect(await log.lookupContact(integration, lookup as unknown as JsonObject)).toEqual(OFF);
  expect(await log.logCall(integration, { callId: 'AC1', facts })).toMatchObject({ kind: 'logged' });
  expect([...activities.stored.values()].map(({ kind }) => kind)).toEqual(['call']);
});

it('follows a change at once, and what can not be read counts as not set', async () => {
  const settings: { current: JsonObject } = { current: { callLoggingEnabled: false } };
  const { log, integration } = systemWith(settings);
  expect(await log.logCall(integration, { callId: 'AC1', facts })).toEqual(OFF);
  settings.current = { callLoggingEnabled: 'of another version' };
  expect(await log.logCall(integration, { callId: 'AC1', facts })).toMatchObject({ kind: 'logged' });
});
