import { describe, expect, it } from 'vitest';
import { EMPTY_PERSON, type AxisCarePerson, type AxisCareValue } from '../client/axiscare-person.ts';
import { axiscarePersonToQuoContact, type PersonMappingOptions } from './axiscare-person-to-quo-contact.ts';

const OPTIONS: PersonMappingOptions = {
  type: 'client',
  externalId: 'client-12',
  source: 'axiscare',
  defaultCountry: 'US',
  careFields: {},
};
const aPerson = (overrides: Partial<AxisCarePerson> = {}): AxisCarePerson => ({
  ...EMPTY_PERSON,
  id: '12',
  firstName: 'Joan',
  lastName: 'Park',
  goesBy: 'Jo',
  phones: [{ label: 'home', value: '(817) 569-8900' }],
  emails: [{ label: 'primary', value: 'jo@x.co' }],
  ...overrides,
});
const phonesOf = (...phones: readonly AxisCareValue[]) =>
  axiscarePersonToQuoContact(aPerson({ phones }), OPTIONS).defaultFields.phoneNumbers;

describe('a contact of Quo', () => {
  it('has the name that a client goes by, role, numbers and addresses (acceptance 7)', () => {
    expect(axiscarePersonToQuoContact(aPerson(), OPTIONS)).toEqual({
      externalId: 'client-12',
      source: 'axiscare',
      defaultFields: {
        firstName: 'Jo',
        lastName: 'Park',
        company: null,
        role: 'Client',
        phoneNumbers: [{ name: 'Home', value: '+18175698900' }],
        emails: [{ name: 'Primary', value: 'jo@x.co' }],
      },
      incomplete: undefined,
    });
  });

  it('has the first name where no other one is known, and Unknown where there is none', () => {
    const nameOf = (overrides: Partial<AxisCarePerson>) => {
      const { firstName, lastName } = axiscarePersonToQuoContact(aPerson(overrides), OPTIONS).defaultFields;
      return [firstName, lastName];
    };
    expect(nameOf({ goesBy: ' ' })).toEqual(['Joan', 'Park']);
    expect(nameOf({ goesBy: null, firstName: '', lastName: '' })).toEqual(['Unknown', '']);
  });

  it('names the numbers of a lead phone and mobile (acceptance 8)', () => {
    expect(phonesOf({ label: 'phone', value: '817-569-8900' }, { label: 'mobile', value: '817-569-8901' })).toEqual([
      { name: 'Phone', value: '+18175698900' },
      { name: 'Mobile', value: '+18175698901' },
    ]);
  });

  it.each(['+189', '+1111111', '5551234'])('has no number for %s (acceptance 19, 22)', (value) => {
    expect(phonesOf({ label: 'home', value })).toEqual([]);
  });

  it('keeps what Quo holds where a number can be read in part only (acceptance 19, 20)', () => {
    const read = (value: string) => {
      const { defaultFields, incomplete } = axiscarePersonToQuoContact(aPerson({ phones: [{ label: 'home', value }] }), OPTIONS);
      return [defaultFields.phoneNumbers.map((phone) => phone.value), incomplete];
    };
    expect(read('858-877-7382 832432232')).toEqual([['+18588777382'], undefined]);
    expect(read('555*555*5555')).toEqual([[], ['phoneNumbers']]);
  });

  it('has a number once that is home and mobile, as home (acceptance 21)', () => {
    expect(phonesOf({ label: 'home', value: '817-569-8900' }, { label: 'mobile', value: '+1 817 569 8900' })).toEqual([
      { name: 'Home', value: '+18175698900' },
    ]);
  });

  it('has an address for bills where it is another one', () => {
    const emailsOf = (billing: string) => {
      const emails = [
        { label: 'primary', value: 'jo@x.co' },
        { label: 'billing', value: billing },
      ];
      return axiscarePersonToQuoContact(aPerson({ emails }), OPTIONS).defaultFields.emails.map(({ name }) => name);
    };
    expect(emailsOf('bills@x.co')).toEqual(['Primary', 'Billing']);
    expect(emailsOf('Jo@x.co')).toEqual(['Primary']);
  });

  it('has facts of care only where they are wanted, also that there is none', () => {
    const person = aPerson({ care: { region: 'North', classes: 'Self-Directed' } });
    expect(axiscarePersonToQuoContact(person, OPTIONS)).not.toHaveProperty('customFields');
    expect(axiscarePersonToQuoContact(person, { ...OPTIONS, careFields: { region: 'key-1', community: 'key-2' } }).customFields).toEqual([
      { key: 'key-1', value: 'North' },
      { key: 'key-2', value: null },
    ]);
  });

  it.each([
    ['no id (acceptance 23)', aPerson({ id: '' }), 'id'],
    ['a field that is not as documented', aPerson({ unusableField: 'firstName' }), 'firstName'],
  ])('is not made of a record with %s', (_case, person, field) => {
    expect(() => axiscarePersonToQuoContact(person, OPTIONS)).toThrow(
      expect.objectContaining({ code: 'PERSON_UNUSABLE', message: expect.stringContaining(field) as string }),
    );
  });
});
