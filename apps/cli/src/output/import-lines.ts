import type { FriggImport, ImportCounts } from '@frigg-crm/frigg';
import { formatNumber } from './format.ts';

/** Why something is not taken, in words. */
const REASONS: Readonly<Record<string, string>> = {
  'no-connector': 'there is no connector for them',
  'in-deletion': 'are being deleted',
  'at-the-crm': 'of the CRM: new ones are made; delete these at the CRM',
  'unknown-type': 'of a type that the connector does not have',
  'no-contact': 'without the id of a contact: the next sync finds it',
  'shared-contact': 'with the contact of another person: the next sync finds its own',
  'no-owner': 'without an owner',
  'no-phone-number': 'of persons without a number',
  'no-person': 'that name no person or no id of the CRM',
  key: 'not encrypted with a key that was given',
  form: 'not in a known form',
};

/** @returns what an import has found, as lines for a person. */
export function importLines({ counts, sources }: FriggImport, { dryRun }: { readonly dryRun: boolean }): readonly string[] {
  const taken = dryRun ? 'to be taken' : 'taken';
  const kinds = Object.entries(counts).map(([kind, count]) => `${kind}: ${parts(count, { taken, dryRun }).join('; ')}`);
  const checks = Object.entries(sources).map(
    ([type, { quoSource, seen, contacts, advice }]) =>
      advice ??
      `contacts of ${type} are written with the source ${quoSource}${contacts === 0 ? '' : `, which ${formatNumber(contacts)} of them have in Quo (${seen.join(', ')})`}`,
  );
  const end = dryRun
    ? 'nothing was written: give --to <store> instead of --dry-run'
    : 'copied: run it again to take what Frigg has added; then start the programs with this store';
  return [...kinds, ...checks, end];
}

function parts(
  { taken, present, left, unreadable }: ImportCounts,
  { taken: word, dryRun }: { readonly taken: string; readonly dryRun: boolean },
): readonly string[] {
  return [
    `${formatNumber(taken)} ${word}`,
    ...(dryRun ? [] : [`${formatNumber(present)} were there`]),
    ...Object.entries(left).map(([reason, count]) => `${formatNumber(count)} left, ${REASONS[reason] ?? reason}`),
    ...Object.entries(unreadable).map(([reason, count]) => `${formatNumber(count)} unreadable, ${REASONS[reason] ?? reason}`),
  ];
}
