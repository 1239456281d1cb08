import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FriggCrmError } from '@frigg-crm/core';
import { pipedrivePersonSchema, type PipedrivePerson } from '../client/pipedrive-person.ts';
import { aPerson } from '../test-support/pipedrive-under-test.ts';
import { pipedrivePersonToQuoContact } from './pipedrive-person-to-quo-contact.ts';

const options = { apiDomain: 'https://acme.pipedrive.com', organizationName: 'Acme', defaultCountry: 'US', source: 'pipedrive' };
const fieldsOf = (overrides: Partial<PipedrivePerson>) => pipedrivePersonToQuoContact(aPerson(overrides), options).defaultFields;
const phone = (value: string, label: string | null = 'work', primary = false) => ({ value, label, primary });

/** The person that the API documentation shows. */
const WIRE = {
  id: 71,
  name: 'Ana Ruiz',
  first_name: 'Ana',
  last_name: 'Ruiz',
  owner_id: 5,
  org_id: 12,
  update_time: '2026-01-05T10:22:33Z',
  phones: [{ value: '(415) 555-0132', primary: true, label: 'mobile' }],
  emails: [{ value: 'ana@acme.test', primary: true, label: 'work' }],
  is_deleted: false,
  picture_id: null,
  custom_fields: {},
};

