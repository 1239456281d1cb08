import { performance } from 'node:perf_hooks';
import { attioConnector } from '@frigg-crm/attio';
import { axiscareConnector } from '@frigg-crm/axiscare';
import { readProgress, silentLogger } from '@frigg-crm/core';
import { createSyncEngine, type ConnectorDescriptor } from '@frigg-crm/crm-base';
import { serve } from '@frigg-crm/kit/programs';
import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { pipedriveConnector } from '@frigg-crm/pipedrive';
import { scalingTestConnector } from '@frigg-crm/scaling-test';
import { zohoConnector } from '@frigg-crm/zoho';
import { answerParent } from '../test-support/child.ts';
import { createBenchContacts, createQuo } from '../test-support/sandboxes.ts';

const CONNECTORS: readonly ConnectorDescriptor[] = [
  scalingTestConnector,
  pipedriveConnector,
  attioConnector,
  axiscareConnector,
  zohoConnector,
];
const WORKERS = 20;
/** Persons per page, for all of them: how many one allows is not what is measured. */
const PAGE_SIZE = 100;
/** More than any program sends. */
const UNLIMITED = 1_000_000;
/** Persons of the sync before the measured one, so that compiling counts for none. */
const WARM_UP = 2000;

/** Which connector is measured, with how many persons in its sandbox. */
export interface ConnectorMeasurement {
  readonly connector: string;
  readonly people: number;
}

/** What a sync of a connector's sandbox came to. */
export interface ConnectorOutcome {
  readonly seconds: number;
  /** Of the sync alone, without the start of the program. */
  readonly cpuSeconds: number;
  /** Seconds in which the program had nothing to do: it waited for a timer or for itself. */
  readonly idleSeconds: number;
  readonly processed: number;
  readonly contacts: number;
  readonly state: string;
}

answerParent(async ({ connector: id, people }: ConnectorMeasurement): Promise<ConnectorOutcome> => {
  const connector = CONNECTORS.find((each) => each.id === id);
  if (connector === undefined) throw new Error(`There is no connector ${id}`);
  await syncOnce(connector, WARM_UP);
  globalThis.gc?.();
  return syncOnce(connector, people);
});

async function syncOnce(connector: ConnectorDescriptor, persons: number): Promise<ConnectorOutcome> {
  const sandbox = await connector.openSandbox({ persons, withoutPhone: 0, requestsPerSecond: UNLIMITED });
  const server = await serve(sandbox.fetch);
  const quo = createQuo();
  // `waitFor` asks once a second in the end; what is measured ends when the sync says so.
  const { promise: hasEnded, resolve: noteEnd } = Promise.withResolvers<Mark>();
  const engine = createSyncEngine({
    store: openMemoryStore(),
    queues: { fetch: createMemoryQueue(), work: createMemoryQueue() },
    publisher: { publish: ({ ended }) => void (ended && noteEnd(takeMark())) },
  });
  const account = { url: server.url, token: sandbox.token, requestsPerSecond: UNLIMITED };
  const create = await connector.connect(account, { logger: silentLogger });
  const quoContacts = createBenchContacts({ fetch: quo.fetch });
  const config = { syncConfig: { initialBatchSize: PAGE_SIZE } };
  const integration = create({ ...engine, integrationId: connector.id, userId: 'bench', quoContacts, config });
  const stop = new AbortController();
  const working = engine.runWorkers({ resolveIntegration: async () => integration, signal: stop.signal, concurrency: WORKERS });
  const start = takeMark();
  const { syncs } = await engine.syncOrchestrator.startInitialSync({ integration });
  const end = await hasEnded;
  const ended = await engine.waitFor(syncs.map(({ processId }) => processId));
  stop.abort();
  await working;
  await server.close();
  return {
    seconds: (end.ms - start.ms) / 1000,
    cpuSeconds: (end.cpuMicros - start.cpuMicros) / 1e6,
    idleSeconds: (end.idleMs - start.idleMs) / 1000,
    processed: ended.reduce((sum, each) => sum + readProgress(each).processedRecords, 0),
    contacts: quo.size,
    state: ended.map(({ state }) => state).join(', '),
  };
}

/** What this program has used up so far. */
interface Mark {
  readonly ms: number;
  readonly cpuMicros: number;
  readonly idleMs: number;
}

function takeMark(): Mark {
  const { user, system } = process.cpuUsage();
  return { ms: performance.now(), cpuMicros: user + system, idleMs: performance.eventLoopUtilization().idle };
}
