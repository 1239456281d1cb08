import { UnusablePersonError, incompleteLists, readEmailAddresses, readNamedValues, readPhoneNumbers } from '@frigg-crm/crm-base';
import { readPersonName } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import { CARE_FIELDS, type AxisCareCareField, type AxisCarePerson } from '../client/axiscare-person.ts';
import type { AxisCarePersonType } from '../person-keys.ts';

/** Which facts of care go into which custom field of Quo, by the key of that field. */
export type CareFieldMapping = Readonly<Partial<Record<AxisCareCareField, string>>>;

/** How a person of AxisCare becomes a contact of Quo. */
export interface PersonMappingOptions {
  readonly type: AxisCarePersonType;
  /** As `toExternalId` writes it. */
  readonly externalId: string;
  /** Marks contacts of this connector in Quo. */
  readonly source: string;
  /** Two letters (ISO 3166-1): the country of phone numbers without `+`. */
  readonly defaultCountry: string;
  readonly careFields: CareFieldMapping;
}

const ROLES: Readonly<Record<AxisCarePersonType, string>> = {
  client: 'Client',
  caregiver: 'Caregiver',
  lead: 'Lead',
  applicant: 'Applicant',
  'client-party': 'Responsible party',
  'lead-party': 'Responsible party',
};

/**
 * Writes a person of AxisCare as a contact of Quo. One without a usable phone number has an empty list: whether such people
 * are skipped is not decided here. Birth date, notes and numbers of insurances are in no contact.
 * @throws {UnusablePersonError} when the record has no id or is not as documented.
 */
export function axiscarePersonToQuoContact(person: AxisCarePerson, options: PersonMappingOptions): QuoContact {
  if (person.id === '' || person.unusableField !== null) throw new UnusablePersonError(person.unusableField ?? 'id');
  const phones = readNamedValues(person.phones, { read: (value) => readPhoneNumbers(value, options.defaultCountry), defaultName: 'Phone' });
  const emails = readNamedValues(person.emails, { read: readEmailAddresses, defaultName: 'Primary' });
  const customFields = CARE_FIELDS.flatMap((field) => {
    const key = options.careFields[field];
    return key === undefined ? [] : [{ key, value: person.care[field] ?? null }];
  });
  return {
    externalId: options.externalId,
    source: options.source,
    defaultFields: {
      ...readPersonName({ first: firstNameOf(person), last: person.lastName }),
      company: null,
      role: ROLES[options.type],
      phoneNumbers: phones.values,
      emails: emails.values,
    },
    incomplete: incompleteLists({ phoneNumbers: phones, emails }),
    // Without any, what Quo's users have entered stays.
    ...(customFields.length > 0 && { customFields }),
  };
}

/** The name that a person goes by, where there is one. */
function firstNameOf({ goesBy, firstName }: AxisCarePerson): string | null {
  return goesBy === null || goesBy.trim() === '' ? firstName : goesBy;
}
