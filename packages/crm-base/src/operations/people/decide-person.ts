import type { PersonMapping } from '@frigg-crm/core';

/** What became of a person, in a word and a sentence. */
export interface PersonDecision {
  /** SYNCED, UNCONFIRMED, CONTENT_UNKNOWN, UNKNOWN, or the code of the failure. */
  readonly code: string;
  readonly message: string;
}

/** @returns what is stored of the last write. */
export function decidePerson(mapping: PersonMapping | undefined): PersonDecision {
  if (mapping === undefined)
    return {
      code: 'UNKNOWN',
      message: 'Nothing was written: no sync has seen the person, there is no phone number, or the person was removed',
    };
  const { failure, quoContactId, contentHash } = mapping;
  if (failure !== null)
    return { code: failure.code, message: 'The last write failed for good; a redrive or a change in the CRM tries again' };
  if (quoContactId === null) return { code: 'UNCONFIRMED', message: 'A write was begun and not confirmed; the next sync writes again' };
  if (contentHash === null)
    return { code: 'CONTENT_UNKNOWN', message: 'Quo has a contact whose content is not certain; the next sync writes again' };
  return { code: 'SYNCED', message: 'Quo is known to hold the newest version that was seen' };
}
