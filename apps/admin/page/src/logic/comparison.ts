import type { PersonComparison } from '../api/types.ts';

/** How a person stands, in two words, a colour and a picture. */
export interface PersonLook {
  readonly label: string;
  readonly tone: 'ok' | 'wait' | 'fail' | 'off';
  readonly icon: 'check' | 'clock' | 'cross' | 'stop';
}

/** @returns how a person stands on both sides. */
export function lookOfPerson({ crm, quo, fields }: Pick<PersonComparison, 'crm' | 'quo' | 'fields'>): PersonLook {
  if (crm.state === 'failed' || quo.state === 'failed') return { label: 'Not known now', tone: 'wait', icon: 'clock' };
  if (crm.state === 'gone') return { label: quo.state === 'gone' ? 'On neither side' : 'Gone in the CRM', tone: 'off', icon: 'stop' };
  if (crm.state === 'unusable') return { label: 'Cannot be written', tone: 'fail', icon: 'cross' };
  if (quo.state === 'gone') return { label: 'Not in Quo', tone: 'fail', icon: 'cross' };
  return fields.some(({ isEqual }) => isEqual === false)
    ? { label: 'Differs', tone: 'wait', icon: 'clock' }
    : { label: 'In step', tone: 'ok', icon: 'check' };
}

/** @returns the name as the CRM has it, else as Quo has it; `undefined`: neither is known. */
export function nameOfPerson({ crm, fields }: Pick<PersonComparison, 'crm' | 'fields'>): string | undefined {
  const held = fields.filter(({ field }) => field === 'firstName' || field === 'lastName').flatMap(({ quo }) => quo ?? []);
  const name = crm.name ?? held.map(({ value }) => value).join(' ');
  return name === '' ? undefined : name;
}

const FIELDS: Readonly<Record<string, string>> = {
  firstName: 'first name',
  lastName: 'last name',
  phoneNumbers: 'phone numbers',
  emails: 'e-mail addresses',
  sourceUrl: 'link to the CRM',
};

/** @returns the name of a field as people write it. */
export function toFieldName(field: string): string {
  return FIELDS[field] ?? field.replace(/^customFields\./, 'custom field ');
}

/** @returns what a press of *Sync now* would do, as a sentence. */
export function effectOf({ kind, fields }: PersonComparison['effect']): string {
  if (kind === 'update') return `Sync now would change in Quo: ${fields.map(toFieldName).join(', ')}.`;
  return SENTENCES[kind];
}

const SENTENCES = {
  none: 'Sync now would change nothing in Quo.',
  create: 'Sync now would create the contact in Quo.',
  delete: 'Sync now would delete the contact in Quo.',
  unknown: 'What Sync now would change is not known now: one side could not be read.',
} as const;
