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
export { eachProcess, type ProcessQuery, type ProcessRepository } from './ports/process-repository.ts';
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
export type { InboxEntry, InboxKey } from './inbox/inbox-entry.ts';
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

// ---- Also in `@frigg-crm/core/adapter`, and here for the time being ----

// Processes
export { adoptProcess } from './domain/process/adopt-process.ts';
export { assertStorableProcess, isStorableText } from './domain/process/assert-storable-process.ts';
export { dueAtOf } from './domain/process/due-at.ts';
export type { Effect, UpdateEffect } from './domain/process/effect.ts';
export { boundError, MAX_ERROR_MESSAGE_LENGTH, MAX_ERRORS } from './domain/process/error-list.ts';
export { foldUpdate, type FoldResult } from './domain/process/fold-update.ts';
export { MAX_OPAQUE_IDS, type FoldedUpdates } from './domain/process/folded-updates.ts';
export { allUnitsSettled, EMPTY_LEDGER, outstandingUnits } from './domain/process/ledger.ts';
export { toIso } from './domain/process/timing.ts';
export { withGeneration } from './domain/process/with-generation.ts';

// Process types: the life of a process, as data
export { findProcessType } from './domain/process/plain-process-type.ts';

// Updates: what workers report
export type {
  AddChildUpdate,
  CompleteProcessUpdate,
  EffectsDispatchedUpdate,
  ExpectUnitsUpdate,
  HandleErrorUpdate,
  PauseProcessUpdate,
  ReopenProcessUpdate,
  ResumeProcessUpdate,
  SettleChildUpdate,
  SettleUnitUpdate,
  UpdateMetricsUpdate,
  UpdateStateUpdate,
} from './domain/process/process-update.ts';
export { toCanonicalJson } from './process-updates/canonical-json.ts';
export type { DirectProcessUpdatesDependencies } from './process-updates/direct-process-updates.ts';
export { decodeProcessUpdate, encodeProcessUpdate } from './process-updates/process-update-codec.ts';
export type { QueuedProcessUpdatesDependencies } from './process-updates/queued-process-updates.ts';

// Use cases
export type { ControlProcessDependencies, SteerProcessDependencies } from './use-cases/control-process.ts';
export type { CreateProcessDependencies } from './use-cases/create-process.ts';
export { submitOne } from './use-cases/submit-one.ts';
export type { UpdateProcessDependencies } from './use-cases/update-process-state.ts';

// Ports: what adapters implement
export { checkOutgoing, MAX_DELAY_SECONDS, type OutgoingRules } from './ports/check-outgoing.ts';
export type { DataKey, KeyContext } from './ports/key-service.ts';
export type { LeaseTerms } from './ports/leases.ts';
export type { BeginWrites, ConfirmWrites, UnseenQuery } from './ports/mapping-repository.ts';
export { placeOf, type ProcessPlace } from './ports/process-repository.ts';
export { silentPublisher } from './ports/progress-publisher.ts';
export type { Reservation } from './ports/rate-limits.ts';

// Errors
export { codeOf, reasonOf } from './errors/describe-error.ts';
export type { FriggCrmErrorOptions } from './errors/frigg-crm-error.ts';
export type { UnsentMessage } from './errors/queue-send-error.ts';

// Integrations
export { isValidStatusChange } from './domain/integration/integration-status.ts';
export { applyMergePatch } from './domain/integration/merge-patch.ts';
export { INTEGRATIONS } from './integration/document-integration-repository.ts';

// Mappings: which person of a CRM is which contact
export { beginWrite, MAX_CLOCK_SKEW_MS, toBelievedMoment, type WriteAttempt } from './domain/mapping/begin-write.ts';
export {
  checkConfirmedWrites,
  checkFailedWrites,
  checkIntendedWrites,
  findRecordFault,
  MAX_EXTERNAL_ID_BYTES,
} from './domain/mapping/check-writes.ts';
export { comparePeople } from './domain/mapping/compare-people.ts';
export { confirmWrite } from './domain/mapping/confirm-write.ts';
export { failWrite } from './domain/mapping/fail-write.ts';
export { toPersonMapping, UNKNOWN_PERSON, type MappingState } from './domain/mapping/mapping-state.ts';
export type { ConfirmedWrite, IntendedWrite, WriteDecision } from './domain/mapping/person-write.ts';
export type { StoreTime } from './domain/mapping/store-time.ts';

// The vault: credentials, encrypted
export { CREDENTIALS } from './vault/document-credential-vault.ts';
export type { CredentialSchema } from './vault/read-credential.ts';

// The inbox: work that must not be lost
export type { ClaimedEntry, InboxClaim } from './inbox/inbox-entry.ts';
export { INBOX, type InboxClaimKey, type InboxDependencies } from './inbox/inbox.ts';

// Documents
export { assertStorableDocument, MAX_DOCUMENT_LENGTH } from './domain/documents/assert-storable-document.ts';
export { repeatOnConflict } from './domain/documents/repeat-on-conflict.ts';

// System: clock, ids, keys
export { escapeForQueues } from './system/escape-for-queues.ts';
export type { LocalKeysOptions } from './system/local-keys.ts';
export type { LocalKeysEnvironment } from './system/read-local-keys.ts';
export { toGroupId } from './system/to-group-id.ts';
export { PORT_TIMEOUT_MS, withDeadlines, type PortDeadlineOptions } from './system/with-deadlines.ts';
export { isTimeout, withTimeout, type TimeoutOptions } from './system/with-timeout.ts';

// Tools
export { assertNever } from './domain/assert-never.ts';
export { compareByBytes } from './domain/compare-by-bytes.ts';
export { addValue, countValues, eachValue, hasValue, missingBelow, type Interval, type IntervalSet } from './domain/interval-set.ts';
export { createSeededRandom } from './domain/seeded-random.ts';
export { assertLimit } from './domain/validation/assert-limit.ts';
export { assertMilliseconds } from './domain/validation/assert-milliseconds.ts';
export { assertStorableTexts } from './domain/validation/assert-storable-texts.ts';
export { checkDependencies, type KnownOptions } from './domain/validation/check-dependencies.ts';
export { readMoment } from './domain/validation/read-moment.ts';
