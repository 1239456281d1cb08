import type { MessageQueue } from '@frigg-crm/core';
import { createSyncEngine, type BaseCRMIntegrationDependencies, type CrmIntegration, type SyncEngine } from '@frigg-crm/crm-base';
import { createRequestBudget } from '@frigg-crm/http';
import { createMemoryQueue } from '@frigg-crm/memory';
import { createPipedriveClient, PipedriveIntegration } from '@frigg-crm/pipedrive';
import { createQuoClient, type QuoContacts } from '@frigg-crm/quo';
import { createScalingTestClient, ScalingTestIntegration } from '@frigg-crm/scaling-test';
import { createSqliteQueue } from '@frigg-crm/sqlite';
import { createSqsQueue } from '@frigg-crm/sqs-queue';
import { createSqsClient } from '@frigg-crm/kit/programs';
import { hideNewFields } from './hide-new-fields.ts';
import { openWorkerStore, type OpenWorkerStore } from './open-worker-store.ts';
import type { StopPoints } from './stop-points.ts';
import { toStderr } from './to-stderr.ts';
import {
  stopAfterDelete,
  stopAfterSettle,
  stopContacts,
  stopIntegration,
  stopMappings,
  stopQueue,
  stopRepository,
  stopWrites,
} from './with-stop-points.ts';
import {
  MAX_RECEIVE_COUNT,
  PAGE_SIZE,
  QUO_KEY,
  QUO_PARTNER_KEY,
  VISIBILITY_TIMEOUT_SECONDS,
  type QueueUrls,
  type WorkerInput,
} from './worker-input.ts';

/** An engine and an integration, wired as an app wires them. */
export interface OpenWorker {
  readonly engine: SyncEngine;
  readonly integration: CrmIntegration;
  close(): Promise<void>;
}

const RETRY_DELAYS_MS = [50, 100, 200];
/** What a newer version has left waiting in a process, the one before it finds as a stalled sync. */
const STALL_TIMEOUT_OF_PREVIOUS_MS = 5000;

/** Opens what a worker needs, with its stop points. */
export async function openWorker(input: WorkerInput, points: StopPoints): Promise<OpenWorker> {
  const store = await openWorkerStore(input.store);
  const stored = store.processRepository;
  const queues = openQueues(input, store, points);
  const engine = createSyncEngine({
    processRepository: stopRepository(input.knows === 'previous' ? hideNewFields(stored) : stored, points),
    mappingRepository: stopMappings(store.mappingRepository, points),
    ...queues,
    ...(input.queues === 'memory' ? { leases: store.leases } : {}),
    logger: toStderr,
    ...(input.knows === 'previous' ? { watchdog: { stallTimeoutMs: STALL_TIMEOUT_OF_PREVIOUS_MS } } : {}),
    // Half of the longest delay: every run takes the same time.
    random: () => 0.5,
  });
  const dependencies = {
    ...engine,
    integrationId: input.integrationId,
    userId: 'user-1',
    quoContacts: openContacts(input, points),
    config: { syncConfig: { initialBatchSize: PAGE_SIZE }, queueConfig: { maxOutstandingPages: 4 } },
  };
  return {
    engine,
    integration: stopIntegration(openIntegration(input, dependencies), points),
    async close() {
      await Promise.all([queues.fetchQueue.close(), queues.workQueue.close(), queues.processUpdatesQueue?.close()]);
      await store.close();
    },
  };
}

interface Queues {
  readonly fetchQueue: MessageQueue;
  readonly workQueue: MessageQueue;
  readonly processUpdatesQueue?: MessageQueue | undefined;
}

function openQueues({ queues }: WorkerInput, store: OpenWorkerStore, points: StopPoints): Queues {
  if (queues === 'memory') return { fetchQueue: stopQueue(createMemoryQueue(), points), workQueue: stopQueue(createMemoryQueue(), points) };
  if (queues === 'store') return openFileQueues(store, points);
  const client = createSqsClient(queues.endpoint);
  stopAfterDelete(client, points);
  const open = (urls: QueueUrls): MessageQueue =>
    stopQueue(
      createSqsQueue({ client, ...urls, visibilityTimeoutSeconds: VISIBILITY_TIMEOUT_SECONDS, waitTimeSeconds: 1, logger: toStderr }),
      points,
    );
  const shared = { fetchQueue: open(queues.fetch), workQueue: open(queues.work) };
  return queues.updates === undefined ? shared : { ...shared, processUpdatesQueue: open(queues.updates) };
}

function openFileQueues({ database }: OpenWorkerStore, points: StopPoints): Queues {
  if (database === undefined) throw new TypeError('these queues need a SQLite store');
  const open = (name: string): MessageQueue => {
    const settling = stopAfterSettle(database, points);
    const options = { visibilityTimeoutSeconds: VISIBILITY_TIMEOUT_SECONDS, maxReceiveCount: MAX_RECEIVE_COUNT, logger: toStderr };
    return settling.watch(stopQueue(createSqliteQueue({ store: settling, name, ...options }), points));
  };
  return { fetchQueue: open('fetch'), workQueue: open('work') };
}

/** One connector writes in bulk, the other one by one. */
function openContacts({ connector, quoUrl }: WorkerInput, points: StopPoints): QuoContacts {
  const { contacts } = createQuoClient({
    baseUrl: quoUrl,
    apiKey: QUO_KEY,
    ...(connector === 'scaling-test' ? { partnerKey: QUO_PARTNER_KEY } : {}),
    budget: createRequestBudget({ requests: 1e6 }),
    readBackDelaysMs: [30, 60, 120, 500, 1000],
    retryDelaysMs: RETRY_DELAYS_MS,
    fetch: stopWrites(points),
    logger: toStderr,
  });
  return stopContacts(contacts, points);
}

function openIntegration({ connector, crm }: WorkerInput, dependencies: BaseCRMIntegrationDependencies): CrmIntegration {
  const budget = createRequestBudget({ requests: 1e6 });
  const common = { token: crm.token, budget, retryDelaysMs: RETRY_DELAYS_MS, logger: toStderr };
  if (connector === 'scaling-test') {
    const client = createScalingTestClient({ baseUrl: crm.url, ...common });
    return new ScalingTestIntegration({ ...dependencies, client });
  }
  const client = createPipedriveClient({ baseUrl: crm.url, allowLoopback: true, ...common });
  return new PipedriveIntegration({ ...dependencies, client });
}
