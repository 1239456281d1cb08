import type { Schema } from '../request-types.ts';

type Sync = Schema<'Sync'>;

/** What an operator can do about a sync that does not move. */
export type NextStep =
  /** An account is refused: no call succeeds before its credentials are in order. */
  | 'credentials'
  /** It goes on by itself, at a moment that is known. */
  | 'wait';

/** Reasons of pauses that an operator has asked for. */
const ASKED_FOR: ReadonlySet<string> = new Set(['OPERATOR', 'PAUSED']);

/** @returns what can be done about a sync that does not move; `undefined` where it moves, or its buttons say it. */
export function nextStepOf({ ended, state, waiting }: Pick<Sync, 'ended' | 'state' | 'waiting'>): NextStep | undefined {
  if (ended || waiting === null) return undefined;
  if (waiting.until !== undefined) return 'wait';
  // Without an end it is paused by an operator, or because an account is refused, by whatever code its API has for that.
  return state === 'PAUSED' && !ASKED_FOR.has(waiting.code) ? 'credentials' : undefined;
}
