import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createCredentialVault, readLocalKeys, type Logger } from '@frigg-crm/core';
import {
  createIntegrationServices,
  createSyncEngine,
  type ConnectorDescriptor,
  type IntegrationServices,
  type SyncEngine,
} from '@frigg-crm/crm-base';
import { createServer, type PartCheck, type Server } from '@frigg-crm/server';
import type { Tuning } from '../../config/read-tuning.ts';
import { SERVE_FLAGS } from '../../config/serve-flags.ts';
import type { ServeSettings } from '../../config/serve-settings.ts';
import type { Closing } from '../closing.ts';
import { namingSetting } from '../naming-setting.ts';
import { openQueues } from '../open-queues.ts';
import { openStore, type OpenStore } from '../open-store.ts';
import { createTokenAuthorize } from './admin-token.ts';
import { readKeptSecret } from './kept-secret.ts';
import { createIntegrationLoader } from './load-integration.ts';

/** A server and all that it runs, wired and not started. */
export interface OpenApp {
  readonly engine: SyncEngine<OpenStore>;
  readonly services: IntegrationServices;
  /** Makes the HTTP API. @param url - Where the process listens. */
  readonly createServer: (url: string, parts: Readonly<Record<string, PartCheck>>) => Promise<Server>;
}

/** What an app is opened with. */
export interface AppContext {
  readonly tuning: Tuning;
  readonly connectors: readonly ConnectorDescriptor[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly closing: Closing;
}

/** All integrations of a server share its queues. */
const QUEUES_OF = 'serve';

/** Opens store, queues, vault and engine. Errors name the setting. */
export async function openApp(settings: ServeSettings, context: AppContext): Promise<OpenApp> {
  const { logger, connectors, tuning, env, signal, closing } = context;
  const { store: storeFlag, queue: queueFlag, vaultKey: vaultFlag } = SERVE_FLAGS;
  const store = await namingSetting(storeFlag, async () => closing.open(openServedStore(settings), signal));
  const flag = settings.queue.kind === 'store' ? storeFlag : queueFlag;
  const queues = await namingSetting(flag, async () =>
    closing.open(openQueues(settings.queue, flag, { integrationId: QUEUES_OF, logger, env, store }), signal),
  );
  const engine = createSyncEngine({ store, queues, logger });
  const keys = await namingSetting(vaultFlag, async () =>
    readLocalKeys({
      ...env,
      FRIGG_CRM_VAULT_KEY: await secretOf(settings.vaultKey, settings, { ending: 'vault-key', make: makeVaultKey }),
    }),
  );
  const vault = createCredentialVault({ documents: store.documents, keys });
  const urls = { publicUrl: settings.publicUrl?.replace(/\/+$/, '') ?? '' };
  const services = createIntegrationServices({
    engine,
    vault,
    basePath: '/webhooks',
    webhookUrls: {
      quo: (id) => `${urls.publicUrl}/webhooks/quo/${id}`,
      crm: (connector, id) => `${urls.publicUrl}/webhooks/crm/${connector}/${id}`,
    },
    loadIntegration: createIntegrationLoader({
      connectors,
      vault,
      engine,
      logger,
      quo: { url: settings.quoUrl, requestsPerSecond: settings.quoRate },
      retryDelaysMs: tuning.retryDelaysMs,
      rateLimits: store.rateLimits,
    }),
  });
  return {
    engine,
    services,
    async createServer(url, parts) {
      if (urls.publicUrl === '') urls.publicUrl = url;
      const token = await namingSetting(SERVE_FLAGS.adminToken, async () =>
        secretOf(settings.adminToken, settings, { ending: 'admin-token', make: () => randomBytes(32).toString('base64url') }),
      );
      const authorize = createTokenAuthorize(token);
      return createServer({ engine, services, vault, connectors, authorize, publicUrl: settings.publicUrl, parts, logger });
    },
  };
}

async function openServedStore({ store }: ServeSettings): Promise<OpenStore> {
  if (store.kind === 'sqlite') await mkdir(dirname(store.file), { recursive: true, mode: 0o700 });
  return openStore(store, SERVE_FLAGS.store);
}

/** A secret that is not given is kept beside the file of the store. */
async function secretOf(
  given: string | undefined,
  { store }: ServeSettings,
  { ending, make }: { readonly ending: string; readonly make: () => string },
): Promise<string> {
  if (given !== undefined) return given;
  if (store.kind !== 'sqlite') throw new TypeError('the settings say that it is given');
  return readKeptSecret(`${store.file}.${ending}`, make);
}

function makeVaultKey(): string {
  return `k1:${randomBytes(32).toString('base64')}`;
}
