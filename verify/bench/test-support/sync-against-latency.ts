import { performance } from 'node:perf_hooks';
import { readProgress, silentLogger } from '@frigg-crm/core';
import { createSyncEngine, type ConnectorDescriptor } from '@frigg-crm/crm-base';
import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { scalingTestConnector } from '@frigg-crm/scaling-test';
import type { ConnectorWish, ServedConnector } from '../measurements/serve-connector.ts';
import { startChild } from './child.ts';
import { createBenchContacts, createQuo } from './sandboxes.ts';

const SANDBOX = new URL('../measurements/serve-connector.ts', import.meta.url);

/** More than any program sends. */
const UNLIMITED = 1_000_000;

/** What a sync came to. */
export interface LatencyOutcome {
  readonly seconds: number;
  readonly processed: number;
  readonly state: string;
  /** Pages that the engine reads at once, at most, as the connector has it. */
  readonly maxConcurrency: number;
}

interface LatencyOptions {
  readonly connector: ConnectorDescriptor;
  readonly persons: number;
  readonly pageSize: number;
  readonly latencyMs: number;
}

/** What a plain loop of requests for the same pages took. */
export type PlainOutcome = Pick<LatencyOutcome, 'seconds'>;

interface PlainOptions extends Omit<LatencyOptions, 'connector'> {
  /** Requests that are under way at once. */
  readonly atOnce: number;
}

/**
 * Reads all numbered pages of the scaling test by nothing but `fetch`, and writes no person: what this machine, its timers and the
 * sandbox take by themselves.
 */
export async function readPlainly({ persons, pageSize, latencyMs, atOnce }: PlainOptions): Promise<PlainOutcome> {
  const served = await startChild<ConnectorWish, ServedConnector>(SANDBOX, { connector: scalingTestConnector.id, persons, latencyMs });
  const { url, token } = served.result.result;
  const pages = Array.from({ length: Math.ceil(persons / pageSize) }, (_, page) => page).values();
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const page of pages) {
        const response = await fetch(`${url}/people?limit=${pageSize}&page=${page}`, { headers: { authorization: `Bearer ${token}` } });
        await response.json();
      }
    }),
  );
  const seconds = (performance.now() - startMs) / 1000;
  await served.stop();
  return { seconds };
}

/** Syncs a CRM that takes its time into a Quo that does not, from the start of the sync to its end. */
export async function syncAgainstLatency({ connector, persons, pageSize, latencyMs }: LatencyOptions): Promise<LatencyOutcome> {
  const served = await startChild<ConnectorWish, ServedConnector>(SANDBOX, { connector: connector.id, persons, latencyMs });
  const { url, token } = served.result.result;
  const quo = createQuo();
  const { promise: hasEnded, resolve: noteEnd } = Promise.withResolvers<number>();
  const engine = createSyncEngine({
    store: openMemoryStore(),
    queues: { fetch: createMemoryQueue(), work: createMemoryQueue() },
    publisher: { publish: ({ ended }) => void (ended && noteEnd(performance.now())) },
  });
  const create = await connector.connect({ url, token, requestsPerSecond: UNLIMITED }, { logger: silentLogger });
  const config = { syncConfig: { initialBatchSize: pageSize, catchUp: false } };
  const quoContacts = createBenchContacts({ fetch: quo.fetch });
  const integration = create({ ...engine, integrationId: connector.id, userId: 'bench', quoContacts, config });
  const stop = new AbortController();
  const working = engine.runWorkers({ resolveIntegration: async () => integration, signal: stop.signal });
  const startMs = performance.now();
  const { syncs } = await engine.syncOrchestrator.startInitialSync({ integration });
  const endMs = await hasEnded;
  const ended = await engine.waitFor(syncs.map(({ processId }) => processId));
  stop.abort();
  await working;
  await served.stop();
  return {
    seconds: (endMs - startMs) / 1000,
    processed: ended.reduce((sum, each) => sum + readProgress(each).processedRecords, 0),
    state: ended.map(({ state }) => state).join(', '),
    maxConcurrency: integration.config.queueConfig.maxConcurrency,
  };
}
