export type { JsonObject, JsonValue } from './domain/json.ts';
export { assertNever } from './domain/assert-never.ts';
export { compareByBytes } from './domain/compare-by-bytes.ts';
export { addValue, countValues, eachValue, hasValue, missingBelow, type Interval, type IntervalSet } from './domain/interval-set.ts';
export { MAX_DOCUMENT_LENGTH, assertStorableDocument } from './domain/documents/assert-storable-document.ts';
export { repeatOnConflict } from './domain/documents/repeat-on-conflict.ts';
export type { DocumentKey, StoredDocument } from './domain/documents/stored-document.ts';
export { withConfig, withMessage, withStatus, withoutMessages } from './domain/integration/change-integration.ts';
export {
  INTEGRATION_STATUSES,
  isValidStatusChange,
  isWorkingStatus,
  type IntegrationStatus,
} from './domain/integration/integration-status.ts';
export type { Integration, IntegrationMessage } from './domain/integration/integration.ts';
export { applyMergePatch } from './domain/integration/merge-patch.ts';
export { beginWrite, type WriteAttempt } from './domain/mapping/begin-write.ts';
export { checkConfirmedWrites, checkFailedWrites, checkIntendedWrites } from './domain/mapping/check-writes.ts';
export { comparePeople } from './domain/mapping/compare-people.ts';
export { confirmWrite } from './domain/mapping/confirm-write.ts';
export { failWrite } from './domain/mapping/fail-write.ts';
export { UNKNOWN_PERSON, toPersonMapping, type MappingState } from './domain/mapping/mapping-state.ts';
export type { MappingScope, PersonKey, PersonMapping } from './domain/mapping/person-mapping.ts';
export type { ConfirmedWrite, IntendedWrite, WriteDecision } from './domain/mapping/person-write.ts';
export type { StoreTime } from './domain/mapping/store-time.ts';
export { assertStorableProcess, isStorableText } from './domain/process/assert-storable-process.ts';
export type { Effect, MessageEffect, UpdateEffect } from './domain/process/effect.ts';
export { MAX_ERRORS, MAX_ERROR_MESSAGE_LENGTH, boundError } from './domain/process/error-list.ts';
export { MAX_OPAQUE_IDS, type FoldedUpdates } from './domain/process/folded-updates.ts';
export { foldUpdate, type FoldOutcome, type FoldResult } from './domain/process/fold-update.ts';
export { EMPTY_LEDGER, allUnitsSettled, outstandingUnits, type Ledger } from './domain/process/ledger.ts';
export { PLAIN_PROCESS_TYPE, findProcessType } from './domain/process/plain-process-type.ts';
export { toProcessProgress, type ProcessProgress } from './domain/process/process-progress.ts';
export {
  defineProcessType,
  getValidNextStates,
  isTerminalState,
  isValidState,
  isValidTransition,
  type ProcessType,
  type UnitsSettledRule,
} from './domain/process/process-type.ts';
export type {
  AddChildUpdate,
  CompleteProcessUpdate,
  EffectsDispatchedUpdate,
  ExpectUnitsUpdate,
  HandleErrorUpdate,
  OutcomeCounts,
  ProcessErrorEntry,
  ProcessMetrics,
  PauseProcessUpdate,
  ProcessUpdate,
  ReopenProcessUpdate,
  ResumeProcessUpdate,
  SettleChildUpdate,
  SettleUnitUpdate,
  UpdateMetricsUpdate,
  UpdateStateUpdate,
  WaitingReason,
} from './domain/process/process-update.ts';
export type { Process } from './domain/process/process.ts';
export { toProcessId, type ProcessId } from './domain/process/process-id.ts';
export { readProgress, type Progress } from './domain/process/progress.ts';
export { toIso } from './domain/process/timing.ts';
export { assertLimit } from './domain/validation/assert-limit.ts';
export { assertMilliseconds } from './domain/validation/assert-milliseconds.ts';
export { assertStorableTexts } from './domain/validation/assert-storable-texts.ts';
export { readMoment } from './domain/validation/read-moment.ts';
export { createSeededRandom } from './domain/seeded-random.ts';
export { ActiveProcessExistsError } from './errors/active-process-exists-error.ts';
export { ConfigurationError } from './errors/configuration-error.ts';
export type { CoreErrorCode } from './errors/core-error-code.ts';
export { CredentialUnreadableError } from './errors/credential-unreadable-error.ts';
export { DocumentConflictError } from './errors/document-conflict-error.ts';
export { FriggCrmError, type FriggCrmErrorOptions } from './errors/frigg-crm-error.ts';
export { IllegalTransitionError } from './errors/illegal-transition-error.ts';
export { IllegalStatusError } from './errors/illegal-status-error.ts';
export { IntegrationExistsError } from './errors/integration-exists-error.ts';
export { IntegrationNotFoundError } from './errors/integration-not-found-error.ts';
export { InvalidDocumentError } from './errors/invalid-document-error.ts';
export { InvalidIntegrationDataError } from './errors/invalid-integration-data-error.ts';
export { InvalidMessageError } from './errors/invalid-message-error.ts';
export { InvalidProcessDataError } from './errors/invalid-process-data-error.ts';
export { MessageTooLargeError } from './errors/message-too-large-error.ts';
export { ProcessConflictError } from './errors/process-conflict-error.ts';
export { ProcessNotFoundError } from './errors/process-not-found-error.ts';
export { QueueSendError, type UnsentMessage } from './errors/queue-send-error.ts';
export { StorageError } from './errors/storage-error.ts';
export { UnitsOutstandingError } from './errors/units-outstanding-error.ts';
export { INBOX, Inbox, type InboxClaimKey, type InboxDependencies } from './inbox/inbox.ts';
export type { ClaimedEntry, InboxClaim, InboxEntry, InboxKey } from './inbox/inbox-entry.ts';
export { changeStoredIntegration } from './integration/change-stored-integration.ts';
export { INTEGRATIONS, createIntegrationRepository } from './integration/document-integration-repository.ts';
export type { CallOptions } from './ports/call-options.ts';
export type { Clock } from './ports/clock.ts';
export type { Credential, CredentialKey, CredentialVault } from './ports/credential-vault.ts';
export type { DocumentQuery, DocumentStore } from './ports/document-store.ts';
export type { EffectDispatcher } from './ports/effect-dispatcher.ts';
export { handleEachMessage } from './ports/handle-each-message.ts';
export type { IdGenerator } from './ports/id-generator.ts';
export type { IntegrationQuery, IntegrationRepository } from './ports/integration-repository.ts';
export type { DataKey, KeyContext, KeyService } from './ports/key-service.ts';
export type { LeaseTerms, Leases } from './ports/leases.ts';
export { silentLogger, type LogFields, type Logger } from './ports/logger.ts';
export type { BeginWrites, ConfirmWrites, MappingRepository, UnseenQuery } from './ports/mapping-repository.ts';
export type {
  ConsumeOptions,
  MessageHandler,
  MessageQueue,
  OutgoingMessage,
  QueueLimits,
  ReceivedMessage,
  Verdict,
} from './ports/message-queue.ts';
export type { ProcessQuery, ProcessRepository } from './ports/process-repository.ts';
export type { RateLimits, Reservation } from './ports/rate-limits.ts';
export type { Store } from './ports/store.ts';
export { silentPublisher, type ProgressPublisher } from './ports/progress-publisher.ts';
export { toCanonicalJson } from './process-updates/canonical-json.ts';
export { runDeadProcessUpdateConsumer } from './process-updates/dead-process-update-consumer.ts';
export { DirectProcessUpdates, type DirectProcessUpdatesDependencies } from './process-updates/direct-process-updates.ts';
export { decodeProcessUpdate, encodeProcessUpdate } from './process-updates/process-update-codec.ts';
export { runProcessUpdateConsumer, type ProcessUpdateConsumerOptions } from './process-updates/process-update-consumer.ts';
export type { ProcessUpdateSink } from './process-updates/process-update-sink.ts';
export { QueuedProcessUpdates, type QueuedProcessUpdatesDependencies } from './process-updates/queued-process-updates.ts';
export { escapeForQueues } from './system/escape-for-queues.ts';
export { createLocalKeys, type LocalKey, type LocalKeysOptions } from './system/local-keys.ts';
export { createRandomIds } from './system/random-ids.ts';
export { readLocalKeys, type LocalKeysEnvironment } from './system/read-local-keys.ts';
export { toGroupId } from './system/to-group-id.ts';
export { systemClock } from './system/system-clock.ts';
export { ApplyProcessUpdates, type AppliedUpdate, type ApplyProcessUpdatesDependencies } from './use-cases/apply-process-updates.ts';
export { CreateProcess, type CreateProcessData, type CreateProcessDependencies } from './use-cases/create-process.ts';
export { GetProcess } from './use-cases/get-process.ts';
export { SteerProcess, type SteerProcessDependencies } from './use-cases/steer-process.ts';
export { UpdateProcessMetrics } from './use-cases/update-process-metrics.ts';
export { UpdateProcessState, type UpdateOptions, type UpdateProcessDependencies } from './use-cases/update-process-state.ts';
export { CREDENTIALS, createCredentialVault, type CredentialVaultDependencies } from './vault/document-credential-vault.ts';
