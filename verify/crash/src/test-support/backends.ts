import type { ProcessRepository } from '@frigg-crm/core';
import { makeSqliteFile } from '@frigg-crm/kit/programs';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { createSqliteQueue, openSqliteStore } from '@frigg-crm/sqlite';
import type { WorkerInput } from '../worker/worker-input.ts';
import { makeQueues, type TestQueues } from './queue-server.ts';
import type { ServerUrls } from './servers.ts';

/** `servers`: PostgreSQL and the protocol of SQS. `sqlite`: store and queues in one file, as on one machine. */
export type BackendKind = 'servers' | 'sqlite';

/** What outlives the workers of a system, as the test sees it. */
export interface Backends {
  readonly processRepository: ProcessRepository;
  /** What workers know of it. */
  readonly input: Pick<WorkerInput, 'store' | 'queues'>;
  readonly queues?: TestQueues | undefined;
  /** @returns how many messages are in the dead-letter queues. */
  countDeadLetters(): Promise<number>;
  close(): Promise<void>;
}

/** What of them belongs to one system. */
export interface BackendOptions {
  readonly integrationId: string;
  readonly areUpdatesQueued: boolean;
}

/** Opens a store of its own for a system: the watchdog of a worker checks every sync of its store. */
export async function openBackends(kind: BackendKind, servers: ServerUrls, options: BackendOptions): Promise<Backends> {
  return kind === 'sqlite' ? openFile(options) : openOnServers(servers, options);
}

async function openOnServers(servers: ServerUrls, { integrationId, areUpdatesQueued }: BackendOptions): Promise<Backends> {
  const schema = integrationId.replaceAll('-', '_');
  const [queues, store] = await Promise.all([
    makeQueues(servers.queueEndpoint, integrationId),
    openProcessStore({ connectionString: servers.postgresUrl, maxConnections: 2, schema }),
  ]);
  const { endpoint, fetch, work, updates } = queues;
  return {
    processRepository: store.processRepository,
    input: {
      store: { kind: 'postgres', url: servers.postgresUrl, schema },
      queues: { endpoint, fetch, work, ...(areUpdatesQueued ? { updates } : {}) },
    },
    queues,
    countDeadLetters: async () => queues.countDeadLetters(),
    async close() {
      queues.close();
      await store.close();
    },
  };
}

async function openFile({ areUpdatesQueued }: BackendOptions): Promise<Backends> {
  if (areUpdatesQueued) throw new TypeError('workers with a file store their updates themselves');
  const { file, remove } = await makeSqliteFile();
  const store = await openSqliteStore({ file });
  const deadLetters = ['fetch', 'work'].map((name) => createSqliteQueue({ store, name: `${name}-dead-letters` }));
  return {
    processRepository: store.processRepository,
    input: { store: { kind: 'sqlite', file }, queues: 'store' },
    async countDeadLetters() {
      const sizes = await Promise.all(deadLetters.map(async (queue) => queue.size()));
      return sizes.reduce((sum, { waiting, delayed, inFlight }) => sum + waiting + delayed + inFlight, 0);
    },
    async close() {
      await store.close();
      await remove();
    },
  };
}
