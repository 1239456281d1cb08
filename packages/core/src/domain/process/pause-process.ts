import { moveProcess } from './move-process.ts';
import type { Process } from './process.ts';
import type { WaitingReason } from './process-update.ts';
import type { ProcessType } from './process-type.ts';

/**
 * @returns the process, paused. Of two reasons the one that lasts longer holds: what an operator has to end is not ended by
 * a pause that ends by itself.
 * @throws {IllegalTransitionError} when it cannot be paused where it is.
 */
export function pauseProcess(process: Process, type: ProcessType, reason: WaitingReason, nowMs: number): Process {
  const paused = process.state === type.roles.paused ? process : moveProcess(process, type, type.roles.paused, nowMs);
  const { from = type.initialState, reason: known } = paused.ledger.paused ?? {};
  return { ...paused, ledger: { ...paused.ledger, paused: { from, reason: longerReason(known, reason) } } };
}

function longerReason(known: WaitingReason | undefined, reason: WaitingReason): WaitingReason {
  if (known === undefined || reason.until === undefined) return reason;
  return known.until === undefined || known.until > reason.until ? known : reason;
}

/** @returns the process where it stood when it was paused, with the moves that were made since; the same process when it is not paused. */
export function resumeProcess(process: Process, type: ProcessType): Process {
  if (process.state !== type.roles.paused) return process;
  const { paused, ...ledger } = process.ledger;
  return { ...process, state: paused?.from ?? type.initialState, ledger };
}
