import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { createSyncEngine } from '../sync-engine.ts';
import { FakeCrm, FakeIntegration, fakePeople } from '../test-support/fake-crm.ts';
import { FakeQuoContacts } from '../test-support/fake-quo-contacts.ts';
import { EventLoopTurns } from './event-loop-turns.ts';

it('lets one piece of work go on per turn of the event loop, in the order in which they came', async () => {
  const turns = new EventLoopTurns();
  let turn = 0;
  const ended = new AbortController();
  const count = (): void => {
    turn += 1;
    if (!ended.signal.aborted) setImmediate(count);
  };
  setImmediate(count);
  const seen: (readonly [string, number])[] = [];
  const pieces = ['a', 'b', 'c'].map(async (name) => {
    await turns.next();
    seen.push([name, turn]);
    if (name !== 'b') return;
    await turns.next();
    seen.push(['b again', turn]);
  });
  await Promise.all(pieces);
  ended.abort();
  expect(seen.map(([name]) => name)).toEqual(['a', 'b', 'c', 'b again']);
  expect(new Set(seen.map(([, at]) => at)).size).toBe(4);
});

it('sends the requests that follow on responses which are there before it writes a page', async () => {
  const engine = createSyncEngine({ store: openMemoryStore(), queues: { fetch: createMemoryQueue(), work: createMemoryQueue() } });
  const [crm, quo] = [new FakeCrm(fakePeople(130)), new FakeQuoContacts()];
  const events: string[] = [];
  crm.beforePage = ({ page }) => void (page !== 0 && events.push('request'));
  // The responses to all requests that are under way are there in the same turn of the event loop.
  crm.afterRead = async () => new Promise<void>((resolve) => setImmediate(resolve));
  quo.answer = ({ externalId }) => {
    if (Number(externalId.slice(1)) >= 10) events.push('write');
    return undefined;
  };
  const config = { syncConfig: { initialBatchSize: 10 }, queueConfig: { maxConcurrency: 4 } };
  const integration = new FakeIntegration({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts: quo.port, crm, config });
  const stop = new AbortController();
  const working = engine.runWorkers({ resolveIntegration: async () => integration, signal: stop.signal });
  const { processIds } = await integration.startInitialSync();
  const ended = await engine.waitFor(processIds);
  stop.abort();
  await working;
  expect(ended.map(({ state }) => state)).toEqual(['COMPLETED']);
  expect(events.indexOf('write')).toBeGreaterThanOrEqual(8);
});
