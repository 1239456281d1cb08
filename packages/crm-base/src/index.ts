export { BaseCRMIntegration, type BaseCRMIntegrationDependencies } from './base-crm-integration.ts';
export type {
  ConnectOptions,
  ConnectorAccount,
  ConnectorAccountHelp,
  ConnectorDescriptor,
  ConnectorOption,
  ConnectorSandbox,
  ConnectorSandboxOptions,
  CreateIntegration,
} from './connector-descriptor.ts';
export { resolveCrmConfig, type CRMConfig, type ResolvedCRMConfig } from './connector/crm-config.ts';
export { ConnectorContractError } from './failures/connector-contract-error.ts';
export type { CrmBaseErrorCode } from './failures/crm-base-error-code.ts';
export { UnknownIntegrationError } from './failures/unknown-integration-error.ts';
export type { CrmIntegration, PersonScope } from './connector/crm-integration.ts';
export type { FetchPersonPageParams, PersonPage } from './connector/person-page.ts';
export { decodeSyncMessage, encodeSyncMessage, type SyncMessage } from './queue/sync-message.ts';
export { ProcessManager, type CreateSyncProcessData, type ProcessManagerDependencies } from './process/process-manager.ts';
export { QueueManager, type QueueManagerDependencies, type SendOptions } from './queue/queue-manager.ts';
export { readDeletions, type Deletions } from './sync/deletions/deletions.ts';
export { findOwner, type PhoneOwner } from './persons/find-owner.ts';
export { CRM_SYNC } from './process/crm-sync-process-type.ts';
export { readSyncContext, type SyncContext, type SyncType } from './process/sync-context.ts';
export { purgeEndedSyncs, type PurgeEndedOptions } from './operations/purge-ended.ts';
export { catchUpIdOf } from './sync/start-catch-up.ts';
export type { ResolveIntegration } from './connector/resolve-integration.ts';
export type { SyncWorkersOptions } from './workers/queue-workers.ts';
export { createSyncControl, type SyncControlOptions } from './operations/create-sync-control.ts';
export type { SyncExplanation } from './operations/explain-sync.ts';
export { SyncControl, type RedriveOptions, type RedrivenSync } from './operations/sync-control.ts';
export type { WatchdogSettings } from './operations/watchdog/watchdog-dependencies.ts';
export { ConsumerFailedError } from './failures/consumer-failed-error.ts';
export { DeadLetterError } from './failures/dead-letter-error.ts';
export { MessageMismatchError } from './failures/message-mismatch-error.ts';
export type { EngineSystem } from './process/engine-system.ts';
export { createSyncEngine, type SyncEngine } from './sync-engine.ts';
export type { SyncEngineOptions, SyncEngineQueues, SyncEngineStore } from './workers/engine-options.ts';
export {
  SyncSteering,
  createSyncSteering,
  remindDue,
  type CaretakerOptions,
  type FlatSyncEngineOptions,
  type RemindDueOptions,
  type SeenTo,
  type SyncSteeringOptions,
} from './deprecated.ts';
export { SyncOrchestrator, type StartedSync, type SyncOrchestratorDependencies, type SyncRequest } from './operations/sync-orchestrator.ts';
export { toE164 } from './connector/to-e164.ts';
export { readPhoneNumbers } from './connector/read-phone-numbers.ts';
export { readEmailAddresses, toEmailAddresses } from './connector/read-email-addresses.ts';
export { toVisibleText } from './connector/visible-text.ts';
export type { FieldReading } from './connector/field-reading.ts';
export {
  incompleteLists,
  readNamedValues,
  toNamedValues,
  type LabelledValue,
  type NamedValue,
  type NamedValuesOptions,
  type NamedValuesReading,
  type ReadNamedValuesOptions,
} from './connector/named-values.ts';
export { ActivityLog } from './activities/activity-log.ts';
export type {
  ActivityLogDependencies,
  ActivityLogResult,
  LogCallRequest,
  LogMessageRequest,
  ParticipantLog,
} from './activities/activity-log-types.ts';
export { AccountChangedError, type AccountSide } from './failures/account-changed-error.ts';
export { createAccountGuard, type AccountGuard, type GuardedIntegration } from './connector/account-guard.ts';
export { ActivityBusyError } from './failures/activity-busy-error.ts';
export { ActivityRefusedError } from './failures/activity-refused-error.ts';
export { IntegrationWork, type EntryHandler, type IntegrationWorkDependencies } from './workers/integration-work.ts';
export {
  createIntegrationServices,
  type IntegrationServices,
  type IntegrationServicesOptions,
  type IntegrationStore,
} from './integration-services.ts';
export type { ActivityFormats, ActivityTarget } from './connector/activity-target.ts';
export { verifyHmac, type HmacRequest } from './connector/verify-hmac.ts';
export { WebhookRefusedError } from './failures/webhook-refused-error.ts';
export { InvalidWebhookError } from './failures/invalid-webhook-error.ts';
export type { CrmEvent, IncomingWebhook, WebhookSetup, WebhookSetupResult } from './connector/crm-webhooks.ts';
export type { CrmPersonRef, LoggedActivity, QuoParticipant } from './connector/logged-activity.ts';
export type { QuoWorkspace } from './connector/quo-workspace.ts';
export { encodeIntegrationMessage, type IntegrationMessage } from './queue/integration-message.ts';
export { IntegrationInDeletionError } from './failures/integration-in-deletion-error.ts';
export { PersonNotSyncedError } from './failures/person-not-synced-error.ts';
export type { ConfigOptions } from './lifecycle/config-options.ts';
export type { NewIntegration } from './lifecycle/create-integration.ts';
export { IntegrationLifecycle } from './lifecycle/integration-lifecycle.ts';
export type { LifecycleDependencies, WebhookUrls } from './lifecycle/lifecycle-dependencies.ts';
export type { LifecycleSettings } from './lifecycle/lifecycle-settings.ts';
export type { ReconcileResult } from './lifecycle/reconcile-integration.ts';
export type { UpdateResult } from './lifecycle/update-result.ts';
export type { MaintenanceOptions } from './operations/run-maintenance.ts';
export { handleCrmEvent } from './person-changes/person-changes.ts';
export { createWebhookRoutes, type WebhookRoutesOptions } from './webhooks/create-webhook-routes.ts';
export { requeueDueEntries, type RequeueDueEntriesOptions } from './inbox/requeue-due-entries.ts';
export type { Uninstaller } from './webhooks/webhook-dependencies.ts';
