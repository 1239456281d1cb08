import type { BeginWrites, IntendedWrite, WriteDecision } from '@frigg-crm/core';
import { toMoment } from '../requests/check-request.ts';
import type { BegunRow } from './mapping-statements.ts';

/**
 * @returns one version of each person, with its moment as `toISOString` writes it: the last one, unless an earlier one
 * of the list was changed later.
 */
export function intendedPeople({ people }: Pick<BeginWrites, 'people'>): ReadonlyMap<string, IntendedWrite> {
  const versions = new Map<string, IntendedWrite>();
  for (const person of people) {
    const sourceModifiedAt = person.sourceModifiedAt === null ? null : toMoment(person.sourceModifiedAt);
    const earlier = versions.get(person.externalId)?.sourceModifiedAt ?? null;
    const isOutdated = earlier !== null && sourceModifiedAt !== null && earlier > sourceModifiedAt;
    if (!isOutdated) versions.set(person.externalId, { ...person, sourceModifiedAt });
  }
  return versions;
}

/** @returns what the row says about the attempt that has just begun: its claim has made every other content unknown. */
export function decisionOf(row: BegunRow, { contentHash, sourceModifiedAt }: IntendedWrite): WriteDecision {
  const { source_modified_ms: storedMs } = row;
  if (storedMs !== null && sourceModifiedAt !== null && Math.round(storedMs) > Date.parse(sourceModifiedAt)) return 'stale';
  return row.content_hash === contentHash ? 'unchanged' : 'write';
}
