import { INBOX, silentLogger, type StoredDocument } from '@frigg-crm/core';
import { NO_CALL_FACTS } from '@frigg-crm/quo';
import { expect, it } from 'vitest';
import { createActivityWorld, type ActivityWorld } from '../test-support/activity-world.ts';
import { aCall, aMessage } from '../test-support/fake-workspace.ts';

const ANA = '+14155550132';
const occurredAt = '2026-01-05T09:59:00.000Z';

/** What the inbox holds for later. */
async function waiting({ documents }: ActivityWorld): Promise<readonly StoredDocument[]> {
  return documents.query({ collection: INBOX, limit: 10 });
}

/** Works on the newest look-up, as the inbox would. */
async function lookUp(world: ActivityWorld): Promise<void> {
  const entry = await world.inbox.claim({ integrationId: 'i1', id: (await waiting(world)).at(-1)?.id ?? '', claimId: 'w', ttlMs: 1000 });
  if (entry.kind !== 'claimed') throw new Error('nothing is due');
  expect(entry.entry.kind).toBe('contact-look-up');
  await world.log.lookUpContact(world.integration, entry.entry.data);
}

const log = {
  call: async ({ log: activityLog, integration }: ActivityWorld) =>
    activityLog.logCall(integration, { callId: 'AC1', facts: { ...NO_CALL_FACTS, call: aCall() }, occurredAt }),
  message: async ({ log: activityLog, integration }: ActivityWorld) =>
    activityLog.logMessage(integration, { messageId: 'AC9', message: aMessage({ createdAt: null }), occurredAt }),
};

it.each(['call', 'message'] as const)(
  'a %s with somebody whom nobody knows is looked at again, a few times, and written then',
  async (kind) => {
    const world = createActivityWorld();
    await log[kind](world);
    await log[kind](world);
    for (const waitMs of [600_000, 3600_000]) {
      await world.clock.advance(waitMs);
      await lookUp(world);
    }
    expect((await waiting(world)).map(({ id, value, dueAt }) => [id.split(':').at(-1), value['kind'], dueAt])).toMatchObject([
      ['1', 'contact-look-up', expect.any(String)],
      ['2', 'contact-look-up', expect.any(String)],
      ['3', 'contact-look-up', '2026-01-06T11:10:00.000Z'],
    ]);
    world.activities.people = new Map([[ANA, { objectType: 'Person', externalId: 'p0' }]]);
    await world.clock.advance(24 * 3600_000);
    await lookUp(world);
    await lookUp(world);
    const timestamp = kind === 'call' ? '2026-01-05T10:00:00.000Z' : occurredAt;
    expect([...world.activities.stored.values()]).toMatchObject([{ kind, contactPhone: ANA, timestamp }]);
    expect(await waiting(world)).toHaveLength(3);
  },
);

it('somebody whose number is hidden is not looked for again', async () => {
  const world = createActivityWorld();
  await world.log.logMessage(world.integration, { messageId: 'AC9', message: aMessage({ from: 'anonymous' }) });
  expect(await waiting(world)).toEqual([]);
});

it('only the look-ups that a queue can delay are queued, each once: the inbox has the others', async () => {
  const warnings: string[] = [];
  const world = createActivityWorld({ logger: { ...silentLogger, warn: (_fields, message) => void warnings.push(message) } });
  await log.call(world);
  await log.call(world);
  await world.clock.advance(600_000);
  await lookUp(world);
  expect(await waiting(world)).toHaveLength(2);
  expect(world.workQueue.size.waiting + world.workQueue.size.delayed).toBe(1);
  expect(warnings).toEqual([]);
});
