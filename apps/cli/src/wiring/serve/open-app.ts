import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemClock, type CredentialVault, type Logger, type MessageQueue, type ProgressPublisher } from '@frigg-crm/core';
import {
  createIntegrationServices,
  createSyncEngine,
  type ConnectorDescriptor,
  type IntegrationServices,
  type SyncEngine,
} from '@frigg-crm/crm-base';
import { createServer, createServerMetrics, traceQueue, type PartCheck, type Server, type ServerMetrics } from '@frigg-crm/server';
import type { Tuning } from '../../config/read-tuning.ts';
import { SERVE_FLAGS } from '../../config/serve-flags.ts';
import type { ServicesSettings } from '../../config/integrations-settings.ts';
import type { ServeSettings } from '../../config/serve-settings.ts';
import type { Closing } from '../closing.ts';
import { namingSetting } from '../naming-setting.ts';
import { openQueues } from '../open-queues.ts';
import type { OpenQueues } from '../sync-queues.ts';
import { openStore, type OpenStore } from '../open-store.ts';
import { openVault } from '../open-vault.ts';
import { readKeptSecret } from '../kept-secret.ts';
import { createIntegrationLoader } from './load-integration.ts';
import { openOAuthApps, revokeConsent, type OAuthAppsOfCrms } from './oauth-apps.ts';
import { openLive, type OpenLive } from './open-live.ts';

/** A server and all that it runs, wired and not started. */
export interface OpenApp {
  readonly engine: SyncEngine<OpenStore>;
  readonly services: IntegrationServices;
  readonly live: OpenLive;
  /** Makes the HTTP API. @param url - Where the process listens. */
  readonly createServer: (
    url: string,
    parts: Readonly<Record<string, PartCheck>>,
  ) => Promise<{ readonly server: Server; readonly setUpUrl: string | undefined }>;
}

