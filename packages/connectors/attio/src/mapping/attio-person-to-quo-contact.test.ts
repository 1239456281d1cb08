import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attioPersonSchema } from '../client/attio-person.ts';
import { aPerson } from '../test-support/attio-under-test.ts';
import { attioPersonToQuoContact } from './attio-person-to-quo-contact.ts';

const OPTIONS = { defaultCountry: 'US', source: 'attio' };
const contactOf = (person: Parameters<typeof aPerson>[0]) => attioPersonToQuoContact(aPerson(person), OPTIONS);
const ACTIVE = { active_from: '2026-01-05T10:00:00.000000000Z', active_until: null };
const ENDED = { ...ACTIVE, active_until: '2026-02-05T10:00:00.000000000Z' };

/** A record as Attio sends it. */
const record = (values: unknown) => ({
  id: { workspace_id: 'w', object_id: 'o', record_id: 'r1' },
  created_at: 'x',
  web_url: 'https://a.co/r1',
  values,
});
const read = (values: unknown) => attioPersonSchema.parse(record(values));

describe('attioPersonSchema', () => {
  it('reads the active values of a record (acceptance 4)', () => {
    const person = read({
      name: [{ ...ACTIVE, first_name: 'Ann', last_name: 'Lee', full_name: 'Ann Lee', attribute_type: 'personal-name' }],
      phone_numbers: [{ ...ACTIVE, original_phone_number: '(555) 987-6543', country_code: 'US', phone_number: '+15559876543' }],
      email_addresses: [{ ...ACTIVE, original_email_address: 'Ann@b.co', email_address: 'ann@b.co' }],
      job_title: [{ ...ACTIVE, value: 'Buyer', attribute_type: 'text' }],
      company: [{ ...ACTIVE, target_object: 'companies', target_record_id: 'c1', attribute_type: 'record-reference' }],
    });
    expect(person).toEqual({
      id: 'r1',
      createdAt: 'x',
      webUrl: 'https://a.co/r1',
      firstName: 'Ann',
      lastName: 'Lee',
      fullName: 'Ann Lee',
      jobTitle: 'Buyer',
      companyId: 'c1',
      companyName: null,
      phones: ['+15559876543'],
      emails: ['ann@b.co'],
      unusableField: null,
    });
  });

  it.each([{}, null, undefined, { name: null, phone_numbers: [] }])(
    'takes a record without values for a person of whom nothing is known (acceptance 5): %j',
    (values) => {
      expect(read(values)).toMatchObject({ id: 'r1', firstName: null, phones: [], emails: [], companyId: null, unusableField: null });
    },
  );

  it('leaves out values that have ended, and takes none in their place (acceptance 9, 10)', () => {
    const person = read({
      phone_numbers: [
        { ...ENDED, phone_number: '+14155550101' },
        { ...ACTIVE, phone_number: '+14155550102' },
      ],
      job_title: [{ ...ENDED, value: 'Intern' }],
      company: [{ ...ENDED, target_record_id: 'c9' }],
    });
    expect(person).toMatchObject({ phones: ['+14155550102'], jobTitle: null, companyId: null });
  });

  it('drops a phone number without a text, and reads what was typed where Attio could not (acceptance 11)', () => {
    const person = read({
      phone_numbers: [
        { ...ACTIVE, phone_number: null },
        { ...ACTIVE, phone_number: null, original_phone_number: '415-555-0103' },
      ],
    });
    expect(person.phones).toEqual(['415-555-0103']);
  });

  it('reads a role that a workspace has made itself, as text or as select, where there is no job title', () => {
    expect(read({ role: [{ ...ACTIVE, value: 'Owner' }] }).jobTitle).toBe('Owner');
    expect(read({ job_title: [{ ...ACTIVE, value: ' ' }], role: [{ ...ACTIVE, option: { title: 'Partner' } }] }).jobTitle).toBe('Partner');
  });

  it('marks a record of another shape, with the field, so that it fails alone', () => {
    expect(attioPersonSchema.parse({ ...record({}), values: 'none' })).toMatchObject({ id: 'r1', unusableField: 'values' });
    expect(attioPersonSchema.parse({ values: {} })).toMatchObject({ id: '', unusableField: 'id' });
    expect(attioPersonSchema.parse(7)).toMatchObject({ id: '', unusableField: 'record' });
  });

  it('marks a record whose attribute is of another shape, and does not look at attributes that it does not need', () => {
    expect(read({ phone_numbers: '+14155550132' })).toMatchObject({ id: 'r1', phones: [], unusableField: 'values' });
    expect(read({ phone_numbers: [{ ...ACTIVE, phone_number: 4 }] }).unusableField).toBe('values');
    expect(read({ strongest_connection: 7, role: [{ ...ACTIVE, value: 3, option: null }] })).toMatchObject({
      jobTitle: null,
      unusableField: null,
    });
  });

  it('never throws, whatever was sent', () => {
    fc.assert(fc.property(fc.jsonValue(), (wire) => void attioPersonSchema.parse(record(wire))));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('name', 'phone_numbers', 'job_title'), fc.jsonValue()), (values) => void read(values)),
    );
  });
});

