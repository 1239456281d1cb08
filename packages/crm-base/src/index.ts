/**
 * What connectors and the programs that run them use, in the order in which they meet it: write a connector, run its
 * syncs, operate them, and run what an integration needs beside its syncs. The contract suites are in `./testing`.
 */

// Write a connector
export { BaseCRMIntegration, type BaseCRMIntegrationDependencies } from './base-crm-integration.ts';
export { ClientIntegration, type ClientIntegrationDependencies, type VersionedClient } from './client-integration.ts';
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
export type { CrmIntegration, PersonScope } from './connector/crm-integration.ts';
export {
  resolveCrmConfig,
  type CRMConfig,
  type ResolvedCRMConfig,
  type PersonObjectType,
  type SyncConfig,
  type QueueConfig,
} from './connector/crm-config.ts';
export type { FetchPersonPageParams, PersonPage } from './connector/person-page.ts';
export type { ActivityFormats, ActivityTarget, ActivityWriter } from './connector/activity-target.ts';
export type { CrmPersonRef, LoggedActivity, QuoParticipant } from './connector/logged-activity.ts';
export type { CrmEvent, IncomingWebhook, WebhookSetup, WebhookSetupResult } from './connector/crm-webhooks.ts';
export type { QuoWorkspace } from './connector/quo-workspace.ts';
export type { ResolveIntegration } from './connector/resolve-integration.ts';

// Read the fields of a CRM
export { readPhoneNumbers } from './connector/read-phone-numbers.ts';
export { toE164 } from './connector/to-e164.ts';
export { readEmailAddresses, toEmailAddresses } from './connector/read-email-addresses.ts';
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
export type { FieldReading } from './connector/field-reading.ts';
export { toVisibleText } from './connector/visible-text.ts';

// Verify webhooks and accounts
export { verifyHmac, type HmacRequest } from './connector/verify-hmac.ts';
export { WebhookRefusedError } from './failures/webhook-refused-error.ts';
export { InvalidWebhookError } from './failures/invalid-webhook-error.ts';
export { createAccountGuard, type AccountGuard, type GuardedIntegration } from './connector/account-guard.ts';

// Run syncs
export { createSyncEngine, type SyncEngine } from './sync-engine.ts';
export type { SyncEngineOptions, SyncEngineQueues, SyncEngineStore } from './workers/engine-options.ts';
export type { SyncWorkersOptions } from './workers/queue-workers.ts';
export type { HandleMessageOptions } from './workers/host/handle-one-message.ts';
export type { InvocationHost } from './workers/host/invocation-host.ts';
export { SyncOrchestrator, type StartedSync, type SyncOrchestratorDependencies, type SyncRequest } from './operations/sync-orchestrator.ts';
export {
  ProcessManager,
  type CreateSyncProcessData,
  type ProcessManagerDependencies,
  type ReopenOptions,
} from './process/process-manager.ts';
export { QueueManager, type QueueManagerDependencies, type SendOptions } from './queue/queue-manager.ts';
export {
  decodeSyncMessage,
  encodeSyncMessage,
  type SyncMessage,
  type MessageAddress,
  type FetchPersonPageData,
  type FanOutPagesData,
  type ProcessPersonBatchData,
  type SweepDeletedData,
  type UnitReference,
} from './queue/sync-message.ts';
export { CRM_SYNC } from './process/crm-sync-process-type.ts';
export { readSyncContext, type SyncContext, type SyncType, type Pagination } from './process/sync-context.ts';
export type { EngineSystem } from './process/engine-system.ts';
export { catchUpIdOf } from './sync/start-catch-up.ts';
export { readDeletions, type Deletions } from './sync/deletions/deletions.ts';
export { findOwner, type PhoneOwner } from './persons/find-owner.ts';

// Operate syncs
export { MAX_PAGE_RANGES, findUnknownPage, parsePageRanges, type PageRange } from './operations/page-ranges.ts';
export { SyncControl, type RedriveOptions, type RedrivenSync, type ReleasedThrottle } from './operations/sync-control.ts';
export { createSyncControl, type SyncControlOptions } from './operations/create-sync-control.ts';
export { syncActionsOf, type SyncExplanation } from './operations/explain-sync.ts';
export type { WorkEstimate } from './operations/estimate-work.ts';
export { planStart, type PlannedStart, type StartPlan, type StartPlanDependencies } from './operations/plan-start.ts';
export type { SyncAction, SyncPlan } from './operations/plan-sync.ts';
export type { EntrySum } from './operations/sum-up-entries.ts';
export { countRunningPrograms } from './operations/program-presence.ts';
export { purgeEndedSyncs, type PurgeEndedOptions } from './operations/purge-ended.ts';
export {
  InboxControl,
  type EntryFilter,
  type EntryGroup,
  type FoundEntries,
  type InboxControlDependencies,
  type RedrivenEntries,
} from './operations/inbox-control.ts';
export { PeopleControl, type IntegrationRef, type PeopleControlDependencies, type PersonFile } from './operations/people/people-control.ts';
export type { FoundPersons, LookedUpPerson, PersonLookup } from './operations/people/find-persons.ts';
export { toPersonView, type PersonView } from './operations/people/person-view.ts';
export { toComparisonView, type ComparisonView } from './operations/people/comparison-view.ts';
export type { PersonDecision } from './operations/people/decide-person.ts';
export type { CrmSide, QuoSide, SideFailure } from './operations/people/read-sides.ts';
export type { PersonComparison, PersonField, SyncEffect } from './operations/people/person-comparison.ts';
export type { KnownActivity } from './activities/activity-store.ts';
export { exportSync, syncExportSchema, type SyncExport } from './operations/recording/export-sync.ts';
export { createSyncRecorder, type SyncRecorder, type SyncRecorderOptions } from './operations/recording/sync-recorder.ts';
export type { StateMove, SyncSample } from './operations/recording/sync-recording.ts';
export { groupErrors, type ErrorGroup } from './operations/group-errors.ts';
export { redactData } from './operations/redact-data.ts';
export type { WatchdogTurn } from './operations/watchdog/run-watchdog-once.ts';
export type { WatchdogSettings } from './operations/watchdog/watchdog-dependencies.ts';

