import type { Sync } from '../api/types.ts';

/** What can honestly be said of when a sync is done. */
export type Eta =
  | { readonly kind: 'at'; readonly at: string }
  /** It waits: nothing is done before, and how long it takes then is not known. */
  | { readonly kind: 'notBefore'; readonly at: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** @returns when a sync is done; a moment only where the total is known, it moves, and the moment is not over. */
export function etaOf(sync: Pick<Sync, 'ended' | 'state' | 'waiting' | 'estimatedCompletion' | 'counts'>, nowMs: number): Eta | undefined {
  if (sync.ended) return undefined;
  if (sync.state === 'PAUSED') return { kind: 'unknown', why: 'it is paused' };
  const until = sync.waiting?.until;
  const { estimatedCompletion: at } = sync;
  if (until !== undefined && Date.parse(until) > nowMs) {
    if (at !== null && sync.counts.totalIsFinal && Date.parse(at) > Date.parse(until)) return { kind: 'at', at };
    return { kind: 'notBefore', at: until };
  }
  if (!sync.counts.totalIsFinal) return { kind: 'unknown', why: 'the total is not known yet' };
  if (at === null) return { kind: 'unknown', why: 'too little is done to know' };
  if (Date.parse(at) <= nowMs) return { kind: 'unknown', why: 'it takes longer than it was expected to' };
  return { kind: 'at', at };
}
