import { countValues } from '../interval-set.ts';
import type { Effect } from './effect.ts';
import { outstandingUnits } from './ledger.ts';
import type { WaitingMessage } from './process-update.ts';
import type { Process } from './process.ts';
import type { ProcessType } from './process-type.ts';

/** @returns the process with the message that waits for room; with none for `null`. */
export function withWaiting(process: Process, waiting: WaitingMessage | null | undefined): Process {
  if (waiting === undefined) return process;
  const { waiting: before, ...ledger } = process.ledger;
  if (waiting === null && before === undefined) return process;
  return { ...process, ledger: waiting === null ? ledger : { ...ledger, waiting } };
}

/** @returns the process that has decided to send the message that waits, if there is room for it by now. A paused process has none. */
export function sendWhenRoom(process: Process, { roles }: ProcessType): Process {
  const { waiting } = process.ledger;
  if (waiting === undefined) return process;
  const isHeld = process.endedAt !== null || process.state === roles.paused || process.ledger.finishing;
  if (isHeld || countValues(outstandingUnits(process.ledger)) >= waiting.below) return process;
  const { event, data } = waiting;
  const effect: Effect = { kind: 'message', id: `${process.id}:${event}:${process.version}`, event, data };
  const { waiting: _sent, ...ledger } = process.ledger;
  return { ...process, ledger: { ...ledger, outbox: [...ledger.outbox, effect] } };
}
