import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aQuoContact } from '../test-support/a-quo-contact.ts';
import { toContactBody, toContactPatch } from './contact-body.ts';
import { findContactProblem } from './find-contact-problem.ts';

it('sends every text that the CRM owns, and null for what is empty', () => {
  const contact = aQuoContact({ defaultFields: { lastName: ' ', company: undefined, role: ' Buyer ', firstName: '😀' } });
  expect(toContactBody(contact, 'acme').defaultFields).toMatchObject({ firstName: '😀', lastName: null, company: null, role: 'Buyer' });
});

it('leaves out what was not given: Quo refuses null as sourceUrl, and [] would wipe custom fields', () => {
  const body = toContactBody(aQuoContact(), 'acme');
  expect(Object.keys(body).sort()).toEqual(['defaultFields', 'externalId', 'source']);
});

it('drops numbers and addresses without a value', () => {
  const empty = [{ name: 'Work', value: ' ' }];
  const { phoneNumbers, emails } = toContactBody(
    aQuoContact({ defaultFields: { phoneNumbers: empty, emails: empty } }),
    'acme',
  ).defaultFields;
  expect([phoneNumbers, emails]).toEqual([[], []]);
});

it('never sends who the contact is in an update', () => {
  const patch = toContactPatch(
    toContactBody(aQuoContact({ sourceUrl: 'https://crm.example/1', customFields: [{ key: 'tier', value: 'gold' }] }), 'acme'),
  );
  expect(Object.keys(patch).sort()).toEqual(['customFields', 'defaultFields', 'sourceUrl']);
});

const INVISIBLE = '\u200B\u202D\u2066\uFEFF\u00AD\u3164\u2800';

it('F23: takes a name of which nothing can be seen for none, and keeps marks that join the letters of others', () => {
  const contact = aQuoContact({
    defaultFields: { firstName: INVISIBLE, lastName: ` ${INVISIBLE} `, company: 'नी\u200Dल', role: '👩\u200D👧' },
  });
  expect(toContactBody(contact, 'acme').defaultFields).toMatchObject({
    firstName: null,
    lastName: null,
    company: 'नी\u200Dल',
    role: '👩\u200D👧',
  });
});

it('F23: takes invisible marks out of numbers and addresses, and those that are nothing else for none', () => {
  const phoneNumbers = ['\u202D+15559876543\u202C', INVISIBLE].map((value) => ({ name: 'Work', value }));
  const emails = ['\uFEFFann@example.com'].map((value) => ({ name: 'Work', value }));
  expect(toContactBody(aQuoContact({ defaultFields: { phoneNumbers, emails } }), 'acme').defaultFields).toMatchObject({
    phoneNumbers: [{ name: 'Work', value: '+15559876543' }],
    emails: [{ name: 'Work', value: 'ann@example.com' }],
  });
});

it('F23: sends neither U+0000 nor halves of surrogate pairs, wherever they stand', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '\0', '\uD83D', '\uDE00', '\u200B', '😀') });
  const items = fc.array(fc.record({ name: text, value: text }));
  const contactArbitrary = fc.record({
    externalId: fc.oneof({ weight: 4, arbitrary: fc.constant('rec-1') }, text),
    source: fc.oneof({ weight: 4, arbitrary: fc.constant('acme') }, text),
    sourceUrl: fc.oneof({ weight: 4, arbitrary: fc.constant('/1') }, text).map((path) => `https://crm.example/${path}`),
    defaultFields: fc.record({ firstName: text, lastName: text, company: text, role: text, phoneNumbers: items, emails: items }),
    customFields: fc.array(fc.record({ key: text, value: fc.oneof(text, fc.array(text), fc.dictionary(text, text)) })),
  });
  fc.assert(
    fc.property(contactArbitrary, (contact) => {
      const body = toContactBody(contact, 'acme');
      const isStorable = !/\\u0000|\\ud[89a-f]/.test(JSON.stringify(body));
      expect(isStorable || findContactProblem(body, 'public') !== undefined).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['INVALID_EXTERNAL_ID', { externalId: 'rec\0' }],
  ['INVALID_EXTERNAL_ID', { externalId: '\uD83D' }],
  ['INVALID_SOURCE', { source: 'acme\uDE00' }],
  ['INVALID_SOURCE_URL', { sourceUrl: 'https://crm.example/\uD83D' }],
])('F23: refuses (%s) what says which contact it is, instead of changing it', (code, contact) => {
  expect(findContactProblem(toContactBody(aQuoContact(contact), 'acme'), 'public')?.code).toBe(code);
});
