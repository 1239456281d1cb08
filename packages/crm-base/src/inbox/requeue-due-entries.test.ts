import type { CallOptions } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { createRandom, type MemoryQueue } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { readIntegrationMessage } from '../queue/integration-message.ts';
import { requeueDueEntries } from './requeue-due-entries.ts';
import { aCallEvent, createWebhookSystem, signed, type WebhookSystem } from '../webhooks/test-support/webhook-system.ts';

const SCOPE = { integrationId: 'i1', connector: 'fake' };

/** Works on entries as a worker does: an entry that another worker has claimed is skipped. */
async function work({ queue, inbox, clock }: WebhookSystem, done: string[], { signal }: CallOptions): Promise<void> {
  let claims = 0;
  const name = `worker ${done.length}`;
  await queue.consume(
    async (messages) => {
      for (const { body } of messages) {
        const { data } = readIntegrationMessage(JSON.parse(body));
        const id = 'entryId' in data ? data.entryId : '';
        const key = { integrationId: data.integrationId, id, claimId: `${name}/${(claims += 1)}` };
        const claim = await inbox.claim({ ...key, ttlMs: 60_000 });
        if (claim.kind !== 'claimed') continue;
        await clock.sleep(20);
        done.push(id);
        await inbox.done(key);
      }
      return messages.map(() => ({ kind: 'done' as const }));
    },
    { signal, concurrency: 10 },
  );
}

/** Requeues due entries as the maintenance loop of a program does. */
async function maintain(system: WebhookSystem, { signal }: CallOptions): Promise<void> {
  while (signal?.aborted !== true) {
    await requeueDueEntries(system);
    await system.clock.sleep(5000);
  }
}

/** Lets a program run for a while. */
async function run(system: WebhookSystem, done: string[], forMs: number): Promise<void> {
  const stop = new AbortController();
  const working = Promise.all([work(system, done, stop), maintain(system, stop)]);
  await system.clock.advance(forMs);
  stop.abort();
  await system.clock.runUntil(working);
}

function waitingIn({ size }: MemoryQueue): number {
  return size.waiting + size.delayed;
}

it('processes each of 2,000 webhooks of a burst once, although each came twice and a crash lost the queue', async () => {
  const system = await createWebhookSystem();
  const ids = Array.from({ length: 1000 }, (_, index) => `EV${index}`);
  const requests = createRandom(7)
    .shuffle([...ids, ...ids])
    .map((id) => signed(aCallEvent(id)));
  const done: string[] = [];
  const first = await Promise.all(requests.slice(0, 1200).map(async (request) => system.send('/quo/i1', request)));
  await run(system, done, 300);
  // One more was claimed by a worker when the program crashed.
  const left = (await system.inbox.findDue({ before: toIso(system.clock.now()), limit: 1 }))[0]?.id ?? '';
  await system.inbox.claim({ integrationId: 'i1', id: left, claimId: 'dead', ttlMs: 60_000 });
  expect(done.length).toBeGreaterThan(20);
  expect(waitingIn(system.queue)).toBeGreaterThan(20);

  const next = system.reboot();
  const second = await Promise.all(requests.slice(1200).map(async (request) => next.send('/quo/i1', request)));
  expect(new Set([...first, ...second])).toEqual(new Set([200]));
  await run(next, done, 240_000);
  expect(done.toSorted()).toEqual(ids.map((id) => `quo:${id}`).toSorted());
  expect(await next.inbox.findDue({ before: '9999-01-01T00:00:00.000Z', limit: 10 })).toEqual([]);
  expect(waitingIn(next.queue)).toBe(0);
});

it('leaves alone what has just come in, what is not due yet, and what is in hand or done', async () => {
  const system = await createWebhookSystem();
  const { inbox, clock, queue } = system;
  const entry = (id: string, inMs: number) => ({ ...SCOPE, id, kind: 'quo-event', data: {}, dueAt: toIso(clock.now() + inMs) });
  await inbox.accept([entry('now', 0), entry('later', 60_000), entry('in hand', 0), entry('done', 0)]);
  for (const id of ['in hand', 'done']) await inbox.claim({ integrationId: 'i1', id, claimId: id, ttlMs: 600_000 });
  await inbox.done({ integrationId: 'i1', id: 'done', claimId: 'done' });
  await clock.advance(14_999);
  expect(await requeueDueEntries(system)).toBe(0);
  await clock.advance(1);
  expect(await requeueDueEntries(system)).toBe(1);
  expect(waitingIn(queue)).toBe(1);
  // Once queued it is left alone for a while, too.
  expect(await requeueDueEntries(system)).toBe(0);
  await clock.advance(75_000);
  expect(await requeueDueEntries(system)).toBe(2);
});

it('reaches later entries, however many earlier ones no worker takes', async () => {
  const system = await createWebhookSystem();
  const entries = Array.from({ length: 25 }, (_, index) => ({
    ...SCOPE,
    id: `e${index}`,
    kind: 'x',
    data: {},
    dueAt: toIso(system.clock.now()),
  }));
  await system.inbox.accept(entries);
  await system.clock.advance(20_000);
  const looks: number[] = [];
  for (let look = 0; look < 4; look += 1) looks.push(await requeueDueEntries({ ...system, limit: 10 }));
  expect(looks).toEqual([10, 10, 5, 0]);
});

it('loses nothing when the queue is away', async () => {
  const system = await createWebhookSystem();
  await system.inbox.accept([{ ...SCOPE, id: 'e1', kind: 'x', data: {}, dueAt: toIso(system.clock.now()) }]);
  await system.clock.advance(20_000);
  const queueManager = { queueIntegrationMessages: async () => Promise.reject(new Error('away')) };
  await expect(requeueDueEntries({ ...system, queueManager })).rejects.toThrow('away');
  await system.clock.advance(20_000);
  expect(await requeueDueEntries(system)).toBe(1);
});
