import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createCredentialVault, readLocalKeys, systemClock, type CredentialVault } from '@frigg-crm/core';
import {
  createIntegrationServices,
  createSyncEngine,
  type IntegrationServices,
  type IntegrationStore,
  type SyncEngine,
} from '@frigg-crm/crm-base';
import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import { createQuoBudgets, createQuoClient } from '@frigg-crm/quo';
import { createServer, readAccounts, type Server } from '@frigg-crm/server';
import { createSqsQueue } from '@frigg-crm/sqs-queue';
import type { Environment } from '../settings/read-settings.ts';
import { readSettings } from '../settings/read-settings.ts';
import { withSecrets } from '../settings/with-secrets.ts';
import { CONNECTORS } from './connectors.ts';
import { createLogger } from './create-logger.ts';
import { openLive, type OpenLive } from './open-live.ts';
import { openPublishing, type Publishing } from './open-publishing.ts';

/** What the functions work with. */
export interface LambdaApp {
  readonly engine: Pick<SyncEngine<IntegrationStore>, 'handleMessage' | 'handleDeadLetter' | 'runWatchdogOnce' | 'system'>;
  readonly services: IntegrationServices;
  readonly server: Pick<Server, 'fetch' | 'authorize'>;
  /** Live progress over WebSockets. @defaultValue no API Gateway is named */
  readonly live?: Pick<OpenLive, 'gateway'> | undefined;
  /** Has to be called before an invocation ends. Takes a few seconds at most, and never rejects. */
  readonly flush: Publishing['flush'];
  /** Where browsers find the API. */
  readonly publicUrl: string;
  /** How often a queue hands a message out before it is a dead letter. */
  readonly maxReceives: number;
  /** Hides a received message for so many seconds from now on. */
  readonly hide: (message: { readonly queueName: string; readonly receiptHandle: string; readonly seconds: number }) => Promise<void>;
}

/** An instance runs one invocation at a time: a batch of messages, or a request. */
const MAX_CONNECTIONS = 5;

/**
 * Opens store and queues and wires everything over them: once an instance.
 * @throws {ConfigurationError} naming the variables that are missing or cannot be used.
 */
export async function openApp(given: Environment): Promise<LambdaApp> {
  const env = await withSecrets(given);
  const settings = readSettings(env);
  const { fetchQueueUrl, workQueueUrl, sqsEndpoint, publicUrl, maxReceives, adminToken, sharedSecret, jwtSecret, liveEndpoint } = settings;
  const keys = readLocalKeys(env);
  const logger = createLogger(settings.log);
  const client = new SQSClient(sqsEndpoint === undefined ? {} : { endpoint: sqsEndpoint });
  const store = await openPostgresStore({ connectionString: settings.store, maxConnections: MAX_CONNECTIONS, logger });
  const queues = {
    fetch: createSqsQueue({ client, queueUrl: fetchQueueUrl, logger }),
    work: createSqsQueue({ client, queueUrl: workQueueUrl, logger }),
  };
  const live =
    liveEndpoint === undefined
      ? undefined
      : openLive({ store, findIntegration: async (id) => services.integrations.findById(id), endpoint: liveEndpoint, logger });
  const { publisher, flush } = openPublishing({ store, clock: systemClock, logger, live });
  const engine = createSyncEngine({ store, queues, host: {}, publisher, logger });
  const vault = createCredentialVault({ documents: store.documents, keys });
  const budgets = createQuoBudgets({ requestsPerSecond: settings.quoRate, rateLimits: store.rateLimits, logger });
  const services: IntegrationServices = createIntegrationServices({
    engine,
    vault,
    basePath: '/webhooks',
    webhookUrls: {
      quo: (id) => `${publicUrl}/webhooks/quo/${id}`,
      crm: (connector, id) => `${publicUrl}/webhooks/crm/${connector}/${id}`,
    },
    loadIntegration: createLoader({ vault, engine, budgets, quoUrl: settings.quoUrl }),
  });
  const access = { adminToken, tenants: { sharedSecret, jwtSecret } };
  const server = createServer({ engine, services, vault, connectors: CONNECTORS, access, publicUrl, logger });
  return {
    engine,
    services,
    server,
    live,
    flush,
    publicUrl,
    maxReceives,
    async hide({ queueName, receiptHandle, seconds }) {
      // All queues belong to one account and region: their URLs differ in their name.
      const request = { QueueUrl: new URL(queueName, fetchQueueUrl).href, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await client.send(new ChangeMessageVisibilityCommand(request));
    },
  };
}

interface LoaderOptions {
  readonly vault: CredentialVault;
  readonly engine: SyncEngine<Awaited<ReturnType<typeof openPostgresStore>>>;
  readonly budgets: ReturnType<typeof createQuoBudgets>;
  readonly quoUrl: string;
}

type LoadIntegration = Parameters<typeof createIntegrationServices>[0]['loadIntegration'];

/** Loads an integration from its record and the accounts in the vault. */
function createLoader({ vault, engine, budgets, quoUrl }: LoaderOptions): LoadIntegration {
  const { logger } = engine.system;
  const clients = { logger, rateLimits: engine.store.rateLimits };
  return async ({ id, userId, connector: connectorId, config: settings }) => {
    const connector = CONNECTORS.find((one) => one.id === connectorId);
    const { crm, quo } = await readAccounts(vault, id);
    if (connector === undefined || crm === undefined || quo === undefined) return undefined;
    const create = await connector.connect({ ...crm, name: id }, clients);
    const client = createQuoClient({ baseUrl: quoUrl, apiKey: quo.apiKey, budget: budgets.forKey(quo.apiKey), ...clients });
    return create({ ...engine, integrationId: id, userId, quoContacts: client.contacts, quo: client, settings });
  };
}
