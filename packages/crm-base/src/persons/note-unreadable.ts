import type { ProcessErrorEntry } from '@frigg-crm/core';
import type { PreparedPerson } from './prepare-persons.ts';

const NOTES = {
  phoneNumbers: { code: 'PHONE_UNREADABLE', what: 'phone numbers' },
  emails: { code: 'EMAIL_UNREADABLE', what: 'e-mail addresses' },
} as const;

/**
 * Notes whose phone numbers or e-mail addresses the CRM has in a text that could not be read: what Quo holds of them
 * stays.
 * @returns one entry for each of these persons and fields, naming both, never the text.
 */
export function noteUnreadable(prepared: readonly PreparedPerson[]): readonly ProcessErrorEntry[] {
  return prepared.flatMap((person) => {
    if (person.kind !== 'contact') return [];
    return (person.contact.incomplete ?? []).map((field) => ({
      externalId: person.externalId,
      code: NOTES[field].code,
      message: `Some of the ${NOTES[field].what} of this person could not be read (${field}): correct them in the CRM; what Quo holds stays`,
    }));
  });
}
