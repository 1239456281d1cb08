import { flag, nullableText, wireField } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { personRecord } from './person-record.ts';

const schema = personRecord({
  id: z.int().transform(String),
  firstName: nullableText,
  phones: z
    .array(z.string())
    .nullish()
    .transform((phones) => phones ?? []),
  isDeleted: wireField('deleted', flag),
});
const NOTHING = { firstName: null, phones: [], isDeleted: false };

it('reads a person as documented', () => {
  const wire = { id: 7, first_name: 'Ana', phones: ['1'] };
  expect(schema.parse(wire)).toEqual({ id: '7', firstName: 'Ana', phones: ['1'], isDeleted: false, unusableField: null });
});

it.each([
  [
    { id: 7, first_name: 'Ana', phones: 'none', deleted: true },
    { ...NOTHING, id: '7', isDeleted: true, unusableField: 'phones' },
  ],
  [
    { id: 'x', phones: ['1'] },
    { ...NOTHING, id: '', unusableField: 'id' },
  ],
  ['text', { ...NOTHING, id: '', unusableField: 'record' }],
])('marks %j as unusable, and keeps nothing of it but what identifies it', (wire, person) => {
  expect(schema.parse(wire)).toEqual(person);
});
