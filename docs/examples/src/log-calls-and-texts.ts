// #region imports
import { systemClock, type Clock, type Integration } from '@frigg-crm/core';
import { createIntegrationServices, createSyncEngine, type IntegrationServices, type LifecycleSettings } from '@frigg-crm/crm-base';
import { createMemoryQueue } from '@frigg-crm/memory';
import {
  PipedriveIntegration,
  createPipedriveUninstaller,
  pipedriveLookupKey,
  pipedriveOAuthProvider,
  type PipedriveOAuthOptions,
} from '@frigg-crm/pipedrive';
import { openPostgresStore, type PostgresStoreSource } from '@frigg-crm/postgres-process-repo';
import { createQuoClient } from '@frigg-crm/quo';
import { createAccounts, type Accounts } from './connect-an-account.ts';
// #endregion imports

export interface AppSettings {
  /** Such as `{ connectionString: 'postgres://…' }`. */
  readonly store: PostgresStoreSource;
  /** Of your app in Pipedrive's Developer Hub. */
  readonly pipedrive: PipedriveOAuthOptions;
  /** @defaultValue Quo's own */
  readonly quoUrl?: string | undefined;
  /** Where the app listens, such as `https://app.example`. */
  readonly appUrl: () => string;
  readonly env: NodeJS.ProcessEnv;
  /** Such as `{ onCreateDelaySeconds: 0 }` for a key of Quo that is not new. */
  readonly lifecycle?: Partial<LifecycleSettings> | undefined;
  /** @defaultValue systemClock */
  readonly clock?: Clock | undefined;
}

export interface App {
  readonly accounts: Accounts;
  readonly services: IntegrationServices;
  /** Creates the integration of an account that was connected. */
  create(integrationId: string, userId: string): Promise<Integration>;
  /** For the HTTP server. */
  fetch(request: Request): Promise<Response>;
  /** Works until `signal` is aborted. */
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export async function createApp(settings: AppSettings): Promise<App> {
  const { appUrl, quoUrl, clock = systemClock } = settings;
  // #region engine
  const store = await openPostgresStore(settings.store);
  const queues = { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }), isShared: false };
  const engine = createSyncEngine({ store, queues, clock });
  const provider = pipedriveOAuthProvider(settings.pipedrive);
  const accounts = createAccounts({ ...store, provider, appUrl, env: settings.env });

  async function loadIntegration({ id: integrationId, userId, config: settings }: Integration): Promise<PipedriveIntegration> {
    const quo = createQuoClient({ apiKey: await accounts.readApiKey({ integrationId }), baseUrl: quoUrl, clock });
    const client = await accounts.openClient({ integrationId });
    return new PipedriveIntegration({ ...engine, integrationId, userId, quo, quoContacts: quo.contacts, client, settings, clock });
  }

  const services = createIntegrationServices({
    engine,
    vault: accounts.vault,
    loadIntegration,
    webhookUrls: {
      quo: (id) => `${appUrl()}/webhooks/quo/${id}`,
      crm: (connector, id) => `${appUrl()}/webhooks/crm/${connector}/${id}`,
    },
    basePath: '/webhooks',
    lifecycle: settings.lifecycle,
    // #region uninstall
    uninstallers: { pipedrive: createPipedriveUninstaller(settings.pipedrive) },
    // #endregion uninstall
  });
  // #endregion engine

  // #region run
  async function run(signal: AbortSignal): Promise<void> {
    await Promise.all([engine.runWorkers({ ...services, signal }), services.runMaintenance({ signal })]);
  }
  // #endregion run

  // #region create
  async function create(integrationId: string, userId: string): Promise<Integration> {
    const client = await accounts.openClient({ integrationId });
    const lookupKeys = [pipedriveLookupKey(await client.users.me())];
    return services.lifecycle.create({ id: integrationId, userId, connector: 'pipedrive', lookupKeys });
  }
  // #endregion create

  return { accounts, services, create, fetch: services.receive, run, close: store.close };
}

// #region numbers
export async function chooseNumbers({ lifecycle }: IntegrationServices, integrationId: string): Promise<boolean> {
  const { success } = await lifecycle.update(integrationId, { resourceIds: ['PN1'] });
  return success;
}
// #endregion numbers

// #region redrive
export async function redriveFailed({ inbox }: IntegrationServices, integrationId: string): Promise<void> {
  for (const { id } of await inbox.findFailed({ integrationId, limit: 100 })) await inbox.redrive({ integrationId, id });
}
// #endregion redrive