describe('pipedrivePersonToQuoContact', () => {
  it('maps the documented person, with company and a link into its own company (acceptance 1)', () => {
    expect(pipedrivePersonToQuoContact(pipedrivePersonSchema.parse(WIRE), options)).toEqual({
      externalId: '71',
      source: 'pipedrive',
      sourceUrl: 'https://acme.pipedrive.com/person/71',
      defaultFields: {
        firstName: 'Ana',
        lastName: 'Ruiz',
        company: 'Acme',
        role: '',
        phoneNumbers: [{ name: 'Mobile', value: '+14155550132' }],
        emails: [{ name: 'Work', value: 'ana@acme.test' }],
      },
    });
  });

  it.each([
    ['acceptance 2', { firstName: null, lastName: null, name: 'Cher' }, 'Cher', ''],
    ['acceptance 3', { firstName: '', lastName: 'Lee', name: 'Lee' }, 'Lee', ''],
    ['acceptance 4', { firstName: null, lastName: null, name: null }, 'Unknown', ''],
    ['only a last name', { firstName: null, lastName: 'Lee', name: null }, 'Lee', ''],
    ['a first word', { firstName: null, lastName: 'Ruiz', name: 'Ana Ruiz' }, 'Ana', 'Ruiz'],
    ['a last name of two words', { firstName: null, lastName: 'van Dyk', name: 'van Dyk' }, 'van Dyk', ''],
    ['blanks', { firstName: '  ', lastName: ' Ruiz ', name: ' Ana  Ruiz ' }, 'Ana', 'Ruiz'],
    ['emoji', { firstName: '🚀 Zoë', lastName: '👩‍👩‍👧', name: 'x' }, '🚀 Zoë', '👩‍👩‍👧'],
  ])('finds the names of %s', (_case, names, firstName, lastName) => {
    expect(fieldsOf(names)).toMatchObject({ firstName, lastName });
  });

  it('F23: takes a name of which nothing can be seen for none', () => {
    const firstName = '\u200B\u202D\u3164';
    expect(fieldsOf({ firstName, lastName: firstName, name: firstName })).toMatchObject({ firstName: 'Unknown', lastName: '' });
    expect(fieldsOf({ firstName, lastName: 'Lee', name: 'Lee' })).toMatchObject({ firstName: 'Lee', lastName: '' });
  });

  it.each([
    ['acceptance 5', [phone('', 'work', true)], []],
    ['acceptance 6', [phone('4155550132'), phone('+1 (415) 555-0132', 'mobile', true)], [{ name: 'Mobile', value: '+14155550132' }]],
    ['acceptance 8', [phone('abc'), phone('+189')], []],
    ['an extension', [phone('(415) 555-0132 ext. 9')], [{ name: 'Work', value: '+14155550132' }]],
  ])('reads the phones of %s', (_case, phones, expected) => {
    expect(fieldsOf({ phones }).phoneNumbers).toEqual(expected);
  });

  it('F1: reads several numbers and addresses out of one field, and says which list holds more than could be read', () => {
    const emails = [phone('ana@acme.test, ana@home.test', 'work')];
    const contact = pipedrivePersonToQuoContact(aPerson({ phones: [phone('415-555-0132 / 415-555-0199')], emails }), options);
    expect(contact.defaultFields.phoneNumbers.map(({ value }) => value)).toEqual(['+14155550132', '+14155550199']);
    expect(contact.defaultFields.emails.map(({ value }) => value)).toEqual(['ana@acme.test', 'ana@home.test']);
    expect(contact.incomplete).toBeUndefined();
    const unread = aPerson({ phones: [phone('see notes')], emails: [phone('')] });
    expect(pipedrivePersonToQuoContact(unread, options).incomplete).toEqual(['phoneNumbers']);
  });

  it('F23: calls a person Unknown of whose name nothing can be seen', () => {
    expect(fieldsOf({ firstName: '\u200B', lastName: '\u2060', name: '\uFEFF' })).toMatchObject({ firstName: 'Unknown', lastName: '' });
  });

  it.each([
    ['', 'Work'],
    [null, 'Work'],
    ['whatsApp', 'WhatsApp'],
    [' mobile', 'Mobile'],
  ])('names a phone labelled %j %s (acceptance 7)', (label, name) => {
    expect(fieldsOf({ phones: [phone('4155550132', label)] }).phoneNumbers).toEqual([{ name, value: '+14155550132' }]);
  });

  it('reads a national number in the country of the connection', () => {
    const contact = pipedrivePersonToQuoContact(aPerson({ phones: [phone('030 123456')] }), { ...options, defaultCountry: 'DE' });
    expect(contact.defaultFields.phoneNumbers).toEqual([{ name: 'Work', value: '+4930123456' }]);
  });

  it('takes the role from the job title, and knows no company without an organisation', () => {
    const contact = pipedrivePersonToQuoContact(aPerson({ jobTitle: ' Buyer ' }), { ...options, organizationName: null });
    expect(contact.defaultFields).toMatchObject({ role: 'Buyer', company: null });
  });

  it.each([
    ['an id is missing', { ...WIRE, id: undefined }, 'id'],
    ['an id is null', { ...WIRE, id: null }, 'id'],
    ['phones come as v1 sends them', { ...WIRE, phones: undefined, phone: [{ value: '4155550132' }] }, 'phone'],
    ['emails come as v1 sends them', { ...WIRE, emails: undefined, email: [] }, 'email'],
    ['the organisation comes as v1 sends it', { ...WIRE, org_id: { value: 12, name: 'Acme' } }, 'org_id'],
    ['phones are a text', { ...WIRE, phones: '4155550132' }, 'phones'],
    ['it is no object', 'Ana', 'record'],
  ])('refuses a record when %s, so that nothing in Quo is erased', (_case, wire, field) => {
    const person = pipedrivePersonSchema.parse(wire);
    expect(() => pipedrivePersonToQuoContact(person, options)).toThrow(expect.objectContaining({ code: 'PERSON_UNUSABLE', field }));
  });

  it('gives a contact or a typed error for anything, with each E.164 number once, and survives JSON', () => {
    const values = fc.array(
      fc.record({
        value: fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.stringMatching(/^[+(]?[0-9 ()-]{0,18}$/),
          fc.constantFrom('4155550132', '+1 415-555-0132', ''),
        ),
        label: fc.oneof(fc.string(), fc.constant(null)),
        primary: fc.boolean(),
      }),
    );
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(null, undefined, '', ' '));
    const likePerson = fc.record({
      id: fc.nat(),
      name: text,
      first_name: text,
      last_name: text,
      job_title: text,
      phones: values,
      emails: values,
      org_id: fc.oneof(fc.nat(), fc.constant(null)),
    });
    fc.assert(
      fc.property(
        fc.oneof({ weight: 5, arbitrary: likePerson }, fc.anything(), fc.record({ id: fc.nat(), phones: fc.anything() })),
        (wire) => {
          try {
            const contact = pipedrivePersonToQuoContact(pipedrivePersonSchema.parse(wire), options);
            const numbers = contact.defaultFields.phoneNumbers.map(({ value }) => value);
            expect(new Set(numbers).size).toBe(numbers.length);
            for (const number of numbers) expect(number).toMatch(/^\+[1-9]\d{7,14}$/);
            expect(contact.defaultFields.firstName).not.toBe('');
            expect(JSON.parse(JSON.stringify(contact))).toEqual(contact);
          } catch (error) {
            if (!FriggCrmError.hasCode<'PERSON_UNUSABLE'>(error, 'PERSON_UNUSABLE')) throw error;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads records from the wire into something that survives JSON, the odd ones too', () => {
    for (const wire of [WIRE, 'Ana', null, { id: '7', is_deleted: true, phones: 3 }]) {
      const person = pipedrivePersonSchema.parse(wire);
      expect(JSON.parse(JSON.stringify(person))).toEqual(person);
    }
    expect(pipedrivePersonSchema.parse({ id: 7, is_deleted: true, phones: 3 })).toMatchObject({
      id: '7',
      isDeleted: true,
      unusableField: 'phones',
    });
  });
});
