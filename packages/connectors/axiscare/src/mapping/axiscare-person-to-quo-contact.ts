import { toQuoContact, type ContactOptions } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import { CARE_FIELDS, type AxisCareCareField, type AxisCarePerson } from '../client/axiscare-person.ts';
import type { AxisCarePersonType } from '../person-keys.ts';

/** Which facts of care go into which custom field of Quo, by the key of that field. */
export type CareFieldMapping = Readonly<Partial<Record<AxisCareCareField, string>>>;

/** How a person of AxisCare becomes a contact of Quo. */
export interface PersonMappingOptions extends Pick<ContactOptions, 'source' | 'defaultCountry'> {
  readonly type: AxisCarePersonType;
  /** As `toExternalId` writes it. */
  readonly externalId: string;
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
 * Writes a person of AxisCare as a contact of Quo, as {@link toQuoContact} does. Birth date, notes and numbers of insurances
 * are in no contact.
 */
export function axiscarePersonToQuoContact(person: AxisCarePerson, options: PersonMappingOptions): QuoContact {
  const contact = toQuoContact(
    {
      ...person,
      externalId: person.id === '' ? '' : options.externalId,
      name: { first: firstNameOf(person), last: person.lastName },
      company: null,
      role: ROLES[options.type],
    },
    { ...options, defaultNames: { phone: 'Phone', email: 'Primary' } },
  );
  const customFields = CARE_FIELDS.flatMap((field) => {
    const key = options.careFields[field];
    return key === undefined ? [] : [{ key, value: person.care[field] ?? null }];
  });
  // Without any, what Quo's users have entered stays.
  return customFields.length > 0 ? { ...contact, customFields } : contact;
}

/** The name that a person goes by, where there is one. */
function firstNameOf({ goesBy, firstName }: AxisCarePerson): string | null {
  return goesBy === null || goesBy.trim() === '' ? firstName : goesBy;
}
