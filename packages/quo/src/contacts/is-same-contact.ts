import { compareBody } from './compare-contact.ts';
import type { ContactBody } from './contact-body.ts';
import type { StoredQuoContact } from './stored-contact.ts';

/** Whether an update would change nothing: Quo holds all that `wanted` says. What `wanted` leaves out is not compared. */
export function isSameContact(held: StoredQuoContact, wanted: ContactBody): boolean {
  return compareBody(wanted, held).every(({ isEqual }) => isEqual);
}
