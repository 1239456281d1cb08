export { BaseCRMIntegration, type BaseCRMIntegrationDependencies } from './base-crm-integration.ts';
export { resolveCrmConfig, type CRMConfig, type ResolvedCRMConfig } from './config/crm-config.ts';
export { ConnectorContractError } from './errors/connector-contract-error.ts';
export type { CrmBaseErrorCode } from './errors/crm-base-error-code.ts';
export { UnknownIntegrationError } from './errors/unknown-integration-error.ts';
export type { CrmIntegration, PersonScope } from './integration/crm-integration.ts';
export type { FetchPersonPageParams, PersonPage } from './integration/person-page.ts';
export { decodeSyncMessage, encodeSyncMessage, type SyncMessage } from './messages/sync-message.ts';
export { ProcessManager, type CreateSyncProcessData, type ProcessManagerDependencies } from './process-manager.ts';
export { QueueManager, type QueueManagerDependencies, type SendOptions } from './queue-manager.ts';
export { readDeletions, type Deletions } from './deletions/deletions.ts';
export { findOwner, type PhoneOwner } from './persons/find-owner.ts';
export { CRM_SYNC } from './sync/crm-sync-process-type.ts';
export { readSyncContext, type SyncContext, type SyncType } from './sync/sync-context.ts';
export { purgeEndedSyncs, type PurgeEndedOptions } from './sync/purge-ended.ts';
export { catchUpIdOf } from './sync/start-catch-up.ts';
export type { ResolveIntegration } from './integration/resolve-integration.ts';
export type { SyncWorkersOptions } from './sync/sync-workers.ts';
export { createSyncSteering, type SyncSteeringOptions } from './steering/create-sync-steering.ts';
export type { SyncExplanation } from './steering/explain-sync.ts';
export { SyncSteering, type RedriveOptions, type RedrivenSync } from './steering/sync-steering.ts';
export type { WatchdogSettings } from './watchdog/watchdog-dependencies.ts';
export { DeadLetterError } from './errors/dead-letter-error.ts';
export { createSyncEngine, type SyncEngine, type SyncEngineOptions } from './sync-engine.ts';
export { SyncOrchestrator, type StartedSync, type SyncOrchestratorDependencies, type SyncRequest } from './sync-orchestrator.ts';
export { toE164 } from './phone/to-e164.ts';
export { toNamedValues, type LabelledValue, type NamedValue, type NamedValuesOptions } from './phone/named-values.ts';
export { ActivityLog } from './activities/activity-log.ts';
export type {
  ActivityLogDependencies,
  ActivityLogResult,
  LogCallRequest,
  LogMessageRequest,
  ParticipantLog,
} from './activities/activity-log-types.ts';
export { ActivityBusyError } from './errors/activity-busy-error.ts';
export { ActivityRefusedError } from './errors/activity-refused-error.ts';
export { IntegrationWork, type EntryHandler, type IntegrationWorkDependencies } from './integration-work.ts';
export {
  createIntegrationServices,
  type CaretakerOptions,
  type IntegrationServices,
  type IntegrationServicesOptions,
} from './integration-services.ts';
export type { ActivityFormats, ActivityTarget } from './integration/activity-target.ts';
export type { CrmEvent, IncomingWebhook, WebhookSetup, WebhookSetupResult } from './integration/crm-webhooks.ts';
export type { CrmPersonRef, LoggedActivity, QuoParticipant } from './integration/logged-activity.ts';
export type { QuoWorkspace } from './integration/quo-workspace.ts';
export { encodeIntegrationMessage, type IntegrationMessage } from './messages/integration-message.ts';
export { IntegrationInDeletionError } from './errors/integration-in-deletion-error.ts';
export { PersonNotSyncedError } from './errors/person-not-synced-error.ts';
export type { ConfigOptions } from './lifecycle/config-options.ts';
export type { NewIntegration } from './lifecycle/create-integration.ts';
export { IntegrationLifecycle } from './lifecycle/integration-lifecycle.ts';
export type { LifecycleDependencies, WebhookUrls } from './lifecycle/lifecycle-dependencies.ts';
export type { LifecycleSettings } from './lifecycle/lifecycle-settings.ts';
export type { SeenTo } from './lifecycle/see-to-integration.ts';
export type { UpdateResult } from './lifecycle/update-result.ts';
export { handleCrmEvent } from './persons/person-changes.ts';
export { createWebhookRoutes, type WebhookRoutesOptions } from './webhooks/create-webhook-routes.ts';
export { remindDue, type RemindDueOptions } from './webhooks/remind-due.ts';
export type { Uninstaller } from './webhooks/webhook-desk.ts';
