import { toContactBody, type ContactBody } from './contact-body.ts';
import type { QuoContact } from './quo-contact.ts';

/** A contact that is to be upserted. */
export interface WantedContact {
  /** Says which contact it is: source and external id together. */
  readonly key: string;
  readonly externalId: string;
  readonly source: string;
  readonly body: ContactBody;
  /** Lists out of which nothing is taken that Quo holds. */
  readonly incomplete: NonNullable<QuoContact['incomplete']>;
}

/** Prepares a contact. */
export function toWantedContact(contact: QuoContact, defaultSource: string): WantedContact {
  const body = toContactBody(contact, defaultSource);
  const { externalId, source } = body;
  return { key: JSON.stringify([source, externalId]), externalId, source, body, incomplete: contact.incomplete ?? [] };
}
