import { setTimeout as sleep } from 'node:timers/promises';
import { readProgress, type MappingRepository, type MessageQueue, type Process, type ProcessRepository } from '@frigg-crm/core';
import { createSyncEngine } from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
import { createMemoryQueue } from '@frigg-crm/memory';
import type { QuoContacts } from '@frigg-crm/quo';
import { ScalingTestIntegration, createScalingTestClient } from '@frigg-crm/scaling-test';

/** What a sync runs on. */
export interface SyncSetup {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  readonly crm: { readonly token: string; readonly baseUrl?: string | undefined; readonly fetch?: Fetch | undefined };
  readonly quoContacts: QuoContacts;
  /** Pages that are written at the same time. */
  readonly workers: number;
  /** Makes a queue; `seed` is another one for each. @defaultValue a memory queue */
  readonly createQueue?: ((seed: number) => MessageQueue) | undefined;
}

/** What a sync came to. */
export interface SyncOutcome {
  readonly state: string;
  readonly seconds: number;
  /** Pages that are settled. */
  readonly pages: number;
  readonly processed: number;
  readonly synced: number;
  readonly failed: number;
  readonly skipped: number;
}

const POLL_MS = 50;

/** Runs an initial sync over memory queues to its end. */
export async function runSync(setup: SyncSetup): Promise<SyncOutcome> {
  const { processRepository, mappingRepository, crm, quoContacts, workers, createQueue = () => createMemoryQueue() } = setup;
  const engine = createSyncEngine({ processRepository, mappingRepository, fetchQueue: createQueue(1), workQueue: createQueue(2) });
  const client = createScalingTestClient(crm);
  const integration = new ScalingTestIntegration({ ...engine, integrationId: 'bench', userId: 'bench', quoContacts, client });
  const stop = new AbortController();
  const running = engine.runWorkers({ resolveIntegration: async () => integration, signal: stop.signal, concurrency: workers });
  const startMs = performance.now();
  const { processIds } = await integration.startInitialSync();
  const process = await untilEnded(async () => engine.processManager.getProcess(processIds[0] ?? ''));
  const seconds = (performance.now() - startMs) / 1000;
  stop.abort();
  await running;
  const { processedRecords, totalSynced, totalFailed, totalSkipped } = readProgress(process);
  const pages = process.ledger.settled.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const progress = { processed: processedRecords, synced: totalSynced, failed: totalFailed, skipped: totalSkipped };
  return { state: process.state, seconds, pages, ...progress };
}

async function untilEnded(read: () => Promise<Process | null>): Promise<Process> {
  for (;;) {
    const process = await read();
    if (process !== null && process.endedAt !== null) return process;
    await sleep(POLL_MS);
  }
}
