import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { createSyncEngine } from '../sync-engine.ts';
import { FakeCrm, FakeIntegration, fakePeople } from '../test-support/fake-crm.ts';
import { FakeQuoContacts } from '../test-support/fake-quo-contacts.ts';

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
