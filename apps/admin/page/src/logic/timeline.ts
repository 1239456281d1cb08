import type { LogEvent, Sync } from '../api/types.ts';

/** A state that a sync was in, and for how long. */
export interface Span {
  readonly state: string;
  readonly from: string;
  /** `undefined`: it still is. */
  readonly to: string | undefined;
}

/** @returns the states that a sync went through, in order, from what the log of its integration has kept. */
export function spansOf(
  sync: Pick<Sync, 'id' | 'state' | 'createdAt' | 'endedAt' | 'updatedAt'>,
  events: readonly LogEvent[],
): readonly Span[] {
  const moves = events
    .filter(({ type, data }) => (type === 'sync.moved' || type === 'sync.ended') && data['processId'] === sync.id)
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ at, data }) => ({ state: String(data['state']), at }));
  const first = moves[0];
  // The log is kept for a week, and may begin after the sync did.
  if (first === undefined || first.at > sync.createdAt)
    moves.unshift({ state: first === undefined ? sync.state : 'INITIALIZING', at: sync.createdAt });
  // What the page has heard of is ahead of the log for a moment.
  if (moves.at(-1)?.state !== sync.state) moves.push({ state: sync.state, at: sync.endedAt ?? sync.updatedAt });
  const kept = moves.filter(({ state }, index) => state !== moves[index - 1]?.state);
  return kept.map(({ state, at }, index) => ({ state, from: at, to: kept[index + 1]?.at ?? sync.endedAt ?? undefined }));
}

/** @returns the time that a span took, in milliseconds. */
export function durationOf({ from, to }: Span, nowMs: number): number {
  return Math.max(0, (to === undefined ? nowMs : Date.parse(to)) - Date.parse(from));
}
