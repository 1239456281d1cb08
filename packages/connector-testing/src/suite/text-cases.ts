import { firstScope, listPersons } from '@frigg-crm/crm-base/testing';
import type { QuoContact } from '@frigg-crm/quo';
import { expect } from 'vitest';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import type { InWorld, World } from './suite-case.ts';
import type { NewPerson } from './suite-options.ts';

/** A text of a phone field, and the numbers in it. */
interface PhoneText {
  readonly id?: string;
  readonly what: string;
  readonly text: string;
  readonly numbers: readonly string[];
  /** Whether something was there that could not be read: then Quo loses no number. @defaultValue false */
  readonly isUnreadable?: boolean;
}

const PHONES: readonly PhoneText[] = [
  { what: 'a number as people write it', text: '(415) 555-0132', numbers: ['+14155550132'] },
  { what: 'a number with its extension', text: '+1 415-555-0132 ext. 5', numbers: ['+14155550132'] },
  { id: 'F1', what: 'two numbers in one field', text: '415-555-0132 / 415-555-0199', numbers: ['+14155550132', '+14155550199'] },
  { id: 'F1', what: 'two numbers with a semicolon', text: '415-555-0132; 415-555-0199', numbers: ['+14155550132', '+14155550199'] },
  { id: 'F1', what: 'a number and a remark', text: '415-555-0132 (ask for room 2)', numbers: ['+14155550132'] },
  { id: 'F1', what: 'a remark alone', text: 'ask at reception', numbers: [], isUnreadable: true },
  { id: 'F23', what: 'invisible marks around a number', text: '\u202D+1 (415) 555\u20110132\u202C', numbers: ['+14155550132'] },
  { id: 'F24', what: 'the old form of a mobile number of Mexico', text: '+52 1 55 1234 5678', numbers: ['+525512345678'] },
  { id: 'F25', what: 'a number of Germany and its neighbour', text: '+49 30 1234567 / 68', numbers: ['+49301234567'] },
  { what: 'a field of blanks', text: '  ', numbers: [] },
];

const NAMES: readonly (readonly [string, string, string])[] = [
  ['emoji of several parts', 'Ana 👩‍👩‍👧', 'Ruiz 🎈'],
  ['letters that are read from right to left', 'שירה', 'כהן'],
  ['combining marks', 'Zoe\u0308', 'Nguye\u0302\u0303n'],
  ['signs of Chinese beyond the basic plane', '𠮷', '野'],
  ['marks of HTML and of templates', '<b>Ana</b>', '{{Ruiz}} & Sons'],
  ['quotes and backslashes', "O'Neil \\", '"Ruiz"'],
];

/** What a connector makes of names, numbers and addresses as people write them. */
export function textCases(inWorld: InWorld, holdAnyPhoneText: boolean): readonly ContractCase[] {
  return [
    ...PHONES.filter(({ isUnreadable }) => holdAnyPhoneText || isUnreadable !== true).map(
      ({ id, what, text, numbers, isUnreadable = false }) => ({
        title: `${id === undefined ? '' : `${id}: `}reads ${what}`,
        run: inWorld({ people: 0 }, async (world) => {
          const { defaultFields, incomplete = [] } = await contactOf(world, { phones: [text] });
          expect(defaultFields.phoneNumbers.map(({ value }) => value)).toEqual(numbers);
          if (isUnreadable) expect(incomplete).toContain('phoneNumbers');
        }),
      }),
    ),
    {
      title: 'F1: keeps the numbers of two fields apart, each once',
      run: inWorld({ people: 0 }, async (world) => {
        const { defaultFields } = await contactOf(world, { phones: ['(415) 555-0132', '+14155550132'] });
        expect(defaultFields.phoneNumbers.map(({ value }) => value)).toEqual(['+14155550132']);
      }),
    },
    {
      title: 'F1: reads two e-mail addresses in one field',
      run: inWorld({ people: 0 }, async (world) => {
        const { defaultFields } = await contactOf(world, { phones: ['+14155550132'], emails: ['ana@acme.test, ana@home.test'] });
        expect(defaultFields.emails.map(({ value }) => value)).toEqual(['ana@acme.test', 'ana@home.test']);
      }),
    },
    ...NAMES.map(([what, firstName, lastName]) => ({
      title: `keeps names with ${what}`,
      run: inWorld({ people: 0 }, async (world) => {
        const contact = await contactOf(world, { firstName, lastName, phones: ['+14155550132'] });
        const { firstName: first, lastName: last } = contact.defaultFields;
        expect([first, last].filter(Boolean).join(' ').normalize()).toBe(`${firstName} ${lastName}`.normalize());
        expect(JSON.stringify(contact).isWellFormed()).toBe(true);
      }),
    })),
    {
      title: 'F23: makes a contact of a person whose name cannot be seen',
      run: inWorld({ people: 0 }, async (world) => {
        const { defaultFields } = await contactOf(world, { firstName: '\u200B', lastName: '\u2060', phones: ['+14155550132'] });
        expect(defaultFields.phoneNumbers).toHaveLength(1);
      }),
    },
    {
      title: 'makes a contact of a person with a very long name',
      run: inWorld({ people: 0 }, async (world) => {
        const { defaultFields } = await contactOf(world, {
          firstName: 'A'.repeat(255),
          lastName: 'R'.repeat(80),
          phones: ['+14155550132'],
        });
        expect(defaultFields.firstName).toMatch(/^A{50}/);
      }),
    },
  ];
}

/** Adds a person. @returns the contact that the connector makes of it. */
async function contactOf({ integration, crm }: World, person: NewPerson): Promise<QuoContact> {
  const ref = crm.add?.(person);
  const scope = firstScope(integration);
  const listed = await listPersons(integration, { limit: 10 });
  const added = listed.find((each) => integration.personExternalId(each, scope) === ref?.externalId);
  if (added === undefined) throw new Error('the person who was added is not listed');
  return integration.transformPersonToQuo(added, scope);
}
