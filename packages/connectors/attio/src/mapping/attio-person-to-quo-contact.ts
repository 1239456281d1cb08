import {
  UnusablePersonError,
  incompleteLists,
  readEmailAddresses,
  readNamedValues,
  readPhoneNumbers,
  toVisibleText,
} from '@frigg-crm/crm-base';
import { readPersonName } from '@frigg-crm/crm-base/connector';
import { toSourceUrl, type QuoContact } from '@frigg-crm/quo';
import type { AttioPerson } from '../client/attio-person.ts';

/** How a person of Attio becomes a contact of Quo. */
export interface PersonMappingOptions {
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`, which Attio keeps only where it could not read them. */
  readonly defaultCountry: string;
  /** Marks contacts of this connector in Quo, which refuses what begins with `openphone` or `csv`. */
  readonly source: string;
}

/**
 * Writes a person of Attio as a contact of Quo. One without a usable phone number comes out with an empty list: whether
 * such people are skipped is not decided here. A list with a text that cannot be read is marked as incomplete.
 * @throws {UnusablePersonError} when the record has no id or is not as documented.
 */
export function attioPersonToQuoContact(person: AttioPerson, options: PersonMappingOptions): QuoContact {
  if (person.id === '' || person.unusableField !== null) throw new UnusablePersonError(person.unusableField ?? 'id');
  const labelled = (values: readonly string[], label: string): readonly { readonly value: string; readonly label: string }[] =>
    values.map((value) => ({ value, label }));
  const phones = readNamedValues(labelled(person.phones, 'Phone'), { read: (value) => readPhoneNumbers(value, options.defaultCountry) });
  const emails = readNamedValues(labelled(person.emails, 'Email'), { read: readEmailAddresses });
  const { firstName: first, lastName: last, fullName: whole, companyName } = person;
  return {
    externalId: person.id,
    source: options.source,
    sourceUrl: toSourceUrl(person.webUrl),
    defaultFields: {
      ...readPersonName({ first, last, whole, instead: [companyName] }),
      company: toVisibleText(companyName) ?? null,
      role: toVisibleText(person.jobTitle) ?? '',
      phoneNumbers: phones.values,
      emails: emails.values,
    },
    incomplete: incompleteLists({ phoneNumbers: phones, emails }),
  };
}
