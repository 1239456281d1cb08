import { createHash } from 'node:crypto';
import type { ProcessErrorEntry } from '@frigg-crm/core';

/** Errors that differ in ids and numbers only. */
export interface ErrorGroup {
  readonly fingerprint: string;
  readonly code: string;
  readonly sample: string;
  readonly count: number;
  readonly pages: readonly number[];
  /** The people whose errors they are, by their ids in the CRM: personal data. */
  readonly crmIds: readonly string[];
}

/** @returns the errors by what they have in common, the most frequent first. */
export function groupErrors(errors: readonly ProcessErrorEntry[]): readonly ErrorGroup[] {
  const groups = Map.groupBy(errors, fingerprintOf);
  const all = [...groups].map(([fingerprint, entries]) => {
    const newest = entries.at(-1);
    const pages = new Set(entries.flatMap(({ unit }) => unit ?? []));
    return {
      fingerprint,
      code: newest?.code ?? '',
      sample: newest?.message ?? '',
      count: entries.length,
      pages: [...pages].toSorted((a, b) => a - b),
      crmIds: [...new Set(entries.flatMap(({ externalId }) => externalId ?? []))],
    };
  });
  return all.toSorted((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1));
}

/** Ids, numbers, times and quoted values differ from record to record; what is left names the reason. */
function fingerprintOf({ code, message }: ProcessErrorEntry): string {
  const pattern = message
    .replaceAll(/[\w-]*\d[\w.:-]*/g, '#')
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '…')
    .replaceAll(/\s+/g, ' ');
  return createHash('sha256').update(`${code}\n${pattern}`).digest('hex').slice(0, 16);
}
