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
import type { PipedrivePerson } from '../client/pipedrive-person.ts';

/** How a person of Pipedrive becomes a contact of Quo. */
export interface PersonMappingOptions {
  /** The company's own host: a link through `app.pipedrive.com` would not know the company. */
  readonly apiDomain: string;
  /** The name of the person's organisation; `null` when there is none. */
  readonly organizationName: string | null;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`. */
  readonly defaultCountry: string;
  /** Marks contacts of this connector in Quo, which refuses what begins with `openphone` or `csv`. */
  readonly source: string;
}

/**
 * Writes a person of Pipedrive as a contact of Quo. One without a usable phone number comes out with an empty list:
 * whether such people are skipped is not decided here. A list with a text that cannot be read is marked as incomplete.
 * Custom fields are left to Quo's users.
 * @throws {UnusablePersonError} when the record has no id or is not as documented.
 */
export function pipedrivePersonToQuoContact(person: PipedrivePerson, options: PersonMappingOptions): QuoContact {
  if (person.id === '' || person.unusableField !== null) throw new UnusablePersonError(person.unusableField ?? 'id');
  const phones = readNamedValues(person.phones, { read: (value) => readPhoneNumbers(value, options.defaultCountry) });
  const emails = readNamedValues(person.emails, { read: readEmailAddresses });
  return {
    externalId: person.id,
    source: options.source,
    sourceUrl: `${options.apiDomain}/person/${person.id}`,
    defaultFields: {
      ...readPersonName({ first: person.firstName, last: person.lastName, whole: person.name }),
      company: toVisibleText(options.organizationName) ?? null,
      role: toVisibleText(person.jobTitle) ?? '',
      phoneNumbers: phones.values,
      emails: emails.values,
    },
    incomplete: incompleteLists({ phoneNumbers: phones, emails }),
  };
}
