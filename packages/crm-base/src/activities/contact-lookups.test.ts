import { silentLogger, type StoredDocument } from '@frigg-crm/core';
import { INBOX } from '@frigg-crm/core/adapter';
import { NO_CALL_FACTS } from '@frigg-crm/quo';
import { expect, it } from 'vitest';
import { createActivitySystem, type ActivitySystem } from '../test-support/activity-system.ts';
import { aCall, aMessage } from '../test-support/fake-workspace.ts';

const ANA = '+14155550132';
const occurredAt = '2026-01-05T09:59:00.000Z';

/** What the inbox holds for later. */
async function waiting({ documents }: ActivitySystem): Promise<readonly StoredDocument[]> {
  return documents.query({ collection: INBOX, limit: 10 });
}

/** Works on the newest lookup, as the inbox would. */
async function lookup(system: ActivitySystem): Promise<void> {
  const entry = await system.inbox.claim({ integrationId: 'i1', id: (await waiting(system)).at(-1)?.id ?? '', claimId: 'w', ttlMs: 1000 });
  if (entry.kind !== 'claimed') throw new Error('nothing is due');
  expect(entry.entry.kind).toBe('contact-lookup');
  await system.log.lookupContact(system.integration, entry.entry.data);
}

const log = {
  call: async ({ log: activityLog, integration }: ActivitySystem) =>
    activityLog.logCall(integration, { callId: 'AC1', facts: { ...NO_CALL_FACTS, call: aCall() }, occurredAt }),
  message: async ({ log: activityLog, integration }: ActivitySystem) =>
    activityLog.logMessage(integration, { messageId: 'AC9', message: aMessage({ createdAt: null }), occurredAt }),
};

it.each(['call', 'message'] as const)(
  'a %s with an unknown contact is looked up again, a few times, and written once the CRM has the contact',
  async (kind) => {
    const system = createActivitySystem();
    await log[kind](system);
    await log[kind](system);
    for (const waitMs of [600_000, 3600_000]) {
      await system.clock.advance(waitMs);
      await lookup(system);
    }
    expect((await waiting(system)).map(({ id, value, dueAt }) => [id.split(':').at(-1), value['kind'], dueAt])).toMatchObject([
      ['1', 'contact-lookup', expect.any(String)],
      ['2', 'contact-lookup', expect.any(String)],
      ['3', 'contact-lookup', '2026-01-06T11:10:00.000Z'],
    ]);
    system.activities.people = new Map([[ANA, { objectType: 'Person', externalId: 'p0' }]]);
    await system.clock.advance(24 * 3600_000);
    await lookup(system);
    await lookup(system);
    const timestamp = kind === 'call' ? '2026-01-05T10:00:00.000Z' : occurredAt;
    expect([...system.activities.stored.values()]).toMatchObject([{ kind, contactPhone: ANA, timestamp }]);
    expect(await waiting(system)).toHaveLength(3);
  },
);

it('a contact whose number is hidden is not looked up again', async () => {
  const system = createActivitySystem();
  await system.log.logMessage(system.integration, { messageId: 'AC9', message: aMessage({ from: 'anonymous' }) });
  expect(await waiting(system)).toEqual([]);
});

it('only the lookups that a queue can delay are queued, each once: the inbox has the others', async () => {
  const warnings: string[] = [];
  const system = createActivitySystem({ logger: { ...silentLogger, warn: (_fields, message) => void warnings.push(message) } });
  await log.call(system);
  await log.call(system);
  await system.clock.advance(600_000);
  await lookup(system);
  expect(await waiting(system)).toHaveLength(2);
  expect(system.workQueue.size.waiting + system.workQueue.size.delayed).toBe(1);
  expect(warnings).toEqual([]);
});