/** What an app is opened with. */
export interface AppContext {
  readonly tuning: Tuning;
  readonly connectors: readonly ConnectorDescriptor[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly closing: Closing;
  /** Stands between the engine and each of its queues. @defaultValue nothing does */
  readonly wrapQueue?: ((queue: MessageQueue) => MessageQueue) | undefined;
}

/** All integrations of a server share its queues. */
const QUEUES_OF = 'serve';

/** What every program has that works on the integrations of a server. */
export interface OpenServices extends Pick<OpenApp, 'engine' | 'services' | 'live'> {
  readonly metrics: ServerMetrics;
  readonly vault: CredentialVault;
  readonly apps: OAuthAppsOfCrms;
  /** Where the API is found, as far as it is known yet. */
  readonly urls: { publicUrl: string };
}

/** Opens store, queues, vault and engine. Errors name the setting. */
export async function openServices(settings: ServicesSettings, context: AppContext): Promise<OpenServices> {
  const { logger, connectors, tuning, env, signal, closing, wrapQueue = (queue) => queue } = context;
  const { store: storeFlag, queue: queueFlag, vaultKey: vaultFlag } = SERVE_FLAGS;
  const metrics = createServerMetrics({ clock: systemClock });
  const opened = await namingSetting(storeFlag, async () => closing.open(openServedStore(settings), signal));
  const store = { ...opened, rateLimits: metrics.measureRateLimits(opened.rateLimits) };
  const flag = settings.queue.kind === 'store' ? storeFlag : queueFlag;
  const unwrapped = await namingSetting(flag, async () =>
    closing.open(openQueues(settings.queue, flag, { integrationId: QUEUES_OF, logger, env, store }), signal),
  );
  const queues = { ...unwrapped, fetch: wrapQueue(unwrapped.fetch), work: wrapQueue(unwrapped.work) };
  const live = await openLive(store, { setting: settings.store, logger, closing });
  const engine = createMeasuredEngine({ store, queues, logger }, { metrics, live });
  const vault = await namingSetting(vaultFlag, async () => openVault(settings, { env, documents: store.documents }));
  const urls = { publicUrl: settings.publicUrl?.replace(/\/+$/, '') ?? '' };
  const apps = openOAuthApps(settings.apps, { logger, retryDelaysMs: tuning.retryDelaysMs, rateLimits: store.rateLimits });
  const services = createIntegrationServices({
    engine,
    vault,
    basePath: '/webhooks',
    webhookUrls: {
      quo: (id) => `${urls.publicUrl}/webhooks/quo/${id}`,
      crm: (connector, id) => `${urls.publicUrl}/webhooks/crm/${connector}/${id}`,
    },
    uninstallers: Object.fromEntries(Object.entries(apps).flatMap(([crm, { uninstaller }]) => (uninstaller ? [[crm, uninstaller]] : []))),
    revoke: async (integration) => revokeConsent(apps, vault, integration),
    loadIntegration: createIntegrationLoader({
      connectors,
      apps,
      vault,
      engine,
      logger,
      quo: { url: settings.quoUrl, requestsPerSecond: settings.quoRate, partnerKey: settings.quoPartnerKey },
      retryDelaysMs: tuning.retryDelaysMs,
      rateLimits: store.rateLimits,
    }),
  });
  return { engine, services, live, metrics, vault, apps, urls };
}

/** The same with the HTTP API. */
export async function openApp(settings: ServeSettings, context: AppContext): Promise<OpenApp> {
  const { connectors, logger } = context;
  const { engine, services, live, metrics, vault, apps, urls } = await openServices(settings, context);
  return {
    engine,
    services,
    live,
    async createServer(url, parts) {
      if (urls.publicUrl === '') urls.publicUrl = url;
      const { adminToken, sharedSecret, jwtSecret, publicUrl, metrics: metricsFor } = settings;
      const setupToken = await keptSetupToken(settings);
      metrics.watchParts(parts);
      const access = { adminToken, setupToken, tenants: { sharedSecret, jwtSecret } };
      const measured = metricsFor === 'off' ? {} : { metrics, metricsFor };
      const oauth = Object.fromEntries(Object.entries(apps).map(([crm, { connection }]) => [crm, connection]));
      const server = createServer({ engine, oauth, services, vault, connectors, access, publicUrl, parts, live, logger, ...measured });
      const isNew = setupToken !== undefined && (await server.needsSetUp());
      return { server, setUpUrl: isNew ? `${urls.publicUrl}/setup#token=${setupToken}` : undefined };
    },
  };
}

interface Measuring {
  readonly metrics: ServerMetrics;
  readonly live: OpenLive;
}

function createMeasuredEngine(
  { store, queues, logger }: { readonly store: OpenStore; readonly queues: OpenQueues; readonly logger: Logger },
  { metrics, live }: Measuring,
): SyncEngine<OpenStore> {
  metrics.watchStore(store);
  metrics.watchQueues(async (call) => queues.sizes(call));
  metrics.watchHub(live.hub);
  const observe = (name: 'fetch' | 'work'): MessageQueue => traceQueue(name, metrics.measureQueue(name, queues[name]));
  const [fetch, work] = [observe('fetch'), observe('work')];
  return createSyncEngine({ store, queues: { ...queues, fetch, work }, logger, publisher: toAll([live.publisher, metrics]) });
}

function toAll(publishers: readonly ProgressPublisher[]): ProgressPublisher {
  return {
    publish(progress) {
      for (const publisher of publishers) void publisher.publish(progress);
    },
  };
}

async function openServedStore({ store }: ServicesSettings): Promise<OpenStore> {
  if (store.kind === 'sqlite') await mkdir(dirname(store.file), { recursive: true, mode: 0o700 });
  return openStore(store, SERVE_FLAGS.store);
}

/** Kept, so that the link of before works after a restart; of no use once there is an operator. */
async function keptSetupToken({ store }: ServeSettings): Promise<string | undefined> {
  if (store.kind !== 'sqlite') return undefined;
  return readKeptSecret(`${store.file}.setup-token`, () => randomBytes(32).toString('base64url'));
}
