import type { Process } from '@frigg-crm/core';
import { createSyncEngine, type BaseCRMIntegrationDependencies, type CrmIntegration, type SyncEngine } from '@frigg-crm/crm-base';
import { createMemoryMappingRepository, createMemoryProcessRepository, createMemoryQueue } from '@frigg-crm/memory';
import { createQuoClient } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from '@frigg-crm/quo/sandbox';
import type { VirtualClock } from '@frigg-crm/testing';

/** What {@link createSyncRun} joins. */
export interface SyncRunOptions<Connected extends CrmIntegration> {
  readonly clock: VirtualClock;
  readonly integration: (dependencies: BaseCRMIntegrationDependencies) => Connected;
  /** @defaultValue a thousand requests per second */
  readonly quo?: QuoSandboxOptions | undefined;
}

/** A connector and a Quo, whose syncs run to their end on virtual time. */
export interface SyncRun<Connected extends CrmIntegration> {
  readonly integration: Connected;
  readonly engine: SyncEngine;
  readonly quo: QuoSandbox;
  /** Runs a sync of all persons, and its catch-up. @returns its process, ended or paused. */
  initial(): Promise<Process>;
  /** Runs a sync of those who changed. @returns its process, ended or paused. */
  ongoing(): Promise<Process>;
}

/** Joins a connector with an engine and a Quo, without services and webhooks: for tests of whole syncs. */
export function createSyncRun<Connected extends CrmIntegration>(options: SyncRunOptions<Connected>): SyncRun<Connected> {
  const { clock } = options;
  const quo = createQuoSandbox({ clock, requestsPerSecond: 1000, ...options.quo });
  const engine = createSyncEngine({
    processRepository: createMemoryProcessRepository(),
    mappingRepository: createMemoryMappingRepository({ clock }),
    fetchQueue: createMemoryQueue({ clock }),
    workQueue: createMemoryQueue({ clock }),
    clock,
    random: () => 0.5,
  });
  const quoContacts = createQuoClient({ apiKey: 'key-1', fetch: quo.fetch, clock }).contacts;
  const config = { syncConfig: { deletionPolicy: 'delete' } } as const;
  const integration = options.integration({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts, config });

  async function run(start: () => Promise<unknown>): Promise<Process> {
    const stop = new AbortController();
    const { processIds } = (await start()) as { readonly processIds: readonly string[] };
    const workers = engine.runWorkers({ resolveIntegration: async () => integration, signal: stop.signal });
    const ended = async (): Promise<Process> => {
      for (;;) {
        const process = await engine.processManager.getProcess(processIds[0] ?? '');
        // The catch-up that follows is a part of it.
        const isOver = !(await engine.syncOrchestrator.hasActiveSyncs({ integration }));
        if (process?.state === 'PAUSED' || (process?.endedAt != null && isOver)) return process;
        await clock.sleep(100);
      }
    };
    const process = await clock.runUntil(ended());
    stop.abort();
    await clock.runUntil(workers);
    return process;
  }

  return {
    integration,
    engine,
    quo,
    initial: async () => run(async () => integration.startInitialSync()),
    ongoing: async () => run(async () => integration.startOngoingSync()),
  };
}
