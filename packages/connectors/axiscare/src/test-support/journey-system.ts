import type { Clock, CredentialVault, Integration } from '@frigg-crm/core';
import { createIntegrationServices, createSyncEngine, type IntegrationServices } from '@frigg-crm/crm-base';
import {
  createMemoryDocumentStore,
  createMemoryLeases,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryQueue,
} from '@frigg-crm/memory';
import { createQuoClient } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { createFastClock, createRecordingLogger, createTestVault, serveOnLoopback } from '@frigg-crm/testing';
import { connectAxisCareAccount, openAxisCareAccount } from '../axiscare-account.ts';
import { AxisCareIntegration } from '../axiscare-integration.ts';
import { createAxisCareSandbox, type AxisCareSandbox, type AxisCareSandboxOptions } from '../sandbox/create-axiscare-sandbox.ts';

export const INTEGRATION = 'integration-1';
/** How much faster than the machine's the app's clock runs. */
const SPEED = 15;
/** How long one program has an integration alone, and a deleted one keeps its record, in milliseconds: three seconds of the machine. */
const WORK_TTL_MS = 45_000;
/** Milliseconds of the machine, which may have other things to do. */
const PATIENCE_MS = 20_000;

/** An app, two sites of AxisCare and a Quo, each of which listens on a socket of this machine. */
export interface JourneySystem {
  readonly clock: Clock;
  readonly home: AxisCareSandbox;
  readonly other: AxisCareSandbox;
  readonly quo: QuoSandbox;
  readonly services: IntegrationServices;
  readonly vault: CredentialVault;
  /** Every line that the app has logged. */
  readonly logged: readonly string[];
  /** The address that was shown to the owner. */
  readonly shown: () => string | undefined;
  /** Does what a user does who enters token and site numbers. */
  connect(): Promise<void>;
  /** Does what a user does who starts the first sync. */
  startInitialSync(): Promise<void>;
  integration(): Promise<Integration | undefined>;
  /** Resolves when it is so; fails, saying what is there instead, when it does not become so. */
  until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts all of them. */
export async function startJourney(sites: {
  readonly home: AxisCareSandboxOptions;
  readonly other: AxisCareSandboxOptions;
}): Promise<JourneySystem> {
  const clock = createFastClock({ speed: SPEED });
  const logged: string[] = [];
  const common = { clock, requestsPerSecond: 1000, token: 'a-token-of-both' };
  const home = createAxisCareSandbox({ ...sites.home, ...common, siteNumber: '1234' });
  const other = createAxisCareSandbox({ ...sites.other, ...common, siteNumber: '5678' });
  const quo = createQuoSandbox({ clock, requestsPerSecond: 1000, keyActiveAfterMs: 20_000 });
  const [homeServer, otherServer, quoServer] = await Promise.all([home, other, quo].map(async ({ fetch }) => serveOnLoopback(fetch)));
  if (homeServer === undefined || otherServer === undefined || quoServer === undefined) throw new Error('a server did not start');
  const baseUrlOf = (site: string): string => (site === '1234' ? homeServer.url : otherServer.url);
  let shown: string | undefined;
  const app = startApp({
    clock,
    logged,
    quoUrl: quoServer.url,
    baseUrlOf,
    appUrl: () => appServer.url,
    show(address) {
      shown = address;
    },
  });
  const { services, vault } = app;
  const appServer = await serveOnLoopback(async (request) => services.receive(request));
  const integration = async (): Promise<Integration | undefined> => services.integrations.findById(INTEGRATION);
  return {
    clock,
    home,
    other,
    quo,
    services,
    vault,
    logged,
    shown: () => shown,
    async connect() {
      const credentials = { token: 'Bearer a-token-of-both', siteNumber: '1234', furtherSites: ['5678'] };
      await connectAxisCareAccount({ ...app.account, integrationId: INTEGRATION }, credentials);
      await vault.write({ integrationId: INTEGRATION, name: 'quo', value: { apiKey: 'quo-key' }, expectedVersion: undefined });
      await services.lifecycle.create({ id: INTEGRATION, userId: 'user-1', connector: 'axiscare' });
    },
    async startInitialSync() {
      const record = await integration();
      if (record === undefined) throw new Error('there is no integration');
      await (await app.loadIntegration(record)).startInitialSync();
    },
    integration,
    async until(isSo, what) {
      for (const startedAt = performance.now(); !(await isSo());) {
        if (performance.now() - startedAt > PATIENCE_MS)
          throw new Error(`it did not happen that ${what}; logged: ${logged.slice(-8).join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async close() {
      await app.stop();
      await Promise.all([appServer, homeServer, otherServer, quoServer].map(async (each) => each.close()));
    },
  };
}

interface AppOptions {
  readonly clock: Clock;
  readonly logged: string[];
  readonly quoUrl: string;
  readonly baseUrlOf: (site: string) => string;
  readonly appUrl: () => string;
  readonly show: (address: string) => void;
}

interface App extends Pick<JourneySystem, 'services' | 'vault'> {
  readonly account: Omit<Parameters<typeof openAxisCareAccount>[0], 'integrationId'>;
  loadIntegration(record: Integration): Promise<AxisCareIntegration>;
  stop(): Promise<void>;
}

/** What an engineer writes: store, an engine, and services. */
function startApp({ clock, logged, quoUrl, baseUrlOf, appUrl, show }: AppOptions): App {
  const logger = createRecordingLogger(logged);
  const documents = createMemoryDocumentStore();
  const store = {
    documents,
    processRepository: createMemoryProcessRepository(),
    mappingRepository: createMemoryMappingRepository({ clock }),
    leases: createMemoryLeases({ clock }),
  };
  const vault = createTestVault(documents);
  const engine = createSyncEngine({
    store,
    queues: { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) },
    clock,
    logger,
  });
  const account = { vault, clock, logger, baseUrlOf, allowLoopback: true, requestsPerSecond: 100 };
  async function loadIntegration({ id, userId, config }: Integration): Promise<AxisCareIntegration> {
    const apiKey = (await vault.read({ integrationId: id, name: 'quo' }))?.value['apiKey'];
    if (typeof apiKey !== 'string') throw new Error('the integration has no key of Quo');
    const quo = createQuoClient({ baseUrl: quoUrl, apiKey, clock, logger });
    return new AxisCareIntegration({
      ...engine,
      ...(await openAxisCareAccount({ ...account, integrationId: id })),
      integrationId: id,
      userId,
      quoContacts: quo.contacts,
      quo,
      personTypes: ['client', 'caregiver', 'client-party'],
      settings: config,
      onWebhookAddress: show,
      config: { syncConfig: { deletionPolicy: 'delete' } },
      logger,
    });
  }
  const services = createIntegrationServices({
    engine,
    vault,
    loadIntegration,
    webhookUrls: {
      quo: (id) => `${appUrl()}/webhooks/quo/${id}`,
      crm: (connector, id) => `${appUrl()}/webhooks/crm/${connector}/${id}`,
    },
    basePath: '/webhooks',
    lifecycle: { workTtlMs: WORK_TTL_MS },
  });
  const stop = new AbortController();
  const running = Promise.all([
    engine.runWorkers({ ...services, concurrency: 4, signal: stop.signal }),
    services.runMaintenance({ signal: stop.signal }),
  ]);
  return {
    services,
    vault,
    account,
    loadIntegration,
    async stop() {
      stop.abort();
      await running;
    },
  };
}
