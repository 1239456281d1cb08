import { silentLogger } from '@frigg-crm/core';
import { createSyncEngine, type ConnectorDescriptor } from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
import { serve } from '@frigg-crm/kit/programs';
import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { createBenchContacts, createQuo } from './sandboxes.ts';

/** More than any program sends. */
const UNLIMITED = 1_000_000;

/** What a sync has sent, and what Quo held after it. */
interface CountedSync {
  readonly quo: number;
  readonly crm: number;
  readonly contacts: number;
}

/** A sync of persons that are all new, and the next one, which finds all of them unchanged. */
export interface CountedSyncs {
  readonly first: CountedSync;
  readonly again: CountedSync;
}

interface CountOptions {
  readonly connector: ConnectorDescriptor;
  readonly persons: number;
  readonly surface: 'partner' | 'public';
}

/** Runs two full syncs of a sandbox one after the other, and counts the requests to both sides. */
export async function countRequests({ connector, persons, surface }: CountOptions): Promise<CountedSyncs> {
  const sandbox = await connector.openSandbox({ persons, withoutPhone: 0, requestsPerSecond: UNLIMITED });
  const sent = { quo: 0, crm: 0 };
  const counted =
    (side: keyof typeof sent, fetch: Fetch): Fetch =>
    async (request) => {
      sent[side] += 1;
      return fetch(request);
    };
  const server = await serve(counted('crm', sandbox.fetch));
  const quo = createQuo();
  const engine = createSyncEngine({ store: openMemoryStore(), queues: { fetch: createMemoryQueue(), work: createMemoryQueue() } });
  const create = await connector.connect({ url: server.url, token: sandbox.token, requestsPerSecond: UNLIMITED }, { logger: silentLogger });
  const quoContacts = createBenchContacts({ fetch: counted('quo', quo.fetch) }, surface);
  const config = { syncConfig: { catchUp: false } };
  const integration = create({ ...engine, integrationId: connector.id, userId: 'bench', quoContacts, config });
  const stop = new AbortController();
  const working = engine.runWorkers({ resolveIntegration: async () => integration, signal: stop.signal });
  const syncOnce = async (): Promise<CountedSync> => {
    const before = { ...sent };
    const { syncs } = await engine.syncOrchestrator.startInitialSync({ integration });
    await engine.waitFor(syncs.map(({ processId }) => processId));
    return { quo: sent.quo - before.quo, crm: sent.crm - before.crm, contacts: quo.size };
  };
  const counts = { first: await syncOnce(), again: await syncOnce() };
  stop.abort();
  await working;
  await server.close();
  return counts;
}
