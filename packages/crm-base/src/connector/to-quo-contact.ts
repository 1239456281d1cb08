import type { QuoContact } from '@frigg-crm/quo';
import { UnusablePersonError } from '../failures/unusable-person-error.ts';
import { incompleteLists, readNamedValues, type LabelledValue, type NamedValue } from './named-values.ts';
import { readPersonName, type NameParts } from './person-name.ts';
import { readEmailAddresses } from './read-email-addresses.ts';
import { readPhoneNumbers } from './read-phone-numbers.ts';
import { toVisibleText } from './visible-text.ts';

/** What a CRM knows of a person, as far as a contact has it. */
export interface ContactParts {
  /** Empty when the CRM sent none. */
  readonly externalId: string;
  /** The first field that is not as documented; `null` for a usable person. */
  readonly unusableField: string | null;
  readonly phones: readonly LabelledValue[];
  readonly emails: readonly LabelledValue[];
  /** A function where the numbers and addresses may stand in for a name. */
  readonly name: NameParts | ((values: { readonly phones: readonly NamedValue[]; readonly emails: readonly NamedValue[] }) => NameParts);
  readonly company: string | null;
  readonly role: string | null;
  /** The page of the person in the CRM. @defaultValue none */
  readonly sourceUrl?: string | undefined;
}

/** Options of {@link toQuoContact}. */
export interface ContactOptions {
  /** Marks contacts of this connector in Quo, which refuses what begins with `openphone` or `csv`. */
  readonly source: string;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`. */
  readonly defaultCountry: string;
  /** What a number and an address without a label are called. @defaultValue 'Work' */
  readonly defaultNames?: { readonly phone: string; readonly email: string } | undefined;
}

/**
 * Writes a person as a contact of Quo. One without a usable phone number comes out with an empty list: whether such people
 * are skipped is not decided here. A list with a text that cannot be read is marked as incomplete. Custom fields are left
 * to Quo's users.
 * @throws {UnusablePersonError} when the record has no id or is not as documented.
 */
export function toQuoContact(person: ContactParts, { source, defaultCountry, defaultNames }: ContactOptions): QuoContact {
  const { externalId, unusableField, name, company, role, sourceUrl } = person;
  if (externalId === '' || unusableField !== null) throw new UnusablePersonError(unusableField ?? 'id');
  const phones = readNamedValues(person.phones, {
    read: (value) => readPhoneNumbers(value, defaultCountry),
    defaultName: defaultNames?.phone,
  });
  const emails = readNamedValues(person.emails, { read: readEmailAddresses, defaultName: defaultNames?.email });
  return {
    externalId,
    source,
    ...(sourceUrl !== undefined && { sourceUrl }),
    defaultFields: {
      ...readPersonName(typeof name === 'function' ? name({ phones: phones.values, emails: emails.values }) : name),
      company: toVisibleText(company) ?? null,
      role: toVisibleText(role) ?? '',
      phoneNumbers: phones.values,
      emails: emails.values,
    },
    incomplete: incompleteLists({ phoneNumbers: phones, emails }),
  };
}