describe('attioPersonToQuoContact', () => {
  it('writes name, title, company, number, address and link (acceptance 4)', () => {
    expect(contactOf({ phones: ['+15559876543'] })).toEqual({
      externalId: 'r1',
      source: 'attio',
      sourceUrl: 'https://app.attio.com/acme/person/r1/overview',
      defaultFields: {
        firstName: 'Ann',
        lastName: 'Lee',
        role: 'Buyer',
        company: 'Acme',
        phoneNumbers: [{ name: 'Phone', value: '+15559876543' }],
        emails: [{ name: 'Email', value: 'ann@b.co' }],
      },
      incomplete: undefined,
    });
  });

  it.each([
    ['no name at all', { firstName: null, lastName: null, fullName: null, companyName: null }, { firstName: 'Unknown', lastName: '' }],
    ['only a company', { firstName: null, lastName: null, fullName: null }, { firstName: 'Acme', lastName: '' }],
    ['a blank first name', { firstName: '  ', fullName: 'Lee' }, { firstName: 'Lee', lastName: '' }],
    ['only a whole name', { firstName: null, lastName: null, fullName: 'Cher Bono' }, { firstName: 'Cher', lastName: '' }],
  ])('finds a first name where there is %s (acceptance 6, 7)', (_case, person, name) => {
    expect(contactOf(person).defaultFields).toMatchObject(name);
  });

  it('writes numbers and addresses once, whatever their case (acceptance 8)', () => {
    const { defaultFields } = contactOf({ phones: ['+14155550132', '(415) 555-0132'], emails: ['ann@b.co', 'Ann@B.co', 'lee@b.co'] });
    expect(defaultFields.phoneNumbers).toHaveLength(1);
    expect(defaultFields.emails.map(({ value }) => value)).toEqual(['ann@b.co', 'lee@b.co']);
  });

  it('F23: marks the list in which something could not be read, so that nothing is taken from Quo', () => {
    expect(contactOf({ phones: ['ask at reception'] }).incomplete).toEqual(['phoneNumbers']);
    expect(contactOf({ phones: [], emails: [] }).incomplete).toBeUndefined();
  });

  it.each([`https://app.attio.com/${'x'.repeat(209)}`, 'not a link', null])(
    'leaves out a link that Quo would refuse (acceptance 14)',
    (webUrl) => {
      expect(contactOf({ webUrl }).sourceUrl).toBeUndefined();
    },
  );

  it('throws for a record without an id or of another shape, naming the field', () => {
    expect(() => contactOf({ id: '' })).toThrow(expect.objectContaining({ code: 'PERSON_UNUSABLE' }));
    expect(() => contactOf({ unusableField: 'values' })).toThrow(/values/);
  });
});
