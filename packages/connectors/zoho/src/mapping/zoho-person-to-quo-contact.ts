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
import { ZOHO_MODULES } from '../client/zoho-modules.ts';
import type { ZohoPerson } from '../client/zoho-person.ts';

/** How a record of Zoho CRM becomes a contact of Quo. */
export interface ZohoMappingOptions {
  /** Where people of the company open its records, such as `https://crm.zoho.eu`. */
  readonly webUrl: string;
  /** `domain_name` of the company: another company's would open nothing. */
  readonly domainName: string;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`. */
  readonly defaultCountry: string;
  /** Marks contacts of this connector in Quo, which refuses what begins with `openphone` or `csv`. */
  readonly source: string;
}

/**
 * Writes a contact, lead or account as a contact of Quo. One without a usable phone number comes out with an empty list:
 * whether such people are skipped is not decided here. A list with a text that cannot be read is marked as incomplete.
 * @throws {UnusablePersonError} when the record has no id or is not as documented.
 */
export function zohoPersonToQuoContact(person: ZohoPerson, options: ZohoMappingOptions): QuoContact {
  const { id, objectType, firstName, lastName, name, company, role, unusableField } = person;
  if (id === '' || unusableField !== null) throw new UnusablePersonError(unusableField ?? 'id');
  const phones = readNamedValues(person.phones, { read: (value) => readPhoneNumbers(value, options.defaultCountry) });
  const emails = readNamedValues(person.emails, { read: readEmailAddresses });
  const isAccount = objectType === 'Account';
  // The whole name may begin with a title: it only counts where the last name, which Zoho demands, is hidden.
  const whole = toVisibleText(lastName) === undefined ? name : undefined;
  const instead = [company, emails.values[0]?.value, phones.values[0]?.value];
  return {
    externalId: id,
    source: options.source,
    sourceUrl: `${options.webUrl}/crm/${options.domainName}/tab/${ZOHO_MODULES[objectType].module}/${id}`,
    defaultFields: {
      // The name of an account is one name, however many words it has.
      ...(isAccount
        ? { firstName: toVisibleText(name) ?? 'Unknown', lastName: '' }
        : readPersonName({ first: firstName, last: lastName, whole, instead })),
      company: toVisibleText(company) ?? null,
      role: toVisibleText(role) ?? '',
      phoneNumbers: phones.values,
      emails: emails.values,
    },
    incomplete: incompleteLists({ phoneNumbers: phones, emails }),
  };
}
