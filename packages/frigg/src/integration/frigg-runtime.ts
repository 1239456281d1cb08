import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ConfigurationError,
  createIntegrationRepository,
  createRandomIds,
  silentLogger,
  systemClock,
  type Clock,
  type Integration,
  type Logger,
  type ProgressPublisher,
} from '@frigg-crm/core';
import {
  createIntegrationServices,
  createSyncEngine,
  type CrmIntegration,
  type IntegrationServices,
  type SyncEngine,
  type WebhookUrls,
} from '@frigg-crm/crm-base';
import { createQuoClient } from '@frigg-crm/quo';
import { toFriggProgress } from '../processes/update-process-metrics.ts';
import type { FriggIntegrationInstance } from './frigg-host.ts';
import { checkStores } from './check-stores.ts';
import { withFriggEnvelope } from './frigg-queue.ts';
import type { FriggIntegrationOptions, FriggStores } from './frigg-integration-options.ts';
import { checkProcessTable } from './frigg-process-table.ts';
import { createModuleTokens, readApiKey } from './module-tokens.ts';
import { createProcessMirror, type ProcessMirror } from './process-mirror.ts';
import { withStatusWriteThrough } from './status-write-through.ts';

/** Frigg's queues: one receive, and a retention of 60 seconds. */
const FRIGG_HOST = { receivesOnce: true, maxDelaySeconds: 45 } as const;

/** What only Frigg, or the owner by it, sets and takes back. */
const OF_FRIGG = ['DISABLED', 'IN_DELETION'];

/** All that a class needs beside its instances: one per process. */
export interface FriggRuntime {
  readonly engine: SyncEngine;
  readonly services: IntegrationServices;
  readonly clock: Clock;
  /** Absent: the app has given no table. */
  readonly mirror: ProcessMirror | undefined;
  /** Does work for an instance that Frigg has loaded: it is not loaded again. */
  within<Result>(instance: FriggIntegrationInstance, work: () => Promise<Result>): Promise<Result>;
}

/** @throws {ConfigurationError} when the source of contacts cannot be written. */
export function checkQuoSource({ quoSource, quo }: Pick<FriggIntegrationOptions, 'quoSource' | 'quo'>): void {
  if (quoSource.startsWith('openphone') && quo?.partnerKey === undefined)
    throw new ConfigurationError(`quoSource ${quoSource} needs quo.partnerKey: Quo refuses it otherwise`);
}

/**
 * Wires engine and services over the stores of an app.
 * @throws {ConfigurationError} when they are none of ours.
 */
export async function openFriggRuntime(options: FriggIntegrationOptions): Promise<FriggRuntime> {
  const { clock = systemClock, logger = silentLogger, hydrate } = options;
  const { store, vault } = checkStores(typeof options.stores === 'function' ? await options.stores() : options.stores);
  const current = new AsyncLocalStorage<FriggIntegrationInstance>();
  const mirror = await openMirror(options, { store, clock, logger });
  const engine = createEngine(options, { store, clock, logger, mirror });

  async function findInstance(integrationId: string): Promise<FriggIntegrationInstance | undefined> {
    const instance = current.getStore();
    if (instance?.id !== undefined && String(instance.id) === integrationId) return instance;
    return (await hydrate(integrationId)) ?? undefined;
  }

  const reload = async (id: string) => (await hydrate(id))?.modules?.[options.modules.crm];

  async function loadIntegration(record: Pick<Integration, 'id' | 'userId'>): Promise<CrmIntegration | undefined> {
    const instance = await findInstance(record.id);
    if (instance === undefined) return undefined;
    const { modules, quoSource } = options;
    const quo = createQuoClient({
      clock,
      logger,
      rateLimits: store.rateLimits,
      ...options.quo,
      apiKey: readApiKey(instance.modules?.[modules.quo]),
      source: quoSource,
    });
    return options.connector({
      integrationId: record.id,
      userId: record.userId,
      processManager: engine.processManager,
      queueManager: engine.queueManager,
      syncOrchestrator: engine.syncOrchestrator,
      references: engine.references,
      quo,
      quoContacts: quo.contacts,
      quoSource,
      tokens: createModuleTokens({ module: instance.modules?.[modules.crm], reload: async () => reload(record.id), clock }),
      instance,
    });
  }

  const integrations = withStatusWriteThrough(createIntegrationRepository(store.documents), {
    logger,
    write: async ({ id, status }) => {
      const instance = await findInstance(id);
      if (instance === undefined || instance.status === status || OF_FRIGG.includes(instance.status ?? '')) return;
      await instance.persistStatus?.(status);
    },
  });
  const services = createIntegrationServices({
    engine: { ...engine, store },
    vault,
    integrations,
    loadIntegration,
    webhookUrls: webhookUrlsOf(options),
    lifecycle: options.lifecycle,
  });
  return { engine, services, clock, mirror, within: createWithin(current, mirror) };
}

function createWithin(current: AsyncLocalStorage<FriggIntegrationInstance>, mirror: ProcessMirror | undefined): FriggRuntime['within'] {
  return async (instance, work) => {
    try {
      return await current.run(instance, work);
    } finally {
      await mirror?.settle();
    }
  };
}

type Parts = Pick<FriggStores, 'store'> & Pick<FriggRuntime, 'clock'> & { readonly logger: Logger };

async function openMirror({ processTable, ids }: FriggIntegrationOptions, parts: Parts): Promise<ProcessMirror | undefined> {
  if (processTable === undefined) return undefined;
  const table = checkProcessTable(typeof processTable === 'function' ? await processTable() : processTable);
  return createProcessMirror({ ...parts, table, ids: ids ?? createRandomIds(parts.clock) });
}

function createEngine(
  { queue: given, host, ids, random, ...options }: FriggIntegrationOptions,
  { store, clock, logger, mirror }: Parts & Pick<FriggRuntime, 'mirror'>,
): SyncEngine {
  const queue = withFriggEnvelope(given);
  const queues = { fetch: queue, work: queue };
  const publisher = createPublisher(options, { clock, mirror });
  return createSyncEngine({ store, queues, host: { ...FRIGG_HOST, ...host }, publisher, clock, logger, ids, random });
}

/** Progress in the envelope of Frigg, and in its table. */
function createPublisher(
  { websocketService }: Pick<FriggIntegrationOptions, 'websocketService'>,
  { clock, mirror }: Pick<FriggRuntime, 'clock' | 'mirror'>,
): ProgressPublisher {
  return {
    async publish(progress) {
      mirror?.publish(progress);
      await websocketService?.broadcast({ type: 'PROCESS_PROGRESS', data: toFriggProgress(progress, clock) });
    },
  };
}

/** Both sides deliver to the one address that Frigg has for an integration. */
function webhookUrlsOf({ baseUrl, Definition }: FriggIntegrationOptions): WebhookUrls {
  const path = `${baseUrl.replace(/\/+$/, '')}/api/${Definition.name}-integration/webhooks`;
  const url = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  return { quo: url, crm: (_connector, id) => url(id) };
}
