import { toBelievedMoment, type IntendedWrite, type WriteDecision } from '@frigg-crm/core';
import type { BegunRow } from './mapping-statements.ts';

/** @returns what the row says about the attempt that has just begun: its claim has made every other content unknown. */
export function decisionOf(row: BegunRow, { contentHash, sourceModifiedAt }: IntendedWrite): WriteDecision {
  const { source_modified_ms: storedMs, now_ms: nowMs } = row;
  const given = toBelievedMoment(sourceModifiedAt, Math.round(nowMs));
  // A forced attempt stores the moment that it was given, so it is never behind the row.
  if (storedMs !== null && given !== null && Math.round(storedMs) > Date.parse(given)) return 'stale';
  return row.content_hash === contentHash ? 'unchanged' : 'write';
}
