import { expect, it } from 'vitest';
import type { PersonComparison } from '../api/types.ts';
import { effectOf, lookOfPerson, nameOfPerson, toFieldName } from './comparison.ts';

type States = readonly [crm: PersonComparison['crm']['state'], quo: PersonComparison['quo']['state']];

function label([crm, quo]: States, isEqual: boolean | null = true): string {
  const fields = [{ field: 'role', crm: [], quo: [], isEqual }];
  return lookOfPerson({ crm: { state: crm }, quo: { state: quo }, fields } as unknown as PersonComparison).label;
}

it.each<[States, string]>([
  [['found', 'found'], 'In step'],
  [['found', 'gone'], 'Not in Quo'],
  [['gone', 'found'], 'Gone in the CRM'],
  [['gone', 'gone'], 'On neither side'],
  [['unusable', 'found'], 'Cannot be written'],
  [['failed', 'found'], 'Not known now'],
  [['found', 'failed'], 'Not known now'],
])('says of a person who is %j: %s', (states, expected) => {
  expect(label(states)).toBe(expected);
});

it('says that a person differs when one field does', () => {
  expect(label(['found', 'found'], false)).toBe('Differs');
  expect(label(['found', 'found'], null)).toBe('In step');
});

it.each<[PersonComparison['effect'], RegExp]>([
  [{ kind: 'update', fields: ['phoneNumbers', 'customFields.tier'] }, /: phone numbers, custom field tier\.$/],
  [{ kind: 'none', fields: [] }, /nothing/],
  [{ kind: 'create', fields: [] }, /create/],
  [{ kind: 'delete', fields: [] }, /delete/],
  [{ kind: 'unknown', fields: [] }, /not known/],
])('says what %j would do', (effect, expected) => {
  expect(effectOf(effect)).toMatch(expected);
});

it('calls a person as the CRM does, else as Quo does', () => {
  const value = (text: string) => [{ label: null, value: text }];
  const fields = [
    { field: 'firstName', crm: null, quo: value('Jane'), isEqual: null },
    { field: 'lastName', crm: null, quo: value('Doe'), isEqual: null },
    { field: 'role', crm: null, quo: value('COO'), isEqual: null },
  ];
  const nameOf = (name: string | null, known = fields) => nameOfPerson({ crm: { name }, fields: known } as unknown as PersonComparison);
  expect([nameOf('Janet'), nameOf(null), nameOf(null, [])]).toEqual(['Janet', 'Jane Doe', undefined]);
});

it('names fields as people write them', () => {
  expect(['firstName', 'role', 'customFields.size'].map(toFieldName)).toEqual(['first name', 'role', 'custom field size']);
});
