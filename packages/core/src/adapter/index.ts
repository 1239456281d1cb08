// What adapters of the ports, test suites and other low-level code need besides the public surface of `@frigg-crm/core`.
// It may change in a minor version.

// Processes
export { adoptProcess } from '../domain/process/adopt-process.ts';
export { assertStorableProcess, isStorableText } from '../domain/process/assert-storable-process.ts';
export { dueAtOf } from '../domain/process/due-at.ts';
export type { Effect, UpdateEffect } from '../domain/process/effect.ts';
export { boundError, MAX_ERROR_MESSAGE_LENGTH, MAX_ERRORS } from '../domain/process/error-list.ts';
export { foldUpdate, type FoldResult } from '../domain/process/fold-update.ts';
export { MAX_OPAQUE_IDS, type FoldedUpdates } from '../domain/process/folded-updates.ts';
export { allUnitsSettled, EMPTY_LEDGER, knownUnits, outstandingUnits } from '../domain/process/ledger.ts';
export { toIso } from '../domain/process/timing.ts';
export { withGeneration } from '../domain/process/with-generation.ts';

// Process types: the life of a process, as data
export { findProcessType } from '../domain/process/plain-process-type.ts';

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
} from '../domain/process/process-update.ts';
export { toCanonicalJson } from '../process-updates/canonical-json.ts';
export type { DirectProcessUpdatesDependencies } from '../process-updates/direct-process-updates.ts';
export { decodeProcessUpdate, encodeProcessUpdate } from '../process-updates/process-update-codec.ts';
export type { QueuedProcessUpdatesDependencies } from '../process-updates/queued-process-updates.ts';

// Use cases
export type { ControlProcessDependencies, SteerProcessDependencies } from '../use-cases/control-process.ts';
export type { CreateProcessDependencies } from '../use-cases/create-process.ts';
export { submitOne } from '../use-cases/submit-one.ts';
export type { UpdateProcessDependencies } from '../use-cases/update-process-state.ts';

// Saves: several processes at the cost of one
export type { SharedWork } from '../saves/coalescer.ts';
export { withFindManyByIds } from '../ports/with-find-many-by-ids.ts';
export { withSharedInserts } from '../saves/with-shared-inserts.ts';
export { saveEach } from '../saves/save-each.ts';
export { screenSaves, type ScreenedSaves } from '../saves/screen-saves.ts';

// Ports: what adapters implement
export { checkOutgoing, MAX_DELAY_SECONDS, type OutgoingRules } from '../ports/check-outgoing.ts';
export type { DataKey, KeyContext } from '../ports/key-service.ts';
export type { LeaseTerms } from '../ports/leases.ts';
export type { BeginWrites, ConfirmWrites, UnseenQuery } from '../ports/mapping-repository.ts';
export { placeOf, type ProcessPlace } from '../ports/process-repository.ts';
export type { ProgressChange, ProgressFeed } from '../ports/progress-feed.ts';
export { silentPublisher } from '../ports/progress-publisher.ts';
export type { Reservation } from '../ports/rate-limits.ts';
export type { StoreTransfer, StoredPerson, TransferableStore, TransferPage } from '../ports/store-transfer.ts';

// Errors
export { codeOf, reasonOf } from '../errors/describe-error.ts';
export type { FriggCrmErrorOptions } from '../errors/frigg-crm-error.ts';
export type { UnsentMessage } from '../errors/queue-send-error.ts';
export { VisibilityExpiredError } from '../errors/visibility-expired-error.ts';

// Integrations
export { isValidStatusChange } from '../domain/integration/integration-status.ts';
export { applyMergePatch } from '../domain/integration/merge-patch.ts';
export { INTEGRATIONS } from '../integration/document-integration-repository.ts';

// Mappings: which person of a CRM is which contact
export { beginWrite, MAX_CLOCK_SKEW_MS, toBelievedMoment, type WriteAttempt } from '../domain/mapping/begin-write.ts';
export {
  checkConfirmedWrites,
  checkFailedWrites,
  checkIntendedWrites,
  findRecordFault,
  MAX_EXTERNAL_ID_BYTES,
} from '../domain/mapping/check-writes.ts';
export { comparePeople } from '../domain/mapping/compare-people.ts';
export { confirmWrite } from '../domain/mapping/confirm-write.ts';
export { failWrite } from '../domain/mapping/fail-write.ts';
export { toPersonMapping, UNKNOWN_PERSON, type MappingState } from '../domain/mapping/mapping-state.ts';
export type { ConfirmedWrite, IntendedWrite, WriteDecision } from '../domain/mapping/person-write.ts';
export type { StoreTime } from '../domain/mapping/store-time.ts';

// The vault: credentials, encrypted
export { CREDENTIALS } from '../vault/document-credential-vault.ts';
export type { CredentialSchema } from '../vault/read-credential.ts';

// The inbox: work that must not be lost
export type { ClaimedEntry, InboxClaim } from '../inbox/inbox-entry.ts';
export { INBOX, type InboxClaimKey, type InboxDependencies } from '../inbox/inbox.ts';

// Documents
export { assertStorableDocument, MAX_DOCUMENT_LENGTH } from '../domain/documents/assert-storable-document.ts';
export { repeatOnConflict } from '../domain/documents/repeat-on-conflict.ts';

// System: clock, ids, keys
export { escapeForQueues } from '../system/escape-for-queues.ts';
export { linkAbort, type LinkedAbort } from '../system/link-abort.ts';
export type { LocalKeysOptions } from '../system/local-keys.ts';
export type { LocalKeysEnvironment } from '../system/read-local-keys.ts';
export { toGroupId } from '../system/to-group-id.ts';
export { PORT_TIMEOUT_MS, withDeadlines, type PortDeadlineOptions } from '../system/with-deadlines.ts';
export { isTimeout, withTimeout, type TimeoutOptions } from '../system/with-timeout.ts';

// Tools
export { assertNever } from '../domain/assert-never.ts';
export { compareByBytes } from '../domain/compare-by-bytes.ts';
export {
  addValue,
  countValues,
  eachValue,
  hasValue,
  keepValues,
  missingBelow,
  type Interval,
  type IntervalSet,
} from '../domain/interval-set.ts';
export { createSeededRandom } from '../domain/seeded-random.ts';
export { assertLimit } from '../domain/validation/assert-limit.ts';
export { assertMilliseconds } from '../domain/validation/assert-milliseconds.ts';
export { assertStorableTexts } from '../domain/validation/assert-storable-texts.ts';
export { checkDependencies, type KnownOptions } from '../domain/validation/check-dependencies.ts';
export { readMoment } from '../domain/validation/read-moment.ts';
