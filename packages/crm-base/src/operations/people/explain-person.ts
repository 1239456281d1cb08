import type { PersonDecision } from './decide-person.ts';
import type { PersonComparison, PersonFacts } from './person-comparison.ts';

type Seen = Pick<PersonComparison, 'crm' | 'quo' | 'effect'>;

/** @returns why a person is, or is not, in Quo as the CRM has them: one sentence without personal data. */
export function explainPerson(seen: Seen, facts: PersonFacts): PersonDecision {
  const { crm, quo } = seen;
  if (!facts.isSynced) return { code: 'TYPE_NOT_SYNCED', message: 'Records of this type are not synced by this integration' };
  if (crm.state === 'failed') return { code: 'CRM_NOT_READ', message: 'What the CRM has is not known now: it could not be read' };
  if (quo.state === 'failed') return { code: 'QUO_NOT_READ', message: 'What Quo has is not known now: it could not be read' };
  if (crm.state === 'unusable') return { code: 'UNUSABLE', message: `The record of the CRM cannot become a contact (${crm.code})` };
  if (crm.state === 'gone') return explainGone(seen, facts);
  return quo.state === 'gone' ? explainAbsent(seen, facts) : explainPresent(seen, facts, crm.contentHash);
}

function explainGone({ crm, quo }: Seen, { deletionPolicy }: PersonFacts): PersonDecision {
  const how = crm.state === 'gone' && crm.isDeleted ? 'The CRM lists the person as deleted' : 'The CRM does not return this person';
  if (quo.state === 'gone') return { code: 'GONE', message: `${how}, and Quo has no contact` };
  if (deletionPolicy === 'delete') {
    const isSure = crm.state === 'gone' && crm.isDeleted;
    const what = isSure
      ? 'the next event or full sync deletes the contact'
      : 'it is asked again a minute after an event, and then the contact is deleted';
    return { code: 'GONE_IN_CRM', message: `${how}: ${what}` };
  }
  return { code: 'GONE_IN_CRM', message: `${how}: the contact stays in Quo, since contacts of deleted persons are kept` };
}

function explainAbsent({ effect }: Seen, { mapping, waiting }: PersonFacts): PersonDecision {
  if (effect.kind === 'none') return { code: 'NO_PHONE_NUMBER', message: 'Not in Quo: the CRM has no phone number that can be read' };
  if (waiting > 0) return { code: 'EVENT_WAITS', message: `Not in Quo yet: ${events(waiting)} waits to be worked on` };
  if (mapping === undefined) return { code: 'NEVER_WRITTEN', message: 'Not in Quo: no sync and no event has written the person yet' };
  if (mapping.failure !== null)
    return { code: mapping.failure.code, message: `Not in Quo: the last write failed for good (${mapping.failure.code})` };
  if (mapping.quoContactId === null)
    return { code: 'UNCONFIRMED', message: 'Not in Quo: a write was begun and not confirmed; the next sync writes again' };
  return { code: 'DELETED_IN_QUO', message: 'Not in Quo: the contact was deleted there since it was written' };
}

function explainPresent({ quo, effect }: Seen, { mapping, waiting }: PersonFacts, wantedHash: string): PersonDecision {
  const copies = quo.state === 'found' ? quo.copies : 1;
  if (effect.kind === 'none') {
    if (copies > 1) return { code: 'DUPLICATES', message: `Quo holds what the CRM has, in one of ${copies} contacts with the same id` };
    return { code: 'IN_STEP', message: 'Quo holds what the CRM has' };
  }
  const what = effect.fields.map(toWords).join(', ');
  if (waiting > 0) return { code: 'EVENT_WAITS', message: `Quo differs in ${what}: ${events(waiting)} waits to be worked on` };
  if (mapping?.failure != null)
    return { code: mapping.failure.code, message: `Quo differs in ${what}: the last write failed for good (${mapping.failure.code})` };
  if (mapping?.contentHash === wantedHash)
    return {
      code: 'CHANGED_IN_QUO',
      message: `Quo differs in ${what}: changed there since it was written; syncs write it again when the CRM changes`,
    };
  return {
    code: 'CHANGED_IN_CRM',
    message: `Quo differs in ${what}: the CRM has changed since the last write; the next event or sync writes it`,
  };
}

const WORDS: Readonly<Record<string, string>> = {
  firstName: 'first name',
  lastName: 'last name',
  phoneNumbers: 'phone numbers',
  emails: 'e-mail addresses',
  sourceUrl: 'link to the CRM',
};

function toWords(field: string): string {
  return WORDS[field] ?? field.replace(/^customFields\./, 'custom field ');
}

function events(count: number): string {
  return count === 1 ? 'an event about the person' : `one of ${count} events about the person`;
}
