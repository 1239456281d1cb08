import { expect, it } from 'vitest';
import { aQuoContact } from '../test-support/a-quo-contact.ts';
import { toContactBody } from './contact-body.ts';
import { isSameContact } from './is-same-contact.ts';
import type { QuoContact } from './quo-contact.ts';
import type { StoredQuoContact } from './stored-contact.ts';

const HELD: StoredQuoContact = {
  id: '66f0aa',
  externalId: 'rec-1',
  source: 'acme',
  sourceUrl: null,
  defaultFields: {
    firstName: 'Ann',
    lastName: 'Lee',
    company: 'Acme',
    role: 'Buyer',
    phoneNumbers: [{ name: 'Mobile', value: '+15559876543' }],
    emails: [{ name: 'Work', value: 'ann@example.com' }],
  },
  customFields: [
    { key: 'tier', value: 'gold' },
    { key: 'unset', value: null },
  ],
};

function isSame(contact: QuoContact, held: StoredQuoContact = HELD): boolean {
  return isSameContact(held, toContactBody(contact, 'acme'));
}

it('takes a contact for unchanged when Quo holds all of it', () => {
  expect(isSame(aQuoContact())).toBe(true);
});

it.each([
  ['a name', { firstName: 'Anna' }],
  ['a name that is gone', { lastName: null }],
  ['another company', { company: 'Acme Inc' }],
  ['another role', { role: null }],
  ['another number', { phoneNumbers: [{ name: 'Mobile', value: '+15559876544' }] }],
  ['another label', { phoneNumbers: [{ name: 'Home', value: '+15559876543' }] }],
  ['a further number', { phoneNumbers: [...(HELD.defaultFields.phoneNumbers as []), { name: 'Home', value: '+15551112222' }] }],
  ['no number any more', { phoneNumbers: [] }],
  ['no address any more', { emails: [] }],
] as const)('sees the difference: %s', (_, defaultFields) => {
  expect(isSame(aQuoContact({ defaultFields }))).toBe(false);
});

it('sees that the main number is another one', () => {
  const [first, second] = [
    { name: 'Mobile', value: '+15550000001' },
    { name: 'Home', value: '+15550000002' },
  ] as const;
  const held = { ...HELD, defaultFields: { ...HELD.defaultFields, phoneNumbers: [first, second] } };
  expect(isSame(aQuoContact({ defaultFields: { phoneNumbers: [first, second] } }), held)).toBe(true);
  expect(isSame(aQuoContact({ defaultFields: { phoneNumbers: [second, first] } }), held)).toBe(false);
});

it('does not mind the case of an address, an empty text for null, or an item without a value', () => {
  const held = {
    ...HELD,
    defaultFields: {
      ...HELD.defaultFields,
      role: '',
      emails: [
        { name: 'Work', value: 'Ann@Example.com' },
        { name: 'Old', value: null },
      ],
    },
  };
  expect(isSame(aQuoContact({ defaultFields: { role: null } }), held)).toBe(true);
});

it('compares the link only when one is given', () => {
  const held = { ...HELD, sourceUrl: 'https://crm.example/1' };
  expect(isSame(aQuoContact(), held)).toBe(true);
  expect(isSame(aQuoContact({ sourceUrl: 'https://crm.example/1' }), held)).toBe(true);
  expect(isSame(aQuoContact({ sourceUrl: 'https://crm.example/2' }), held)).toBe(false);
});

it('compares custom fields by key, and only when some are given', () => {
  expect(isSame(aQuoContact({ customFields: [{ key: 'tier', value: 'gold' }] }))).toBe(true);
  expect(isSame(aQuoContact({ customFields: [{ key: 'tier', value: 'silver' }] }))).toBe(false);
  expect(isSame(aQuoContact({ customFields: [] }))).toBe(false);
  const held = {
    ...HELD,
    customFields: [
      { key: 'tags', value: ['b', 'a'] },
      { key: 'since', value: '2026-01-05T10:00:00.000Z' },
    ],
  };
  const wanted = [
    { key: 'since', value: '2026-01-05T10:00:00Z' },
    { key: 'tags', value: ['a', 'b'] },
  ];
  expect(isSame(aQuoContact({ customFields: wanted }), held)).toBe(true);
});