// Run what an integration needs beside its syncs
export { TenantGate, type RateBudget, type TenantGateOptions } from './queue/tenant-gate.ts';
export type { PersonChange, PersonChangeDependencies, PersonChangeResult } from './person-changes/person-change.ts';
export {
  createIntegrationServices,
  type IntegrationServices,
  type IntegrationServicesOptions,
  type IntegrationStore,
} from './integration-services.ts';
export { IntegrationLifecycle } from './lifecycle/integration-lifecycle.ts';
export type { LifecycleDependencies, WebhookUrls } from './lifecycle/lifecycle-dependencies.ts';
export type { LifecycleSettings } from './lifecycle/lifecycle-settings.ts';
export type { NewIntegration } from './lifecycle/create-integration.ts';
export type { ConfigOptions } from './lifecycle/config-options.ts';
export type { UpdateResult } from './lifecycle/update-result.ts';
export type { ReconcileResult } from './lifecycle/reconcile-integration.ts';
export type { MaintenanceOptions } from './operations/run-maintenance.ts';
export { createWebhookRoutes, type WebhookRoutesOptions } from './webhooks/create-webhook-routes.ts';
export type { Uninstaller, WebhookDependencies, ReceivedRequest } from './webhooks/webhook-dependencies.ts';
export { ActivityLog } from './activities/activity-log.ts';
export type {
  ActivityLogDependencies,
  ActivityLogResult,
  LogCallRequest,
  LogMessageRequest,
  ParticipantLog,
} from './activities/activity-log-types.ts';
export { IntegrationWork, type EntryHandler, type IntegrationWorkDependencies, type AccountHealth } from './workers/integration-work.ts';
export { handleCrmEvent } from './person-changes/person-changes.ts';
export { requeueDueEntries, type RequeueDueEntriesOptions } from './inbox/requeue-due-entries.ts';
export { encodeIntegrationMessage, type IntegrationMessage, type IntegrationAddress } from './queue/integration-message.ts';

// Take over from another program
export type { ImportedActivity } from './activities/activity-store.ts';
export { importActivities } from './activities/import-activities.ts';
export { importWatermark, type ImportedSync } from './operations/import-watermark.ts';

// Count what happens
export {
  createAnalytics,
  type Analytics,
  type AnalyticsEvent,
  type AnalyticsEventName,
  type AnalyticsOptions,
  type AnalyticsSink,
} from './analytics/analytics.ts';

// What owners start from a screen
export { defineUserAction, type UserAction, type UserActionCall, type UserActionType } from './connector/user-action.ts';
export { toForm, type FieldChoice, type FieldChoices, type Form } from './connector/forms/form.ts';
export { ownerSettingsSchema, readOwnerSettings, type SettingsSource } from './connector/owner-settings.ts';
export {
  createUserActions,
  type UserActionOptions,
  type UserActionRequest,
  type UserActions,
  type UserActionsDependencies,
  type UserActionSettings,
  type UserActionSummary,
} from './user-actions/user-actions.ts';

// Errors
export { AccountChangedError, type AccountSide } from './failures/account-changed-error.ts';
export { ActionInputError } from './failures/action-input-error.ts';
export { ActionUnclearError } from './failures/action-unclear-error.ts';
export { ActivityBusyError } from './failures/activity-busy-error.ts';
export { ActivityRefusedError } from './failures/activity-refused-error.ts';
export { ConnectorContractError } from './failures/connector-contract-error.ts';
export { ConsumerFailedError } from './failures/consumer-failed-error.ts';
export type { CrmBaseErrorCode } from './failures/crm-base-error-code.ts';
export { DeadLetterError } from './failures/dead-letter-error.ts';
export { IntegrationInDeletionError } from './failures/integration-in-deletion-error.ts';
export { IntegrationNotEnabledError } from './failures/integration-not-enabled-error.ts';
export { MessageMismatchError } from './failures/message-mismatch-error.ts';
export { PersonNotSyncedError } from './failures/person-not-synced-error.ts';
export { SearchUnsupportedError } from './failures/search-unsupported-error.ts';
export { UnusablePersonError } from './failures/unusable-person-error.ts';
export { UnknownActionError } from './failures/unknown-action-error.ts';
export { UnknownIntegrationError } from './failures/unknown-integration-error.ts';

// Old names
export {
  SyncSteering,
  createSyncSteering,
  remindDue,
  type CaretakerOptions,
  type FlatSyncEngineOptions,
  type PersonNow,
  type PersonNowResult,
  type RemindDueOptions,
  type SeenTo,
  type SyncSteeringOptions,
} from './deprecated.ts';
