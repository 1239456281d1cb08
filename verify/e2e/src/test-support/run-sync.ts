import { readProgress, type Clock, type MessageQueue, type Process, type ProcessRepository, type Progress } from '@frigg-crm/core';
import { createSyncEngine } from '@frigg-crm/crm-base';
import { createRequestBudget, type Fetch } from '@frigg-crm/http';
import { createMemoryMappingRepository } from '@frigg-crm/memory';
import { createQuoClient } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from '@frigg-crm/quo/sandbox';
import { ScalingTestIntegration, createScalingTestClient, isRefusedBySandbox } from '@frigg-crm/scaling-test';
import { createScalingTestSandbox, type ScalingTestSandbox, type ScalingTestSandboxOptions } from '@frigg-crm/scaling-test/sandbox';

export interface RunSyncOptions {
  readonly processRepository: ProcessRepository;
  readonly fetchQueue: MessageQueue;
  readonly workQueue: MessageQueue;
  readonly clock: Clock;
  readonly crm: ScalingTestSandboxOptions;
  readonly paginationType: 'PAGE_BASED' | 'CURSOR_BASED';
  readonly quo?: QuoSandboxOptions;
  /** Distinguishes syncs that share a store. */
  readonly integrationId: string;
}

/** What a sync came to. */
export interface SyncOutcome {
  readonly process: Process;
  readonly progress: Progress;
  readonly crm: ScalingTestSandbox;
  readonly quo: QuoSandbox;
}

const PARTNER_KEY = 'partner-1';
const UNLIMITED = Number.POSITIVE_INFINITY;

/** A CRM and a Quo, both real to the last byte but the socket, and a sync between them. */
export async function runSync(options: RunSyncOptions): Promise<SyncOutcome> {
  const { processRepository, fetchQueue, workQueue, clock, paginationType, integrationId } = options;
  const crm = createScalingTestSandbox({ clock, ...options.crm });
  const refuse = ({ externalId }: { readonly externalId?: string | null | undefined }) =>
    isRefusedBySandbox(externalId ?? '') ? { status: 400, code: '0801400' } : undefined;
  const quo = createQuoSandbox({ clock, partnerKeys: [PARTNER_KEY], requestsPerSecond: UNLIMITED, refuse, ...options.quo });
  const engine = createSyncEngine({
    processRepository,
    mappingRepository: createMemoryMappingRepository({ clock }),
    fetchQueue,
    workQueue,
    clock,
    // The servers are real, and this clock may be much faster than they are.
    portTimeoutMs: 1e9,
  });
  const integration = new ScalingTestIntegration({
    ...engine,
    integrationId,
    userId: 'user-1',
    client: createScalingTestClient({ token: crm.token, fetch: crm.fetch, clock }),
    quoContacts: createQuoClient({
      apiKey: 'key-1',
      partnerKey: PARTNER_KEY,
      fetch: quo.fetch as Fetch,
      clock,
      budget: createRequestBudget({ requests: 1e6, clock }),
    }).contacts,
    config: { syncConfig: { paginationType } },
  });
  const stop = new AbortController();
  const workers = engine.runWorkers({ resolveIntegration: async () => integration, concurrency: 8, signal: stop.signal });
  const { processIds } = await integration.startInitialSync();
  const process = await untilEnded(processIds[0] ?? '', async (id) => engine.processManager.getProcess(id));
  stop.abort();
  await workers;
  return { process, progress: readProgress(process), crm, quo };
}

async function untilEnded(processId: string, load: (id: string) => Promise<Process | null>): Promise<Process> {
  for (;;) {
    const process = await load(processId);
    if (process === null) throw new Error(`process ${processId} is gone`);
    if (process.endedAt !== null) return process;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
