import {
  FriggCrmError,
  Inbox,
  createIntegrationRepository,
  type CallOptions,
  type CredentialVault,
  type Integration,
  type IntegrationRepository,
  type JsonObject,
  type Store,
} from '@frigg-crm/core';
import { withDeadlines, withSharedInserts } from '@frigg-crm/core/adapter';
import type { CrmBaseErrorCode } from './failures/crm-base-error-code.ts';
import { ActivityLog } from './activities/activity-log.ts';
import { IntegrationWork } from './workers/integration-work.ts';
import { IntegrationLifecycle } from './lifecycle/integration-lifecycle.ts';
import type { LifecycleDependencies } from './lifecycle/lifecycle-dependencies.ts';
import type { CrmIntegration } from './connector/crm-integration.ts';
import { createAccountGuard, type AccountGuard } from './connector/account-guard.ts';
import { keepLoaded } from './connector/keep-loaded.ts';
import { handleCrmEvent, handlePersonCheck } from './person-changes/person-changes.ts';
import type { SyncEngine } from './sync-engine.ts';
import type { ResolveIntegration } from './connector/resolve-integration.ts';
import { withCallDeadline, withStoreDeadlines } from './workers/with-engine-deadlines.ts';
import { createWebhookRoutes, type WebhookRoutesOptions } from './webhooks/create-webhook-routes.ts';
import { createUserActions, type UserActions, type UserActionsDependencies } from './user-actions/user-actions.ts';
import { SyncSchedule } from './operations/sync-schedule.ts';
import { withSchedule } from './operations/with-schedule.ts';
import { runMaintenance, runMaintenanceOnce, type MaintenanceDependencies, type MaintenanceOptions } from './operations/run-maintenance.ts';

/** What the services need of a {@link Store}. */
export type IntegrationStore = Omit<Store, 'close' | 'rateLimits'>;

/** What {@link createIntegrationServices} wires. */
export interface IntegrationServicesOptions
  extends Pick<LifecycleDependencies, 'revoke' | 'webhookUrls'>, Pick<WebhookRoutesOptions, 'uninstallers' | 'basePath' | 'maxBodyBytes'> {
  /** Its queues carry the messages of the services, its workers handle them, its store keeps what they store. */
  readonly engine: Pick<SyncEngine<IntegrationStore>, 'queueManager' | 'processManager' | 'gate' | 'system' | 'store'> &
    Partial<Pick<SyncEngine, 'syncOrchestrator'>>;
  readonly vault: CredentialVault;
  /** @defaultValue kept in the store's `documents` */
  readonly integrations?: IntegrationRepository | undefined;
  /**
   * What it returns is kept for five minutes, or until the record changes: after replacing a secret call `lifecycle.recheck`.
   * @returns the integration ready to work, whatever its status; `undefined` when this program cannot load it.
   */
  readonly loadIntegration: (integration: Integration) => Promise<CrmIntegration | undefined>;
  readonly lifecycle?: LifecycleDependencies['settings'];
  /** How patient user actions are. */
  readonly userActions?: UserActionsDependencies['settings'];
}

/** Everything an integration needs beside its syncs, wired. */
export interface IntegrationServices {
  readonly integrations: IntegrationRepository;
  readonly lifecycle: IntegrationLifecycle;
  readonly inbox: Inbox;
  readonly activityLog: ActivityLog;
  /** What owners can start from a screen. */
  readonly userActions: UserActions;
  /** Answers everything that Quo and CRMs send. */
  readonly receive: (request: Request) => Promise<Response>;
  /** For `engine.runWorkers`. */
  readonly integrationWork: IntegrationWork;
  /** For `engine.runWorkers`: integrations that are gone or switched off are `deleted`. */
  readonly resolveIntegration: ResolveIntegration;
  /** For `engine.runWorkers`: nothing is read from or written to an account that is another one than before. */
  readonly verifyAccounts: (integration: CrmIntegration) => Promise<void>;
  /**
   * Finds what was lost or is due until `signal` is aborted: entries, set-ups and checks of integrations, ongoing syncs.
   * Any number of programs may run one side by side.
   */
  readonly runMaintenance: (options: MaintenanceOptions) => Promise<void>;
  /**
   * The same once, for hosts that call it by schedule, every minute say.
   * @returns how many of its tasks have failed; the next turn repeats them.
   */
  readonly runMaintenanceOnce: (options?: Omit<MaintenanceOptions, 'intervalMs'>) => Promise<number>;
  /** @deprecated It is called `runMaintenance`. */
  readonly runCaretaker: (options: MaintenanceOptions) => Promise<void>;
}

/**
 * Wires what an integration needs beside its syncs: its life, its webhooks, calls and texts.
 *
 * @example
 * ```ts
 * const engine = createSyncEngine({ store, queues: { fetch, work } });
 * const services = createIntegrationServices({ engine, vault, loadIntegration, webhookUrls });
 * await Promise.all([
 *   engine.runWorkers({ ...services, signal }),
 *   services.runMaintenance({ signal }),
 *   serve({ fetch: services.receive }),
 * ]);
 * ```
 */
