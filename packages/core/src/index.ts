// The public surface of @frigg-crm/core, one concept after the other. What only adapters need is in `@frigg-crm/core/adapter`.

// Processes
export type { MessageEffect } from './domain/process/effect.ts';
export type { FoldOutcome } from './domain/process/fold-update.ts';
export type { Ledger } from './domain/process/ledger.ts';
export { toProcessId, type ProcessId } from './domain/process/process-id.ts';
export { toProcessProgress, type ProcessProgress } from './domain/process/process-progress.ts';
export type { Process } from './domain/process/process.ts';
export { readCounts, readProgress, type ProcessCounts, type Progress } from './domain/process/progress.ts';

// Process types: the life of a process, as data
export { PLAIN_PROCESS_TYPE } from './domain/process/plain-process-type.ts';
export {
  defineProcessType,
  getValidNextStates,
  isTerminalState,
  isValidState,
  isValidTransition,
  type ProcessType,
  type UnitsSettledRule,
} from './domain/process/process-type.ts';

// Updates: what workers report
export type {
  OutcomeCounts,
  ProcessErrorEntry,
  ProcessMetrics,
  ProcessUpdate,
  WaitingMessage,
  WaitingReason,
} from './domain/process/process-update.ts';
export { runDeadProcessUpdateConsumer } from './process-updates/dead-process-update-consumer.ts';
export { DirectProcessUpdates } from './process-updates/direct-process-updates.ts';
export { runProcessUpdateConsumer, type ProcessUpdateConsumerOptions } from './process-updates/process-update-consumer.ts';
export type { ProcessUpdateSink } from './process-updates/process-update-sink.ts';
export { QueuedProcessUpdates } from './process-updates/queued-process-updates.ts';

// Use cases
export { ApplyProcessUpdates, type AppliedUpdate, type ApplyProcessUpdatesDependencies } from './use-cases/apply-process-updates.ts';
export { ControlProcess, SteerProcess } from './use-cases/control-process.ts';
export { CreateProcess, type CreateProcessData } from './use-cases/create-process.ts';
export { createProcesses, type CreateProcessesOptions, type Processes } from './use-cases/create-processes.ts';
export { GetProcess } from './use-cases/get-process.ts';
export type { ProcessDependencies } from './use-cases/process-dependencies.ts';
export { UpdateProcessMetrics } from './use-cases/update-process-metrics.ts';
export { UpdateProcessState, type UpdateOptions } from './use-cases/update-process-state.ts';

// Ports: what adapters implement
export type { CallOptions } from './ports/call-options.ts';
export type { QueueKind } from './ports/check-outgoing.ts';
export type { Clock } from './ports/clock.ts';
export type { Credential, CredentialKey, CredentialVault } from './ports/credential-vault.ts';
export type { DocumentQuery, DocumentStore } from './ports/document-store.ts';
export type { EffectDispatcher } from './ports/effect-dispatcher.ts';
export { handleEachMessage } from './ports/handle-each-message.ts';
export type { IdGenerator } from './ports/id-generator.ts';
export type { IntegrationQuery, IntegrationRepository } from './ports/integration-repository.ts';
export type { KeyService } from './ports/key-service.ts';
export type { Leases } from './ports/leases.ts';
export { silentLogger, type LogFields, type Logger } from './ports/logger.ts';
export type { MappingRepository } from './ports/mapping-repository.ts';
export type {
  ConsumeOptions,
  MessageHandler,
  MessageQueue,
  OutgoingMessage,
  QueueLimits,
  ReceivedMessage,
  Verdict,
} from './ports/message-queue.ts';
export { eachProcess, type ProcessQuery, type ProcessRepository, type SaveOutcome } from './ports/process-repository.ts';
export { withFindMany } from './ports/with-find-many.ts';
export { withSaveMany } from './ports/with-save-many.ts';
export type { ProgressPublisher } from './ports/progress-publisher.ts';
export type { RateLimits } from './ports/rate-limits.ts';
export type { Store } from './ports/store.ts';

// Errors
export { ActiveProcessExistsError } from './errors/active-process-exists-error.ts';
export { ConfigurationError } from './errors/configuration-error.ts';
export type { CoreErrorCode } from './errors/core-error-code.ts';
export { CredentialUnreadableError } from './errors/credential-unreadable-error.ts';
export { errorCodeOf } from './errors/describe-error.ts';
export { DocumentConflictError } from './errors/document-conflict-error.ts';
export { FriggCrmError } from './errors/frigg-crm-error.ts';
export { IllegalStatusError } from './errors/illegal-status-error.ts';
export { IllegalTransitionError } from './errors/illegal-transition-error.ts';
export { IntegrationExistsError } from './errors/integration-exists-error.ts';
export { IntegrationNotFoundError } from './errors/integration-not-found-error.ts';
export { InvalidDocumentError } from './errors/invalid-document-error.ts';
export { InvalidIntegrationDataError } from './errors/invalid-integration-data-error.ts';
export { InvalidMessageError } from './errors/invalid-message-error.ts';
export { MessageTooLargeError } from './errors/message-too-large-error.ts';
export { InvalidProcessDataError } from './errors/invalid-process-data-error.ts';
export { ProcessConflictError } from './errors/process-conflict-error.ts';
export { ProcessNotFoundError } from './errors/process-not-found-error.ts';
export { QueueSendError } from './errors/queue-send-error.ts';
export { StorageError } from './errors/storage-error.ts';
export { UnitsOutstandingError } from './errors/units-outstanding-error.ts';

// Integrations
export {
  withConfig,
  withMessage,
  withNotice,
  withoutMessages,
  withoutNotices,
  withStatus,
} from './domain/integration/change-integration.ts';
export { INTEGRATION_STATUSES, isWorkingStatus, type IntegrationStatus } from './domain/integration/integration-status.ts';
export type { Integration, IntegrationMessage, IntegrationNotice } from './domain/integration/integration.ts';
export { changeStoredIntegration } from './integration/change-stored-integration.ts';
export { createIntegrationRepository } from './integration/document-integration-repository.ts';

// Mappings: which person of a CRM is which contact
export type { MappingScope, PersonKey, PersonMapping } from './domain/mapping/person-mapping.ts';

// The vault: credentials, encrypted
export { createCredentialVault, type CredentialVaultDependencies } from './vault/document-credential-vault.ts';
export { readCredential } from './vault/read-credential.ts';

// The inbox: work that must not be lost
export type { InboxEntry, InboxKey, InboxRecord } from './inbox/inbox-entry.ts';
export { Inbox } from './inbox/inbox.ts';

// Documents
export type { DocumentKey, StoredDocument } from './domain/documents/stored-document.ts';

// System: clock, ids, keys
export { createLocalKeys, type LocalKey } from './system/local-keys.ts';
export { createRandomIds } from './system/random-ids.ts';
export { readLocalKeys } from './system/read-local-keys.ts';
export { systemClock } from './system/system-clock.ts';

// Values
export type { JsonObject, JsonValue } from './domain/json.ts';
