import { setTimeout as sleep } from 'node:timers/promises';
import { readProgress, type Process, type ProcessRepository } from '@frigg-crm/core';
import { createSyncEngine } from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
import { createMemoryQueue } from '@frigg-crm/memory';
import type { QuoContacts } from '@frigg-crm/quo';
import { ScalingTestIntegration, createScalingTestClient } from '@frigg-crm/scaling-test';

/** What a sync runs on. */
export interface SyncSetup {
  readonly processRepository: ProcessRepository;
  readonly crm: { readonly token: string; readonly baseUrl?: string | undefined; readonly fetch?: Fetch | undefined };
  readonly quoContacts: QuoContacts;
  /** Pages that are written at the same time. */
  readonly workers: number;
}

/** What a sync came to. */
export interface SyncOutcome {
  readonly state: string;
  readonly seconds: number;
  readonly processed: number;
  readonly synced: number;
  readonly failed: number;
  readonly skipped: number;
}

const POLL_MS = 50;

/** Runs an initial sync over memory queues to its end. */
export async function runSync({ processRepository, crm, quoContacts, workers }: SyncSetup): Promise<SyncOutcome> {
  const engine = createSyncEngine({ processRepository, fetchQueue: createMemoryQueue(), workQueue: createMemoryQueue() });
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
  return { state: process.state, seconds, processed: processedRecords, synced: totalSynced, failed: totalFailed, skipped: totalSkipped };
}

async function untilEnded(look: () => Promise<Process | null>): Promise<Process> {
  for (;;) {
    const process = await look();
    if (process !== null && process.endedAt !== null) return process;
    await sleep(POLL_MS);
  }
}
