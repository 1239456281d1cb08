import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import { assertNever } from '../assert-never.ts';
import { checkUpdate } from './check-update.ts';
import { addOutcomes, readCounts, readProgress, writeProgress } from './progress.ts';
import type { Effect } from './effect.ts';
import { completeProcess, finishWhenSettled } from './finish-process.ts';
import { isFolded, rememberFolded } from './folded-updates.ts';
import { addChild, announceTotal, settleChild } from './fold-children.ts';
import { expectUnits, settleUnit } from './fold-units.ts';
import { sendWhenRoom, withWaiting } from './waiting-message.ts';
import { moveProcess, withError } from './move-process.ts';
import { boundError, boundReason } from './error-list.ts';
import { pauseProcess, resumeProcess } from './pause-process.ts';
import { reopenProcess } from './reopen-process.ts';
import type { Process } from './process.ts';
import type {
  EffectsDispatchedUpdate,
  HandleErrorUpdate,
  PauseProcessUpdate,
  ProcessUpdate,
  ReopenProcessUpdate,
  ResumeProcessUpdate,
  UpdateMetricsUpdate,
  UpdateStateUpdate,
} from './process-update.ts';
import type { ProcessType } from './process-type.ts';
import { toIso, withTiming } from './timing.ts';

/** What an update did. */
export type FoldOutcome =
  /** It changed the process. */
  | 'folded'
  /** It was known already: the same work, delivered again. */
  | 'already-folded'
  /** The process had ended, or was re-opened since the work began; whatever comes later changes nothing. */
  | 'ended';

/** What one update has made of a process. */
export interface FoldResult {
  readonly process: Process;
  readonly outcome: FoldOutcome;
  /** What this update decided; it stands in the process's outbox too. */
  readonly effects: readonly Effect[];
}

/**
 * Folds an update into a process: the one place where a process changes. Pure; whatever is delivered twice, late or
 * out of order leads to the same counts.
 *
 * @throws {IllegalTransitionError} when the state machine has no such arrow.
 * @throws {InvalidProcessDataError} when the update names an unknown state, or holds what cannot be counted.
 * @throws {UnitsOutstandingError} when a process is to complete before its units are settled.
 */
export function foldUpdate(process: Process, update: ProcessUpdate, type: ProcessType, nowMs: number): FoldResult {
  checkUpdate(update);
  if (update.type === 'EFFECTS_DISPATCHED') return foldDispatched(process, update);
  const remembered = isRemembered(update);
  if (remembered && isFolded(process.ledger.folded, update.updateId)) return { process, outcome: 'already-folded', effects: [] };
  if (isOver(process, update)) return { process, outcome: 'ended', effects: [] };
  const changed = applyUpdate(process, update, type, nowMs);
  if (changed === process && !remembered) return { process, outcome: 'already-folded', effects: [] };
  const noted = remembered
    ? { ...changed, ledger: { ...changed.ledger, folded: rememberFolded(changed.ledger.folded, update.updateId) } }
    : changed;
  const started = announceTotal(process, startWhenCounting(noted, type, nowMs));
  const finished = finishWhenSettled(started, type, nowMs);
  // Only workers make room: whatever an operator does may happen in a program that sends no messages.
  const isOfWorker = update.type === 'SETTLE_UNIT' || update.type === 'UPDATE_STATE';
  const sent = isOfWorker ? sendWhenRoom(finished, type) : finished;
  const folded = { ...withTiming(sent, nowMs), updatedAt: toIso(nowMs) };
  return { process: folded, outcome: 'folded', effects: folded.ledger.outbox.slice(process.ledger.outbox.length) };
}

/** Whether the life of the process that the update belongs to has ended. */
function isOver({ endedAt, ledger }: Process, update: ProcessUpdate): boolean {
  if (endedAt !== null && update.type !== 'REOPEN_PROCESS') return true;
  const isFailedUnit = update.type === 'SETTLE_UNIT' && update.outcome === 'FAILED';
  const current = ledger.generation ?? 0;
  return (update.generation ?? (isFailedUnit ? 0 : current)) < current;
}

const REMEMBERED: ReadonlySet<ProcessUpdate['type']> = new Set([
  'UPDATE_STATE',
  'UPDATE_METRICS',
  'PAUSE_PROCESS',
  'RESUME_PROCESS',
  'REOPEN_PROCESS',
]);

