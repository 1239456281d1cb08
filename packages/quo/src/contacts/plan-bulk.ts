import { toChunks } from './lookup.ts';

/** Contacts of one bulk call: what partners are known to send without issue. */
const MAX_BULK = 50;
/** A bulk call needs one more request to read back what became of it, and drops without a word: one contact is created directly. */
const MIN_BULK = 2;

/** How contacts are created. */
export interface BulkPlan<Contact> {
  /** The contacts of each bulk call. */
  readonly calls: readonly (readonly Contact[])[];
  /** Those that are created one by one. */
  readonly single: readonly Contact[];
}

/** Plans the fewest requests for contacts that are not there yet. */
export function planBulk<Contact>(contacts: readonly Contact[]): BulkPlan<Contact> {
  const chunks = toChunks(contacts, MAX_BULK);
  return {
    calls: chunks.filter(({ length }) => length >= MIN_BULK),
    single: chunks.filter(({ length }) => length < MIN_BULK).flat(),
  };
}