export function createIntegrationServices(options: IntegrationServicesOptions): IntegrationServices {
  const { queueManager, gate, processManager, syncOrchestrator, store, system } = options.engine;
  const { clock, ids, logger, analytics, random, portTimeoutMs } = system;
  const deadlines = { clock, ms: portTimeoutMs };
  const { documents, mappingRepository, processRepository, leases } = withStoreDeadlines(store, deadlines);
  const stored = withDeadlines(options.integrations ?? createIntegrationRepository(documents), {
    ...deadlines,
    name: 'integration repository',
  });
  const vault = withDeadlines(options.vault, { ...deadlines, name: 'credential vault', except: ['rotate'] });
  const revoke = options.revoke && withCallDeadline(options.revoke, 'revoke', deadlines);
  const loadIntegration = keepLoaded(withCallDeadline(options.loadIntegration, 'loadIntegration', deadlines), clock);
  const schedule =
    syncOrchestrator && new SyncSchedule({ integrations: stored, documents, loadIntegration, syncOrchestrator, clock, logger });
  const integrations = schedule === undefined ? stored : withSchedule(stored, { schedule, logger });
  const inbox = new Inbox({ documents: withSharedInserts(documents, clock), clock });
  const parts = { documents, mappingRepository, processRepository, leases, integrations, inbox };
  const shared = { ...options, ...parts, vault, revoke, queueManager, clock, ids, logger, analytics, loadIntegration };
  const cancelSyncs = cancelSyncsOf({ processRepository, processManager });
  const accounts = createAccountGuard({ documents, clock });
  const lifecycle = new IntegrationLifecycle({ ...shared, accounts, settings: options.lifecycle, cancelSyncs });
  const people = { mappingRepository, ids, logger, analytics, clock, inbox, queueManager };
  const verifyAccounts = verifyAndMark(accounts, lifecycle);
  const readConfig = async (id: string, call: CallOptions): Promise<JsonObject> => (await integrations.findById(id, call))?.config ?? {};
  const activityLog = new ActivityLog({ ...shared, verifyAccounts, readConfig });
  const integrationWork = new IntegrationWork({
    ...shared,
    activityLog,
    verifyAccounts,
    gate,
    random,
    reconcile: async (integrationId, call) => void (await lifecycle.reconcile(integrationId, call)),
    health: {
      refused: async (integrationId) => lifecycle.markError(integrationId, ACCOUNT_REFUSED),
      works: async (integrationId) => lifecycle.clearError(integrationId, ACCOUNT_REFUSED.code),
    },
    entryHandlers: {
      'crm-event': async (integration, { data }, call) => void (await handleCrmEvent(people, integration, data, call)),
      'person-check': async (integration, { data }, call) => void (await handlePersonCheck(people, integration, data, call)),
    },
  });
  const tasks: MaintenanceDependencies = { ...shared, lifecycle, syncSchedule: schedule };
  const maintain: IntegrationServices['runMaintenance'] = async ({ intervalMs = 5000, graceMs = 15_000, ...maintenance }) =>
    runMaintenance(tasks, { ...maintenance, intervalMs, graceMs });
  return {
    integrations,
    lifecycle,
    inbox,
    activityLog,
    userActions: createUserActions({ ...shared, gate, verifyAccounts, settings: options.userActions }),
    integrationWork,
    receive: createWebhookRoutes({ ...shared, onUninstall: async ({ id }) => lifecycle.startDeletion(id) }),
    resolveIntegration: createResolver(integrations, loadIntegration),
    verifyAccounts,
    runMaintenance: maintain,
    runMaintenanceOnce: async ({ graceMs = 15_000, ...maintenance } = {}) => runMaintenanceOnce(tasks, { ...maintenance, graceMs }),
    runCaretaker: maintain,
  };
}

function cancelSyncsOf({
  processRepository,
  processManager,
}: Pick<MaintenanceDependencies, 'processRepository'> & Pick<SyncEngine, 'processManager'>): LifecycleDependencies['cancelSyncs'] {
  return async (integrationId, call) => {
    const running = await processRepository.find({ integrationId, active: true, limit: 1000 }, call);
    for (const { id } of running) await processManager.cancel(id, { updateId: 'deleted' });
  };
}

/** The owner is notified by whatever finds out first: a sync, an event or the check. */
function verifyAndMark(accounts: AccountGuard, lifecycle: IntegrationLifecycle): IntegrationServices['verifyAccounts'] {
  return async (integration) => {
    try {
      await accounts.verify(integration);
    } catch (error) {
      if (FriggCrmError.hasCode<CrmBaseErrorCode>(error, 'ACCOUNT_CHANGED'))
        await lifecycle.markError(integration.integrationId, { code: error.code, text: `${error.message} (${error.code})` });
      throw error;
    }
  };
}

/** Integrations that are gone or switched off are `deleted`. */
function createResolver(integrations: IntegrationRepository, load: IntegrationServicesOptions['loadIntegration']): ResolveIntegration {
  return async ({ integrationId, connector }) => {
    const record = await integrations.findById(integrationId);
    if (record === undefined || record.connector !== connector) return 'deleted';
    if (record.status === 'IN_DELETION' || record.status === 'DISABLED') return 'deleted';
    return load(record);
  };
}

/** What the owner reads when calls and texts cannot be written. */
const ACCOUNT_REFUSED = {
  code: 'ACCOUNT_REFUSED',
  text: 'An account of this integration is refused: connect it again. Calls and texts of the last three days are written then',
} as const;
