import { describe, expect, it } from 'vitest';
import { personSchemaOf, type ZohoPerson } from '../client/zoho-person.ts';
import { ZOHO_MODULES, type ZohoObjectType } from '../client/zoho-modules.ts';
import { aPerson } from '../test-support/zoho-under-test.ts';
import { zohoPersonToQuoContact } from './zoho-person-to-quo-contact.ts';

const OPTIONS = { webUrl: 'https://crm.zoho.eu', domainName: 'org70012345', defaultCountry: 'US', source: 'zoho' };
const read = (objectType: ZohoObjectType, wire: object): ZohoPerson => personSchemaOf(ZOHO_MODULES[objectType]).parse(wire);
const toContact = (objectType: ZohoObjectType, wire: object) => zohoPersonToQuoContact(read(objectType, wire), OPTIONS);

describe('zohoPersonToQuoContact', () => {
  it('writes a contact with its account, title, number and address (acceptance 1, 6)', () => {
    const wire = { id: '1', First_Name: 'Ana', Last_Name: 'Ruiz', Title: 'COO', Account_Name: { name: 'Acme', id: '9' } };
    expect(toContact('Contact', { ...wire, Phone: '(415) 555-0132', Email: 'ana@acme.test' })).toEqual({
      externalId: '1',
      source: 'zoho',
      sourceUrl: 'https://crm.zoho.eu/crm/org70012345/tab/Contacts/1',
      defaultFields: {
        firstName: 'Ana',
        lastName: 'Ruiz',
        company: 'Acme',
        role: 'COO',
        phoneNumbers: [{ name: 'Work', value: '+14155550132' }],
        emails: [{ name: 'Work', value: 'ana@acme.test' }],
      },
      incomplete: undefined,
    });
  });

  it('makes a last name that stands alone the first name (acceptance 2)', () => {
    const { defaultFields } = toContact('Contact', {
      id: '2',
      First_Name: null,
      Last_Name: 'Cher',
      Full_Name: 'Mrs. Cher',
      Mobile: '+44 20 7946 0018',
    });
    expect(defaultFields).toMatchObject({ firstName: 'Cher', lastName: '', phoneNumbers: [{ name: 'Mobile', value: '+442079460018' }] });
  });

  it('writes a number once that stands in two fields, under the first label (acceptance 3)', () => {
    const { defaultFields } = toContact('Contact', { id: '3', Last_Name: 'Ruiz', Phone: '4155550132', Mobile: '+1 415-555-0132' });
    expect(defaultFields.phoneNumbers).toEqual([{ name: 'Work', value: '+14155550132' }]);
  });

  it('reads the first number of a field with a remark behind it, and none of one without (acceptance 4)', () => {
    const numbersOf = (Phone: string) => toContact('Contact', { id: '4', Last_Name: 'Ruiz', Phone });
    expect(numbersOf('858-877-7382 832432232').defaultFields.phoneNumbers).toEqual([{ name: 'Work', value: '+18588777382' }]);
    expect(numbersOf('see 832432').defaultFields.phoneNumbers).toEqual([]);
    expect(numbersOf('see 832432').incomplete).toEqual(['phoneNumbers']);
  });

  it('writes an account under its whole name (acceptance 5)', () => {
    const { defaultFields, sourceUrl } = toContact('Account', {
      id: '9',
      Account_Name: 'Acme Ltd',
      Phone: '+14155550100',
      Parent_Account: null,
    });
    expect(defaultFields).toMatchObject({ firstName: 'Acme Ltd', lastName: '', company: null, role: '', emails: [] });
    expect(sourceUrl).toContain('/tab/Accounts/9');
    expect(toContact('Account', { id: '9', Account_Name: ' ' }).defaultFields.firstName).toBe('Unknown');
  });

  it('writes a lead with its company, which is a text, and its designation', () => {
    const { defaultFields, sourceUrl } = toContact('Lead', { id: '7', Last_Name: 'Ruiz', Company: 'Acme', Designation: 'COO' });
    expect(defaultFields).toMatchObject({ firstName: 'Ruiz', company: 'Acme', role: 'COO' });
    expect(sourceUrl).toContain('/tab/Leads/7');
  });

  it.each([
    [{ name: 'Acme', id: '9' }, 'Acme'],
    ['Acme', 'Acme'],
    [null, null],
    [undefined, null],
    [{ id: '9' }, null],
  ])('reads a lookup that comes as %j', (Account_Name, company) => {
    expect(toContact('Contact', { id: '1', Last_Name: 'Ruiz', Account_Name }).defaultFields.company).toBe(company);
  });

  it('never leaves the first name empty', () => {
    const nameless = { firstName: ' ', lastName: null, name: '\u200B', role: null };
    const nameOf = (person: ZohoPerson): string | null => zohoPersonToQuoContact(person, OPTIONS).defaultFields.firstName;
    expect(nameOf(aPerson(nameless))).toBe('Acme');
    expect(nameOf(aPerson({ ...nameless, company: null }))).toBe('ana@acme.test');
    expect(nameOf(aPerson({ ...nameless, company: null, emails: [] }))).toBe('+14155550132');
    expect(nameOf(aPerson({ ...nameless, company: null, emails: [], phones: [] }))).toBe('Unknown');
  });

  it('refuses a record without an id, and one with a field of another shape, and names the field', () => {
    expect(() => toContact('Contact', { Last_Name: 'Ruiz' })).toThrow(expect.objectContaining({ code: 'PERSON_UNUSABLE', field: 'id' }));
    expect(() => toContact('Contact', { id: '1', Phone: ['1'] })).toThrow(expect.objectContaining({ field: 'Phone' }));
    expect(() => toContact('Contact', { id: '1', Last_Name: 7 })).toThrow(expect.objectContaining({ field: 'Last_Name' }));
  });
});
