import {
  UnusablePersonError,
  incompleteLists,
  readEmailAddresses,
  readNamedValues,
  readPhoneNumbers,
  toVisibleText,
} from '@frigg-crm/crm-base';
import { readPersonName } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import type { BlankCrmPerson } from '../client/blank-crm-person.ts';

/** How a person of Blank CRM becomes a contact of Quo. */
export interface PersonMappingOptions {
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`. */
  readonly defaultCountry: string;
  /** Marks contacts of this connector in Quo. */
  readonly source: string;
}

/**
 * Writes a person of Blank CRM as a contact of Quo. One without a usable phone number comes out with an empty list.
 * @throws {UnusablePersonError} when the record has no id or is not as documented.
 */
export function blankCrmPersonToQuoContact(person: BlankCrmPerson, { defaultCountry, source }: PersonMappingOptions): QuoContact {
  if (person.id === '' || person.unusableField !== null) throw new UnusablePersonError(person.unusableField ?? 'id');
  const labelled = (values: readonly string[], label: string): readonly { readonly value: string; readonly label: string }[] =>
    values.map((value) => ({ value, label }));
  const phones = readNamedValues(labelled(person.phones, 'Phone'), { read: (value) => readPhoneNumbers(value, defaultCountry) });
  const emails = readNamedValues(labelled(person.emails, 'Email'), { read: readEmailAddresses });
  const { firstName: first, lastName: last, company } = person;
  return {
    externalId: person.id,
    source,
    defaultFields: {
      ...readPersonName({ first, last, instead: [company, ...person.emails] }),
      company: toVisibleText(company) ?? null,
      phoneNumbers: phones.values,
      emails: emails.values,
    },
    incomplete: incompleteLists({ phoneNumbers: phones, emails }),
  };
}
