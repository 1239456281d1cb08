import { createCredentialVault, createLocalKeys, type Clock, type Logger } from '@frigg-crm/core';
import {
  createIntegrationServices,
  createSyncEngine,
  type IntegrationServices,
  type CrmIntegration,
  type SyncEngine,
} from '@frigg-crm/crm-base';
import { createRequestBudget, type Fetch } from '@frigg-crm/http';
import { createMemoryQueue } from '@frigg-crm/memory';
import { createPipedriveClient, PipedriveIntegration } from '@frigg-crm/pipedrive';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { createQuoClient } from '@frigg-crm/quo';
import type { StopPoints } from '../../worker/stop-points.ts';
import { toStderr } from '../../worker/to-stderr.ts';
import { stopQueue, stopWrites } from '../../worker/with-stop-points.ts';
import { openCommonTime } from '../common-time.ts';
import { INTEGRATION_ID, QUO_KEY, type AppInput } from './app-input.ts';
import { stopDocuments } from './stop-documents.ts';

/** An engine and services, wired as an app wires them. */
export interface OpenApp {
  readonly engine: SyncEngine;
  readonly services: IntegrationServices;
}

const BASE_PATH = '/webhooks';

/** Opens an app. Its stores are in PostgreSQL, its queues in its own memory: they are gone when it is. */
export async function openApp(input: AppInput, points: StopPoints): Promise<OpenApp> {
  const { postgresUrl: connectionString, schema, publicUrl } = input;
  const common = { clock: openCommonTime(input.timeFile), logger: toStderr };
  const opened = await openProcessStore({ connectionString, schema, maxConnections: 10 });
  const store = { ...opened, documents: stopDocuments(opened.documents, points) };
  const queues = { fetch: createMemoryQueue(common), work: stopQueue(createMemoryQueue(common), points), isShared: false };
  const engine = createSyncEngine({ store, queues, ...common });
  const integration = openIntegration(input, { engine, ...common }, points);
  const services = createIntegrationServices({
    engine,
    vault: createCredentialVault({ ...store, keys: createLocalKeys({ current: { id: 'k1', key: new Uint8Array(32).fill(7) } }) }),
    loadIntegration: async () => integration,
    webhookUrls: {
      quo: (id) => `${publicUrl}${BASE_PATH}/quo/${id}`,
      crm: (connector, id) => `${publicUrl}${BASE_PATH}/crm/${connector}/${id}`,
    },
    basePath: BASE_PATH,
    lifecycle: { onCreateDelaySeconds: 0 },
  });
  return { engine, services };
}

interface Tools {
  readonly engine: SyncEngine;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The sandboxes have no rate limit: how fast a client may send is not what is tested. */
function openIntegration(input: AppInput, { engine, clock, logger }: Tools, points: StopPoints): CrmIntegration {
  const budget = createRequestBudget({ requests: 1e6 });
  const quo = createQuoClient({ baseUrl: input.quoUrl, apiKey: QUO_KEY, budget, clock, logger });
  const { url: baseUrl, token } = input.crm;
  const client = createPipedriveClient({ baseUrl, allowLoopback: true, token, budget, fetch: stopActivities(points), clock, logger });
  const dependencies = { ...engine, integrationId: INTEGRATION_ID, userId: 'user-1', quoContacts: quo.contacts, quo, client };
  return new PipedriveIntegration({ ...dependencies, callActivityDestination: 'contact', clock, logger });
}

/** Stops around each request that writes a call or a text. */
function stopActivities(points: StopPoints): Fetch {
  const stopping = stopWrites(points);
  return async (request) => (/\/(activities|notes)$/.test(new URL(request.url).pathname) ? stopping(request) : globalThis.fetch(request));
}
