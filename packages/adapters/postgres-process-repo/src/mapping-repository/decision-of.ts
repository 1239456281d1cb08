import type { IntendedWrite, WriteDecision } from '@frigg-crm/core';
import type { BegunRow } from './mapping-statements.ts';

/** @returns what the row says about the attempt that has just begun: its claim has made every other content unknown. */
export function decisionOf(row: BegunRow, { contentHash, sourceModifiedAt }: IntendedWrite): WriteDecision {
  const { source_modified_ms: storedMs } = row;
  if (storedMs !== null && sourceModifiedAt !== null && Math.round(storedMs) > Date.parse(sourceModifiedAt)) return 'stale';
  return row.content_hash === contentHash ? 'unchanged' : 'write';
}
