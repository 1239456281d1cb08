import { readProgress, type MessageQueue, type Process, type Store } from '@frigg-crm/core';
import { createSyncEngine, type SyncEngine } from '@frigg-crm/crm-base';
import { createRequestBudget, type Fetch } from '@frigg-crm/http';
import { createPostgresDatabase } from '@frigg-crm/kit';
import { createSqsClient, startSilentProxy, type SilentProxy } from '@frigg-crm/kit/programs';
import { openMongoStore } from '@frigg-crm/mongo-process-repo';
import { startTestMongo } from '@frigg-crm/mongo-process-repo/testing';
import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import { createQuoClient } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { ScalingTestIntegration, createScalingTestClient, isRefusedBySandbox } from '@frigg-crm/scaling-test';
import { createScalingTestSandbox, type ScalingTestSandbox } from '@frigg-crm/scaling-test/sandbox';
import { createSqsQueue, ensureSqsQueue } from '@frigg-crm/sqs-queue';
import { startFauxqs } from 'fauxqs';

/** Something behind a network that can fall silent. */
interface Behind<Opened> {
  readonly opened: Opened;
  readonly network: SilentProxy;
  close(): Promise<void>;
}

/** The stores of this test, with the deadlines that they have by default. */
export const STORES_BEHIND_NETWORK = {
  PostgreSQL: async (): Promise<Behind<Store>> => {
    const { url, drop } = await createPostgresDatabase();
    const network = await startSilentProxy(url);
    return behindNetwork({ opened: await openPostgresStore({ connectionString: network.url }), network, stop: drop });
  },
  MongoDB: async (): Promise<Behind<Store>> => {
    const { url, stop } = await startTestMongo();
    const network = await startSilentProxy(url);
    return behindNetwork({ opened: await openMongoStore({ url: network.url }), network, stop });
  },
};

function behindNetwork({ stop, ...store }: Omit<Behind<Store>, 'close'> & { readonly stop: () => Promise<void> }): Behind<Store> {
  return {
    ...store,
    async close() {
      await store.opened.close();
      await store.network.close();
      await stop();
    },
  };
}

interface SilentQueues {
  readonly fetch: MessageQueue;
  readonly work: MessageQueue;
  readonly processUpdates: MessageQueue;
}

/** SQS queues as an app opens them, with the deadlines that they have by default. */
export async function openQueuesBehindNetwork(): Promise<Behind<SilentQueues>> {
  const server = await startFauxqs({ port: 0, logger: false });
  const network = await startSilentProxy(`http://127.0.0.1:${server.port}`);
  const client = createSqsClient(network.url);
  const open = async (name: string): Promise<MessageQueue> => createSqsQueue({ client, ...(await ensureSqsQueue({ client, name })) });
  const [fetch, work, processUpdates] = await Promise.all([open('fetch'), open('work'), open('updates.fifo')]);
  return {
    opened: { fetch, work, processUpdates },
    network,
    async close() {
      client.destroy();
      await network.close();
      await server.stop();
    },
  };
}

export interface SilentSyncOptions {
  readonly store: Behind<Store>;
  readonly queues: Behind<SilentQueues>;
  readonly people: number;
  /** Called once, when so many people are counted. */
  readonly once: { readonly counted: number; readonly run: () => void };
}

/** What a sync came to. */
export interface SilentSyncOutcome {
  readonly process: Process;
  readonly crm: ScalingTestSandbox;
  readonly quo: QuoSandbox;
}

const PARTNER_KEY = 'partner-1';

/** Runs one sync to its end. Its program is not restarted, and nothing is called but what an app calls. */
export async function runSilentSync({ store, queues, people, once }: SilentSyncOptions): Promise<SilentSyncOutcome> {
  const crm = createScalingTestSandbox({ people, seed: 7, withoutPhoneShare: 0.02, refusedShare: 0.01 });
  const refuse = ({ externalId }: { readonly externalId?: string | null | undefined }) =>
    isRefusedBySandbox(externalId ?? '') ? { status: 400, code: '0801400' } : undefined;
  const quo = createQuoSandbox({ partnerKeys: [PARTNER_KEY], requestsPerSecond: Number.POSITIVE_INFINITY, refuse });
  let isCalled = false;
  const engine = createSyncEngine({
    store: store.opened,
    queues: queues.opened,
    publisher: {
      publish({ processed }) {
        if (isCalled || processed < once.counted) return;
        isCalled = true;
        once.run();
      },
    },
  });
  const integration = createIntegration(engine, { crm, quo });
  const stop = new AbortController();
  const workers = engine.runWorkers({ resolveIntegration: async () => integration, signal: stop.signal });
  try {
    const { syncs } = await integration.startInitialSync();
    const [process] = await engine.waitFor(syncs.map(({ processId }) => processId));
    if (process === undefined) throw new TypeError('a sync was started');
    return { process, crm, quo };
  } finally {
    stop.abort();
    await workers;
  }
}

function createIntegration(engine: SyncEngine, { crm, quo }: Pick<SilentSyncOutcome, 'crm' | 'quo'>): ScalingTestIntegration {
  return new ScalingTestIntegration({
    ...engine,
    integrationId: 'integration-1',
    userId: 'user-1',
    client: createScalingTestClient({ token: crm.token, fetch: crm.fetch }),
    quoContacts: createQuoClient({
      apiKey: 'key-1',
      partnerKey: PARTNER_KEY,
      fetch: quo.fetch as Fetch,
      budget: createRequestBudget({ requests: 1e6 }),
    }).contacts,
  });
}

/** @returns how many people a sync counted, by outcome. */
export function countOutcomes(process: Process): Readonly<Record<'total' | 'synced' | 'failed' | 'skipped', number>> {
  const { totalRecords, totalSynced, totalFailed, totalSkipped } = readProgress(process);
  return { total: totalRecords ?? 0, synced: totalSynced, failed: totalFailed, skipped: totalSkipped };
}
