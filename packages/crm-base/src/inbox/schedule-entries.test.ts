import { Inbox, silentLogger, type LogFields } from '@frigg-crm/core';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import type { IntegrationMessage } from '../queue/integration-message.ts';
import { scheduleEntries } from './schedule-entries.ts';

const entry = (id: string) => ({ integrationId: 'i1', connector: 'acme', id, kind: 'call-lookup', data: {} });

function setUp() {
  const clock = createVirtualClock();
  const inbox = new Inbox({ documents: createMemoryDocumentStore(), clock });
  const queued: { readonly message: IntegrationMessage; readonly delaySeconds: number | undefined }[] = [];
  const lines: LogFields[] = [];
  const system = {
    clock,
    inbox,
    logger: { ...silentLogger, warn: (fields: LogFields) => void lines.push(fields) },
    queueManager: {
      queueIntegrationMessages: async (
        messages: readonly IntegrationMessage[],
        options: { readonly delaySeconds?: number | undefined } = {},
      ) => void queued.push(...messages.map((message) => ({ message, delaySeconds: options.delaySeconds }))),
    },
  };
  return { system, queued, lines };
}

describe('scheduling entries of the inbox', () => {
  it('stores each once, and queues those that are new', async () => {
    const { system, queued } = setUp();
    expect(await scheduleEntries(system, [entry('a'), entry('a')], { delaySeconds: 60 })).toBe(1);
    expect(await scheduleEntries(system, [entry('a'), entry('b')])).toBe(1);
    expect(queued).toMatchObject([
      { message: { data: { entryId: 'a' } }, delaySeconds: 60 },
      { message: { data: { entryId: 'b' } }, delaySeconds: 0 },
    ]);
  });

  it('leaves to the maintenance loop what no queue delays for so long, and what the queue does not take', async () => {
    const { system, queued, lines } = setUp();
    await scheduleEntries(system, [entry('a')], { delaySeconds: 3600 });
    const queueManager = { queueIntegrationMessages: async () => Promise.reject(new Error('away')) };
    expect(await scheduleEntries({ ...system, queueManager }, [entry('b')])).toBe(1);
    const silent = { queueIntegrationMessages: async () => new Promise<never>(() => {}) };
    const work = scheduleEntries({ ...system, queueManager: silent }, [entry('c')], { queueTimeoutMs: 2000 });
    expect(await system.clock.runUntil(work)).toBe(1);
    expect(queued).toEqual([]);
    expect(lines).toMatchObject([{ entries: 1 }, { entries: 1 }]);
    await system.clock.advance(3_600_000);
    const due = await system.inbox.findDue({ before: new Date(system.clock.now()).toISOString(), limit: 10 });
    expect(due.map(({ id }) => id).toSorted()).toEqual(['a', 'b', 'c']);
  });
});
