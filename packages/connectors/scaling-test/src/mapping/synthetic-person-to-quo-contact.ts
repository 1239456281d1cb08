import { UnusablePersonError } from '@frigg-crm/crm-base';
import type { QuoContact } from '@frigg-crm/quo';
import type { SyntheticPerson } from '../people/synthetic-person.ts';

/** Where the contacts come from, as Quo shows it. */
export const SCALING_TEST_SOURCE = 'scaling-test';

/**
 * Makes the contact that Quo is to hold of a person. Without a phone number its list is empty, and it is skipped.
 * @throws {UnusablePersonError} for a record that is not as documented.
 */
export function syntheticPersonToQuoContact({
  id,
  firstName,
  lastName,
  company,
  phone,
  emails,
  unusableField,
}: SyntheticPerson): QuoContact {
  if (unusableField !== undefined) throw new UnusablePersonError(unusableField);
  return {
    externalId: id,
    source: SCALING_TEST_SOURCE,
    defaultFields: {
      firstName,
      lastName,
      company,
      phoneNumbers: phone === null ? [] : [{ name: 'Mobile', value: phone }],
      emails: emails.map((value) => ({ name: 'Email', value })),
    },
  };
}
