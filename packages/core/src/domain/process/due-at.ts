import type { Process } from './process.ts';
import { isIso, parseTime } from './timing.ts';

/**
 * When a process has to be checked, though no worker reports anything. Every store keeps it beside the process, in an
 * index: `ProcessQuery.dueBefore` finds by it.
 *
 * - Messages are decided, but not known to be sent (also after its end): since its last change.
 * - `context.requeue` is `true`, an operator requested what is missing: since its last change.
 * - A message waits for room: since its last change. A settlement sends it, but not one by a program of the version before.
 * - It is paused until a moment: then.
 * - `context.checkAt` names a moment: then, if nothing of the above is earlier; also after its end, where something follows it.
 *
 * Any other process that works, has ended, or waits for an operator is not due; one that stalls is found by its last change.
 *
 * @returns ISO 8601, or `undefined` when it does not have to be checked.
 */
export function dueAtOf({ ledger, context, endedAt, updatedAt }: Process): string | undefined {
  if (ledger.outbox.length > 0) return updatedAt;
  if (endedAt === null && context['requeue'] === true) return updatedAt;
  if (endedAt === null && ledger.waiting !== undefined && ledger.paused === undefined) return updatedAt;
  const moments = [endedAt === null ? ledger.paused?.reason?.until : undefined, context['checkAt']]
    .filter((at) => typeof at === 'string')
    .filter(isIso);
  return moments.toSorted((a, b) => parseTime(a) - parseTime(b))[0];
}
