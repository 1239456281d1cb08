import type { MessageQueue, OutgoingMessage } from '@frigg-crm/core';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakePeople } from '../../test-support/fake-crm.ts';
import { createInvocations } from '../../test-support/invocations.ts';
import { createSyncSystem, startSync, type SyncSystem, type SyncSystemOptions } from '../../test-support/sync-system.ts';
import { CURSOR_BASED, expectWhole } from '../../test-support/whole-sync.ts';
import type { InvocationHost } from './invocation-host.ts';
import { readTransport } from './message-transport.ts';

const SMALL = { queueConfig: { maxOutstandingPages: 4 } } as const;

describe('an engine whose messages a host hands over', () => {
  it('completes a sync message by message, with every person counted once', async () => {
    const host = createInvocations({ people: fakePeople(95), config: { syncConfig: { initialBatchSize: 10, catchUp: false }, ...SMALL } });
    const process = await host.runToEnd();
    expectWhole(process, 95, 10);
    expect(host.quo.stored.size).toBe(95);
  });

  it('B52: keeps every chain of invocations below 16, however long the sync is, of both kinds of pages', async () => {
    for (const paging of [CURSOR_BASED.syncConfig, { paginationType: 'PAGE_BASED', supportsTotal: true } as const]) {
      const config = { syncConfig: { ...paging, initialBatchSize: 1, catchUp: false }, ...SMALL };
      const host = createInvocations({ people: fakePeople(120), config });
      const process = await host.runToEnd();
      expectWhole(process, 120, 120);
      expect(host.deepest()).toBeLessThanOrEqual(12);
      expect(host.turns()).toBeGreaterThan(3);
    }
  });

  it('P1: without a limit of the chain the same sync is longer than AWS allows', async () => {
    const config = { syncConfig: { ...CURSOR_BASED.syncConfig, initialBatchSize: 1, catchUp: false }, ...SMALL };
    const host = createInvocations({ people: fakePeople(120), config, host: { maxChain: 1e6 } });
    await host.runToEnd();
    expect(host.deepest()).toBeGreaterThan(16);
  });

  it('counts every person once, whatever messages are lost, doubled or cut off, and however short the chains are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          people: fc.integer({ min: 0, max: 60 }),
          every: fc.integer({ min: 2, max: 9 }),
          fate: fc.constantFrom('lost', 'doubled', 'late' as const),
          maxChain: fc.integer({ min: 1, max: 14 }),
          receivesOnce: fc.boolean(),
        }),
        async ({ people, every, fate, maxChain, receivesOnce }) => {
          const config = { syncConfig: { ...CURSOR_BASED.syncConfig, initialBatchSize: 5, catchUp: false }, ...SMALL };
          const host = createInvocations({ people: fakePeople(people), config, host: { maxChain, receivesOnce }, every, fate });
          const process = await host.runToEnd();
          expectWhole(process, people, Math.max(1, Math.ceil(people / 5)));
          expect(host.quo.stored.size).toBe(people);
          expect(host.deepest()).toBeLessThanOrEqual(maxChain);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('hands a message back untouched when the invocation is about to end, and uses up no attempt', async () => {
    const { system, sent } = createHandedOver({ receivesOnce: true });
    const body = await bodyOfFetch(system, sent);
    const left = { resolveIntegration: async () => system.integration, deadlineMs: system.clock.now() + 9000 };
    await expect(system.clock.runUntil(system.engine.handleMessage(body, left))).resolves.toEqual({ kind: 'done' });
    expect(sent.map((message) => readTransport(JSON.parse(message.body)))).toEqual([{ hops: 2, receives: 1 }]);
    expect(system.crm.pages).toEqual([]);
  });

  it('passes the position of a fetch on before its deadline', async () => {
    const { system, sent } = createHandedOver(
      {},
      { people: fakePeople(100), config: { syncConfig: { ...CURSOR_BASED.syncConfig, initialBatchSize: 1 } } },
    );
    system.crm.afterRead = async () => system.clock.sleep(4000);
    const body = await bodyOfFetch(system, sent);
    const deadlineMs = system.clock.now() + 60_000;
    await system.clock.runUntil(system.engine.handleMessage(body, { resolveIntegration: async () => system.integration, deadlineMs }));
    expect(system.crm.pages).toHaveLength(8);
    expect(system.clock.now()).toBeLessThan(deadlineMs - 20_000);
    expect(sent.filter(({ body: text }) => text.includes('FETCH_PERSON_PAGE'))).toHaveLength(1);
  });

  it('sends a retry as a new message where the queues hand a message out once, and gives up after its attempts', async () => {
    const { system, sent } = createHandedOver({ receivesOnce: true, maxReceives: 3 });
    let body = await bodyOfFetch(system, sent);
    const resolveIntegration = async () => undefined;
    const verdicts = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      verdicts.push(await system.clock.runUntil(system.engine.handleMessage(body, { resolveIntegration })));
      body = sent.splice(0)[0]?.body ?? '';
    }
    expect(verdicts.map(({ kind }) => kind)).toEqual(['done', 'done', 'dead-letter']);
    expect((await system.processes.find({})).map(({ state }) => state)).toEqual(['ERROR']);
  });

  it('settles the page of a dead letter as failed, so that its sync ends and names it', async () => {
    const { system, sent } = createHandedOver({});
    const resolveIntegration = async () => system.integration;
    const body = await bodyOfFetch(system, sent);
    await system.clock.runUntil(system.engine.handleMessage(body, { resolveIntegration }));
    const letter = sent.find((message) => message.body.includes('PROCESS_PERSON_BATCH'))?.body ?? '';
    expect(await system.engine.handleDeadLetter(letter)).toEqual({ kind: 'done' });
    expect(await system.engine.handleDeadLetter(letter)).toEqual({ kind: 'done' });
    expect(await system.engine.handleDeadLetter('{}')).toEqual({ kind: 'retry', delaySeconds: 900 });
    const [process] = await system.processes.find({});
    expect(process?.results['aggregateData']).toMatchObject({ totalFailed: 3, errors: [{ code: 'DEAD_LETTER' }] });
  });

  it('keeps a message in the store when its delay is longer than the queues keep messages, until the turn after it', async () => {
    const { system, sent } = createHandedOver({ maxDelaySeconds: 45 });
    const resolveIntegration = async () => system.integration;
    const process = {
      integrationId: 'i1',
      connector: 'fake',
      personObjectType: 'Person',
      userId: 'u1',
      syncType: 'INITIAL',
      pageSize: 10,
    } as const;
    const { id: processId } = await system.engine.processManager.createSyncProcess(process);
    const address = { integrationId: 'i1', connector: 'fake', personObjectType: 'Person', processId };
    await system.engine.queueManager.queueFetchPersonPage({ ...address, attempt: 0 }, { delaySeconds: 46 });
    const turns = [];
    for (const ms of [0, 45_999, 1, 60_000]) {
      await system.clock.advance(ms);
      turns.push((await system.clock.runUntil(system.engine.runWatchdogOnce({ resolveIntegration }))).sent);
    }
    expect([turns, sent.length]).toEqual([[0, 0, 1, 0], 1]);
  });

  it('needs a store for documents', async () => {
    const system = createSyncSystem();
    expect(() => system.boot({ host: {} })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    await expect(system.engine.runWatchdogOnce({ resolveIntegration: async () => undefined })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    });
  });
});

/** An engine of a host, and what it has sent. */
function createHandedOver(
  host: InvocationHost,
  options: SyncSystemOptions = {},
): { readonly system: SyncSystem; readonly sent: OutgoingMessage[] } {
  const sent: OutgoingMessage[] = [];
  const queue: MessageQueue = {
    limits: { maxMessageBytes: 262_144, maxDelaySeconds: 900 },
    send: async (messages) => void sent.push(...messages),
    consume: async () => {},
    close: async () => {},
  };
  const engine = { host, store: { documents: createMemoryDocumentStore() }, queues: { fetch: queue, work: queue } };
  return { system: createSyncSystem({ people: fakePeople(3), ...options, engine }), sent };
}

/** @returns the first message of a sync. */
async function bodyOfFetch(system: SyncSystem, sent: OutgoingMessage[]): Promise<string> {
  await startSync(system);
  return sent.splice(0)[0]?.body ?? '';
}
