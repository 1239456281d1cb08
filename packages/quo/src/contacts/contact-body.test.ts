import { expect, it } from 'vitest';
import { aQuoContact } from '../test-support/a-quo-contact.ts';
import { toContactBody, toContactPatch } from './contact-body.ts';

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
