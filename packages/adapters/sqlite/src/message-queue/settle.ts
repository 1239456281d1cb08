import type { Verdict } from '@frigg-crm/core';
import { sql } from 'kysely';
import type { Session } from '../connection/session.ts';
import { joinLine, moveToDeadLetterQueue, run, takePositions, type MessageRow, type QueueIdentity } from './queue-tables.ts';
import { usedUp, type Handout } from './take.ts';

/** What happens to a message of a handout. */
type Outcome =
  | { readonly kind: 'delete' }
  | { readonly kind: 'dead-letter'; readonly reason: string }
  /** At `dueMs`; `undefined`: at once. */
  | { readonly kind: 'retry'; readonly dueMs: number | undefined }
  /** As if it had not been handed out. */
  | { readonly kind: 'return' };

/** A handout whose handler has ended. */
export interface Settlement {
  readonly handout: Handout;
  /** An outcome for each message, in their order. */
  readonly outcomes: readonly Outcome[];
}

/** What outcomes depend on. */
export interface SettleTerms {
  readonly kind: QueueIdentity['kind'];
  readonly nowMs: number;
  readonly maxReceiveCount: number;
  readonly retryDelaySeconds: (receiveCount: number) => number;
}

/** Decides what becomes of each message; a missing verdict is a retry. In a FIFO queue everything behind a retry goes back untouched. */
export function toSettlement(handout: Handout, verdicts: readonly Verdict[], terms: SettleTerms): Settlement {
  const { messages } = handout;
  const retryAt = terms.kind === 'fifo' ? messages.findIndex((_, index) => isRetry(verdicts[index])) : -1;
  const outcomes = messages.map((message, index): Outcome => {
    const isBehind = retryAt !== -1 && index > retryAt;
    return isBehind ? { kind: 'return' } : outcomeOf(message, verdicts[index], terms);
  });
  return { handout, outcomes };
}

/** Gives a handout back that no handler has seen. */
export function toReturn(handout: Handout): Settlement {
  return { handout, outcomes: handout.messages.map(() => ({ kind: 'return' })) };
}

function outcomeOf({ receive_count: before }: MessageRow, verdict: Verdict | undefined, terms: SettleTerms): Outcome {
  const receiveCount = before + 1;
  if (verdict?.kind === 'done') return { kind: 'delete' };
  if (verdict?.kind === 'dead-letter') return { kind: 'dead-letter', reason: verdict.reason.toWellFormed() };
  if (receiveCount >= terms.maxReceiveCount) return { kind: 'dead-letter', reason: usedUp(receiveCount) };
  const delaySeconds = verdict?.delaySeconds ?? terms.retryDelaySeconds(receiveCount);
  return { kind: 'retry', dueMs: delaySeconds > 0 ? Math.ceil(terms.nowMs + delaySeconds * 1000) : undefined };
}

function isRetry(verdict: Verdict | undefined): boolean {
  return verdict === undefined || verdict.kind === 'retry';
}

/**
 * Stores what became of the messages. What another consumer has taken over meanwhile stays as it is, but what is done
 * while no consumer holds it is deleted, too.
 * @returns how many are dead letters now.
 */
export function settle(session: Session, queue: QueueIdentity, { handout, outcomes }: Settlement): number {
  const { claim, groupKey, messages } = handout;
  const first = takePositions(session, queue.name, messages.length + 1);
  const deadLetters: { readonly id: number; readonly groupKey: string; readonly reason: string }[] = [];
  for (const [index, { id, position }] of messages.entries()) {
    const outcome = outcomes[index] ?? { kind: 'return' };
    const isOurs = sql`id = ${id} and queue = ${queue.name} and claim = ${claim}`;
    if (outcome.kind === 'delete')
      run(
        session,
        sql`delete from frigg_queue_messages where id = ${id} and queue = ${queue.name} and (claim = ${claim} or claim is null)`,
      );
    else if (outcome.kind === 'dead-letter') {
      // The claim decides whether the verdict still counts.
      if (run(session, sql`update frigg_queue_messages set claim = null where ${isOurs}`) > 0)
        deadLetters.push({ id, groupKey, reason: outcome.reason });
    } else {
      const isUntouched = outcome.kind === 'return' ? 1 : 0;
      const place = queue.kind === 'fifo' || outcome.kind === 'return' ? position : first + index;
      const dueMs = outcome.kind === 'retry' ? (outcome.dueMs ?? null) : null;
      run(
        session,
        sql`
          update frigg_queue_messages set claim = null, due_at = ${dueMs}, position = ${place}, receive_count = receive_count - ${isUntouched}
          where ${isOurs}`,
      );
    }
  }
  moveToDeadLetterQueue(session, queue, deadLetters);
  joinLine(session, queue, [[groupKey, first + messages.length]]);
  return deadLetters.length;
}
