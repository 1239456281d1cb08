import { IllegalTransitionError } from '../../errors/illegal-transition-error.ts';
import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import { asObject, readProgress } from './progress.ts';
import type { Effect } from './effect.ts';
import type { Process } from './process.ts';
import { getValidNextStates, isTerminalState, isValidState, type ProcessType } from './process-type.ts';
import { toIso } from './timing.ts';

/**
 * @returns the process in the state `to`. Staying where it is always allowed. A process that was paused for a reason
 * stays paused: the move is remembered for when it goes on. At an end the active key is released, and the parent counts it.
 * @throws {InvalidProcessDataError} when the type has no such state.
 * @throws {IllegalTransitionError} when there is no arrow.
 */
export function moveProcess(process: Process, type: ProcessType, to: string, nowMs: number): Process {
  if (process.state === to) return process;
  if (!isValidState(type, to))
    throw new InvalidProcessDataError(
      `${to} is not a state of a ${process.type} process; its states are ${Object.keys(type.transitions).join(', ')}`,
    );
  const { paused } = process.ledger;
  const isHeld = process.state === type.roles.paused && paused?.reason !== undefined && !isTerminalState(type, to);
  const from = isHeld ? paused.from : process.state;
  const allowed = getValidNextStates(type, from);
  if (from !== to && !allowed.includes(to))
    throw new IllegalTransitionError({ processId: process.id, from, to, allowed, isKnown: isValidState(type, from) });
  if (isHeld) return from === to ? process : { ...process, ledger: { ...process.ledger, paused: { ...paused, from: to } } };
  return enter(process, type, to, nowMs);
}

function enter(process: Process, type: ProcessType, to: string, nowMs: number): Process {
  const { paused: _left, ...ledger } = process.ledger;
  if (to === type.roles.paused) return { ...process, state: to, ledger: { ...ledger, paused: { from: process.state } } };
  const moved = { ...process, state: to, ledger };
  return isTerminalState(type, to) ? end(moved, type, nowMs) : moved;
}

function end(process: Process, type: ProcessType, nowMs: number): Process {
  // What failed may be tried again one day, with its references; a completed or cancelled process needs them no more.
  const { failedCounts: _counted, ...counted } = process.ledger;
  const releasedKey = process.activeKey === null ? {} : { releasedKey: process.activeKey };
  const ledger = process.state === type.roles.failed ? { ...process.ledger, ...releasedKey } : { ...counted, open: {} };
  const ended = { ...process, context: endContext(process, type), activeKey: null, endedAt: toIso(nowMs), ledger };
  if (ended.parentProcessId === null || ended.parentProcessId === ended.id) return ended;
  const { totalSynced: synced, totalFailed: failed, totalSkipped: skipped, totalStale: stale } = readProgress(ended);
  const outcome = ended.state === type.roles.completed ? 'PROCESSED' : 'FAILED';
  const id = `child:${ended.id}:ended`;
  const settleInParent: Effect = {
    kind: 'update',
    id,
    update: {
      type: 'SETTLE_CHILD',
      processId: ended.parentProcessId,
      updateId: id,
      childProcessId: ended.id,
      outcome,
      counts: { synced, failed, skipped, ...(stale > 0 && { stale }) },
    },
  };
  return { ...ended, ledger: { ...ended.ledger, outbox: [...ended.ledger.outbox, settleInParent] } };
}

/** @returns the context without what only says why nothing moves; after a failure the rescues stay, as part of its reason. */
function endContext({ context, state }: Process, { roles }: ProcessType): Process['context'] {
  const over = state === roles.failed ? ['waiting'] : ['waiting', 'rescue'];
  return Object.fromEntries(Object.entries(context).filter(([key]) => !over.includes(key)));
}

const ERROR_KEYS: ReadonlySet<string> = new Set(['error', 'errorCode', 'errorTimestamp']);

/** @returns the process without the reason of a failure that was overcome. */
export function withoutError(process: Process): Process {
  const kept = Object.entries(process.context).filter(([key]) => !ERROR_KEYS.has(key));
  return { ...process, context: Object.fromEntries(kept) };
}

/** @returns the process with the reason of its failure in the context. */
export function withError(process: Process, error: { code: string; message: string }, nowMs: number): Process {
  const context = asObject(process.context);
  return { ...process, context: { ...context, error: error.message, errorCode: error.code, errorTimestamp: toIso(nowMs) } };
}
