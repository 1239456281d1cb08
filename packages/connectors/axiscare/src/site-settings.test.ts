import { expect, it } from 'vitest';
import { readPersonTypes, readSitePhones, sitePhonesSchema } from './site-settings.ts';

it('reads the numbers of sites, however they are written', () => {
  const setting = { 1234: { quoPhoneNumbers: ['(555) 123-4567', '+1 555 123 4567'] }, 5678: { quoPhoneNumbers: [] } };
  expect(sitePhonesSchema.safeParse(setting).success).toBe(true);
  expect([...readSitePhones(setting)]).toEqual([['+15551234567', '1234']]);
  expect(readSitePhones(undefined).size).toBe(0);
  expect(readSitePhones({ 1234: null }).size).toBe(0);
});

it('takes the records that the owner has chosen, and responsible parties only from the installation', () => {
  expect(readPersonTypes({ personTypes: ['lead', 'caregiver'] }, ['client', 'client-party'])).toEqual([
    'lead',
    'caregiver',
    'client-party',
  ]);
  expect(readPersonTypes({ personTypes: ['client-party'] }, ['client'])).toEqual(['client']);
  expect([readPersonTypes({}), readPersonTypes(undefined, ['lead'])]).toEqual([['client'], ['lead']]);
});

it.each([
  ['a list (acceptance 48)', [], ''],
  ['a site that is none', { 1234: 'x' }, '1234'],
  ['a site without numbers', { 1234: {} }, '1234.quoPhoneNumbers'],
  ['numbers that are no list', { 1234: { quoPhoneNumbers: '+15551234567' } }, '1234.quoPhoneNumbers'],
  ['a number that is none', { 1234: { quoPhoneNumbers: [5] } }, '1234.quoPhoneNumbers.0'],
  ['an empty number', { 1234: { quoPhoneNumbers: ['  '] } }, '1234.quoPhoneNumbers.0'],
  [
    'a number of two sites (acceptance 47)',
    { 1234: { quoPhoneNumbers: ['(555) 123-4567'] }, 5678: { quoPhoneNumbers: ['+15551234567'] } },
    '5678.quoPhoneNumbers.0',
  ],
  ['a site number that is part of another host', { 'evil.com/': { quoPhoneNumbers: [] } }, 'evil.com/'],
])('refuses %s, and names the place', (_case, setting, path) => {
  expect(sitePhonesSchema.safeParse(setting).error?.issues[0]?.path.map(String).join('.')).toBe(path);
});
