import type { ComparisonView, KnownOfPerson, PersonAddress } from '../wiring/people-operations.ts';
import { formatTable } from './format-table.ts';

const WORDS: Readonly<Record<string, string>> = {
  firstName: 'first name',
  lastName: 'last name',
  phoneNumbers: 'phone numbers',
  emails: 'e-mail addresses',
  sourceUrl: 'link to the CRM',
};

/** @returns a person as both sides have them, and what is stored of them, for a terminal. */
export function comparisonLines(
  { objectType, crmId }: PersonAddress,
  { crm, quo, fields, effect, reason }: ComparisonView,
  { decision, entries, activities }: KnownOfPerson,
): readonly string[] {
  const rows = fields.map(({ field, crm: ours, quo: theirs, isEqual }) => [
    toWords(field),
    toText(ours),
    toText(theirs),
    isEqual === null ? 'not known' : isEqual ? '' : 'differs',
  ]);
  const entryTexts = entries.map(({ kind, state, code }) => [kind, state, code].filter((part) => part !== null).join(' '));
  return [
    `${objectType} ${crmId}${crm.name === null ? '' : `: ${crm.name}`}`,
    reason.message,
    effectLine(effect),
    '',
    ...formatTable([['', `CRM (${crm.state})`, `Quo (${quo.state}${quo.contactId === null ? '' : ` ${quo.contactId}`})`, ''], ...rows], {
      leftAligned: 4,
    }),
    ...sideLines('CRM', crm),
    ...sideLines('Quo', quo),
    '',
    `last write: ${decision.code}: ${decision.message}`,
    `events that wait or have failed: ${entryTexts.length === 0 ? 'none' : entryTexts.join(', ')}`,
    `calls and texts: ${activities.length}`,
  ];
}

/** @returns what a sync of the person would do, in a line. */
export function effectLine({ kind, fields }: ComparisonView['effect']): string {
  const effects = {
    none: 'sync-now would change nothing in Quo',
    create: 'sync-now would create the contact in Quo',
    update: `sync-now would change: ${fields.map(toWords).join(', ')}`,
    delete: 'sync-now would delete the contact in Quo',
    unknown: 'what sync-now would change is not known now',
  } as const satisfies Record<typeof kind, string>;
  return effects[kind];
}

function sideLines(name: string, { message, retryAt }: ComparisonView['quo'] | ComparisonView['crm']): readonly string[] {
  if (message === null) return [];
  return [`${name}: ${message}${retryAt === null ? '' : `; again from ${retryAt} on`}`];
}

function toWords(field: string): string {
  return WORDS[field] ?? field.replace(/^customFields\./, 'custom field ');
}

function toText(values: ComparisonView['fields'][number]['crm']): string {
  if (values === null) return '?';
  return values.map(({ label, value }) => (label === null || label === '' ? value : `${value} (${label})`)).join(', ');
}
