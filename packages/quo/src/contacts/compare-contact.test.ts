import { expect, it } from 'vitest';
import { aQuoContact } from '../test-support/a-quo-contact.ts';
import { compareContact } from './compare-contact.ts';
import type { QuoContact } from './quo-contact.ts';
import type { StoredQuoContact } from './stored-contact.ts';

const HELD: StoredQuoContact = {
  id: '66f0aa',
  externalId: 'rec-1',
  source: 'acme',
  sourceUrl: 'https://crm.example/1',
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
    { key: 'tags', value: ['b', 'a'] },
    { key: 'unset', value: null },
  ],
};

/** @returns the fields that differ. */
function differing(contact: QuoContact | undefined, held: StoredQuoContact | undefined): readonly string[] {
  return compareContact(contact, held)
    .filter(({ isEqual }) => !isEqual)
    .map(({ field }) => field);
}

it('names every field with what the contact is to hold and what it holds', () => {
  const home = { name: 'Home', value: '+15551112222' };
  const contact = aQuoContact({ defaultFields: { firstName: ' Anna ', phoneNumbers: [home] } });
  expect(compareContact(contact, HELD)).toEqual([
    { field: 'firstName', wanted: [{ label: null, value: 'Anna' }], held: [{ label: null, value: 'Ann' }], isEqual: false },
    { field: 'lastName', wanted: [{ label: null, value: 'Lee' }], held: [{ label: null, value: 'Lee' }], isEqual: true },
    { field: 'company', wanted: [{ label: null, value: 'Acme' }], held: [{ label: null, value: 'Acme' }], isEqual: true },
    { field: 'role', wanted: [{ label: null, value: 'Buyer' }], held: [{ label: null, value: 'Buyer' }], isEqual: true },
    {
      field: 'phoneNumbers',
      wanted: [{ label: 'Home', value: '+15551112222' }],
      held: [{ label: 'Mobile', value: '+15559876543' }],
      isEqual: false,
    },
    {
      field: 'emails',
      wanted: [{ label: 'Work', value: 'ann@example.com' }],
      held: [{ label: 'Work', value: 'ann@example.com' }],
      isEqual: true,
    },
  ]);
});

it.each<[string, QuoContact, readonly string[]]>([
  ['nothing', aQuoContact(), []],
  ['the case of an address', aQuoContact({ defaultFields: { emails: [{ name: 'Work', value: 'ANN@example.com' }] } }), []],
  ['another label', aQuoContact({ defaultFields: { emails: [{ name: 'Home', value: 'ann@example.com' }] } }), ['emails']],
  ['texts that are gone', aQuoContact({ defaultFields: { lastName: '', role: null } }), ['lastName', 'role']],
  ['another link', aQuoContact({ sourceUrl: 'https://crm.example/2' }), ['sourceUrl']],
  ['a list that is incomplete', aQuoContact({ defaultFields: { phoneNumbers: [] }, incomplete: ['phoneNumbers'] }), []],
  ['custom fields in another order', aQuoContact({ customFields: [aField('tags', ['a', 'b']), aField('tier', 'gold')] }), []],
  [
    'custom fields of which one is new, one other and one gone',
    aQuoContact({ customFields: [aField('tier', 'silver'), aField('size', 5)] }),
    ['customFields.size', 'customFields.tags', 'customFields.tier'],
  ],
])('sees what differs: %s', (_, contact, fields) => {
  expect(differing(contact, HELD)).toEqual(fields);
});

it('shows other values than texts as JSON, and lists of texts with commas', () => {
  const contact = aQuoContact({ customFields: [aField('tags', ['a', 'b']), aField('tier', { level: 2 })] });
  const shown = compareContact(contact, HELD).map(({ field, wanted, held }) => [field, wanted[0]?.value, held[0]?.value]);
  expect(shown).toContainEqual(['customFields.tags', 'a, b', 'b, a']);
  expect(shown).toContainEqual(['customFields.tier', '{"level":2}', 'gold']);
});

it('takes a side that is not there for empty', () => {
  const filled = ['firstName', 'lastName', 'company', 'role', 'phoneNumbers', 'emails'];
  expect(differing(aQuoContact({ sourceUrl: 'https://crm.example/1' }), undefined)).toEqual([...filled, 'sourceUrl']);
  expect(differing(undefined, HELD)).toEqual(filled);
  expect(compareContact(undefined, undefined).every(({ isEqual, held, wanted }) => isEqual && held.length + wanted.length === 0)).toBe(
    true,
  );
});

function aField(key: string, value: NonNullable<QuoContact['customFields']>[number]['value']) {
  return { key, value };
}
