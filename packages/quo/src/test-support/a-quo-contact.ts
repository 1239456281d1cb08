import type { QuoContact } from '../contacts/quo-contact.ts';

/** A complete contact; `overrides` replace fields, those of `defaultFields` one by one. */
export function aQuoContact({
  defaultFields,
  ...overrides
}: Partial<Omit<QuoContact, 'defaultFields'>> & { readonly defaultFields?: Partial<QuoContact['defaultFields']> } = {}): QuoContact {
  return {
    externalId: 'rec-1',
    ...overrides,
    defaultFields: {
      firstName: 'Ann',
      lastName: 'Lee',
      company: 'Acme',
      role: 'Buyer',
      phoneNumbers: [{ name: 'Mobile', value: '+15559876543' }],
      emails: [{ name: 'Work', value: 'ann@example.com' }],
      ...defaultFields,
    },
  };
}

/** Contacts `rec-1` to `rec-<count>`, each with a number of its own. */
export function someQuoContacts(count: number): readonly QuoContact[] {
  return Array.from({ length: count }, (_, index) =>
    aQuoContact({
      externalId: `rec-${index + 1}`,
      defaultFields: { phoneNumbers: [{ name: 'Mobile', value: `+1555${String(index).padStart(7, '0')}` }] },
    }),
  );
}
