import { describe, expect, it } from 'vitest';
import { deletedPerson, unusablePerson, type BlankCrmPerson } from '../client/blank-crm-person.ts';
import { blankCrmPersonToQuoContact } from './blank-crm-person-to-quo-contact.ts';

const person: BlankCrmPerson = {
  id: '42',
  firstName: 'Ana',
  lastName: 'Ruiz',
  company: 'Acme',
  phones: ['(415) 555-0132', '+49 30 901820'],
  emails: ['Ana@Acme.example'],
  changedAt: '2026-01-05T10:00:00.000Z',
  isDeleted: false,
  unusableField: null,
};
const options = { defaultCountry: 'US', source: 'blank-crm' };

describe('blankCrmPersonToQuoContact', () => {
  it('makes a contact with numbers in E.164', () => {
    const { externalId, defaultFields } = blankCrmPersonToQuoContact(person, options);
    expect(externalId).toBe('42');
    expect(defaultFields).toMatchObject({ firstName: 'Ana', lastName: 'Ruiz', company: 'Acme' });
    expect(defaultFields.phoneNumbers.map(({ value }) => value)).toEqual(['+14155550132', '+4930901820']);
    expect(defaultFields.emails?.map(({ value }) => value)).toEqual(['Ana@Acme.example']);
  });

  it('refuses a record that is not as documented, and one without an id', () => {
    const refusal = expect.objectContaining({ code: 'PERSON_UNUSABLE' }) as Error;
    expect(() => blankCrmPersonToQuoContact(unusablePerson({ id: 42 }, 'phones'), options)).toThrow(refusal);
    expect(() => blankCrmPersonToQuoContact({ ...person, id: '' }, options)).toThrow(refusal);
  });

  it('knows of a deleted person who it was, and when', () => {
    expect(deletedPerson('42', '2026-01-05T10:00:00.000Z')).toMatchObject({
      id: '42',
      isDeleted: true,
      changedAt: '2026-01-05T10:00:00.000Z',
    });
  });
});