/**
 * Announcements and settlements carry their own identity: numbers that only grow, a unit that settles once. Of the messages
 * that wait for room one counts, and each page may lead to another.
 */
function isRemembered(update: ProcessUpdate): boolean {
  const onlyWaits = update.type === 'UPDATE_STATE' && update.state === undefined && update.contextUpdates === undefined;
  return REMEMBERED.has(update.type) && !onlyWaits;
}

function applyUpdate(process: Process, update: Exclude<ProcessUpdate, EffectsDispatchedUpdate>, type: ProcessType, nowMs: number): Process {
  if (update.type === 'PAUSE_PROCESS') return pauseProcess(process, type, boundReason(update.reason), nowMs);
  if (update.type === 'RESUME_PROCESS') return resumeProcess(process, type);
  if (update.type === 'REOPEN_PROCESS') return reopenProcess(process, type, update.units);
  return applyWorkerUpdate(process, update, type, nowMs);
}

type WorkerUpdate = Exclude<ProcessUpdate, EffectsDispatchedUpdate | PauseProcessUpdate | ResumeProcessUpdate | ReopenProcessUpdate>;

/** Updates that workers send, as opposed to those of operators. */
function applyWorkerUpdate(process: Process, update: WorkerUpdate, type: ProcessType, nowMs: number): Process {
  switch (update.type) {
    case 'UPDATE_STATE':
      return updateState(process, update, type, nowMs);
    case 'UPDATE_METRICS':
      return updateMetrics(process, update);
    case 'EXPECT_UNITS':
      return expectUnits(process, update);
    case 'SETTLE_UNIT':
      if (process.childProcesses.length > 0) throw new InvalidProcessDataError(`Process ${process.id} has children: they are its units`);
      return settleUnit(process, update);
    case 'ADD_CHILD':
      return addChild(process, update);
    case 'SETTLE_CHILD':
      return settleChild(process, update);
    case 'COMPLETE_PROCESS':
      return completeProcess(process, type, nowMs);
    case 'HANDLE_ERROR':
      return handleError(process, update, type, nowMs);
    default:
      return assertNever(update);
  }
}

/** A process whose first record is counted is under way, though no worker has moved it. */
function startWhenCounting(process: Process, type: ProcessType, nowMs: number): Process {
  const { started } = type.roles;
  const isCounting = process.ledger.settled.length > 0 || readCounts(process).processed > 0;
  if (started === undefined || !isCounting || process.endedAt !== null) return process;
  if (process.state === type.initialState) return moveProcess(process, type, started, nowMs);
  const { paused } = process.ledger;
  if (paused?.from !== type.initialState) return process;
  return { ...process, ledger: { ...process.ledger, paused: { ...paused, from: started } } };
}

function updateState(process: Process, { state, contextUpdates, waiting }: UpdateStateUpdate, type: ProcessType, nowMs: number): Process {
  const merged = withWaiting({ ...process, context: { ...process.context, ...contextUpdates } }, waiting);
  if (state === undefined) return merged;
  // A process cannot be declared completed past its outstanding or failed units.
  if (state === type.roles.completed) return completeProcess(merged, type, nowMs);
  return moveProcess(merged, type, state, nowMs);
}

function updateMetrics(process: Process, { metrics }: UpdateMetricsUpdate): Process {
  const { processed = 0, success = 0, errors = 0, synced = success, failed = errors, skipped = 0, errorDetails } = metrics;
  const progress = readProgress(process);
  const added = addOutcomes(progress, { synced, failed, skipped }, errorDetails);
  return writeProgress(process, { ...added, processedRecords: progress.processedRecords + processed });
}

function handleError(process: Process, update: HandleErrorUpdate, type: ProcessType, nowMs: number): Process {
  return moveProcess(withError(process, boundError(update.error), nowMs), type, type.roles.failed, nowMs);
}

/** Effects may be carried out after the end, so this is folded even then. */
function foldDispatched(process: Process, { effectIds }: EffectsDispatchedUpdate): FoldResult {
  const outbox = process.ledger.outbox.filter(({ id }) => !effectIds.includes(id));
  if (outbox.length === process.ledger.outbox.length) return { process, outcome: 'already-folded', effects: [] };
  return { process: { ...process, ledger: { ...process.ledger, outbox } }, outcome: 'folded', effects: [] };
}
