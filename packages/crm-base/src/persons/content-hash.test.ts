import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contentHash } from './content-hash.ts';

const CONTACT = {
  externalId: 'p1',
  source: 'acme',
  defaultFields: {
    firstName: 'Ana 🎈',
    phoneNumbers: [
      { name: 'Work', value: '+14155550101' },
      { name: 'Home', value: '+14155550102' },
    ],
    emails: [],
  },
  customFields: [{ key: 'k', value: { 2: 'two', 10: 'ten', a: null } }],
};

it('does not depend on the order in which a connector writes the keys', () => {
  const { customFields: _rewritten, defaultFields, ...ids } = CONTACT;
  const { emails, ...names } = defaultFields;
  const shuffled = { customFields: [{ value: { a: null, 10: 'ten', 2: 'two' }, key: 'k' }], defaultFields: { emails, ...names }, ...ids };
  expect(contentHash(shuffled)).toBe(contentHash(CONTACT));
  expect(contentHash({ ...CONTACT, sourceUrl: undefined })).toBe(contentHash(CONTACT));
});

it.each([
  ['a letter', { ...CONTACT, defaultFields: { ...CONTACT.defaultFields, firstName: 'ana 🎈' } }],
  ['null in place of nothing', { ...CONTACT, defaultFields: { ...CONTACT.defaultFields, lastName: null } }],
  [
    'the first phone number',
    { ...CONTACT, defaultFields: { ...CONTACT.defaultFields, phoneNumbers: CONTACT.defaultFields.phoneNumbers.toReversed() } },
  ],
  ['a value from null to a text', { ...CONTACT, customFields: [{ key: 'k', value: { 2: 'two', 10: 'ten', a: 'null' } }] }],
  ['the source', { ...CONTACT, source: 'other' }],
])('changes with %s', (_what, contact) => {
  expect(contentHash(contact)).not.toBe(contentHash(CONTACT));
});

it('is the same for equal values only', () => {
  const hash = (value: unknown): string => contentHash({ ...CONTACT, customFields: [{ key: 'k', value: value as never }] });
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(hash(one) === hash(other)).toBe(JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)));
    }),
  );
  expect(hash({ a: 1 })).not.toBe(hash([['a', 1]]));
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
  );
}
