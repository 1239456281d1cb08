import type { CallOptions } from '@frigg-crm/core';
import { toSearchTerms } from './to-search-terms.ts';

/** Options of a client's `searchByPhone`. */
export interface PhoneSearchOptions extends CallOptions {
  /** Reads every phone number of a text as people type it, in E.164; empty for a text without one. */
  readonly readNumbers: (text: string) => readonly string[];
}

/** How one CRM is searched by telephone number. */
export interface PhoneSearch<Item> {
  /** Searches the CRM for one term: an E.164 number, or a part of its digits. */
  readonly search: (term: string, options: CallOptions) => Promise<readonly Item[]>;
  /** @returns the texts of all phone fields of an item, as people typed them. */
  readonly phonesOf: (item: Item) => readonly (string | null | undefined)[];
  /** Reads every number of a text, in E.164, as `readPhoneNumbers` does. */
  readonly readNumbers: (text: string) => readonly string[];
  /** What to search for, one after the other, until something matches. @defaultValue `toSearchTerms`: E.164, national digits, last seven digits */
  readonly terms?: ((e164: string) => readonly string[]) | undefined;
}

/**
 * Searches a CRM for people with a number. Searches of CRMs are fuzzy, and find persons who have another number with the
 * same digits in it: an item counts when the number is one of those in its texts.
 * @param phone - In E.164 or as typed; the first number in it is searched for.
 * @returns all items of the first term that has any with this number; none for a text without a number.
 */
export async function searchByPhone<Item>(
  phone: string,
  { search, phonesOf, readNumbers, terms = toSearchTerms }: PhoneSearch<Item>,
  options: CallOptions = {},
): Promise<readonly Item[]> {
  const [wanted] = readNumbers(phone);
  if (wanted === undefined) return [];
  const hasNumber = (item: Item): boolean => phonesOf(item).some((text) => text != null && readNumbers(text).includes(wanted));
  for (const term of terms(wanted)) {
    const matches = (await search(term, options)).filter(hasNumber);
    if (matches.length > 0) return matches;
  }
  return [];
}
