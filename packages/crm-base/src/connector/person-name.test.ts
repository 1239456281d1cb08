import { expect, it } from 'vitest';
import * as z from 'zod';
import { readPersonName } from './person-name.ts';
import { markUnusable } from './unusable-person.ts';

it.each([
  [{ first: ' Ana ', last: 'Ruiz' }, 'Ana', 'Ruiz'],
  [{ first: '\u200B', last: 'Ruiz' }, 'Ruiz', ''],
  [{ first: null, last: 'Ruiz', whole: 'Ana Ruiz' }, 'Ana', 'Ruiz'],
  [{ first: null, last: 'Ruiz', whole: 'Ruiz' }, 'Ruiz', ''],
  [{ first: null, last: null, whole: 'Ana Ruiz' }, 'Ana', ''],
  [{ first: null, last: ' ', instead: ['', 'Acme'] }, 'Acme', ''],
  [{ first: null, last: undefined }, 'Unknown', ''],
])('reads %j as %s, %s', (parts, firstName, lastName) => {
  expect(readPersonName(parts)).toEqual({ firstName, lastName });
});

it('marks an odd record, whatever it is, and leaves its neighbours alone', () => {
  const schema = markUnusable(
    z.object({ id: z.number(), name: z.string() }).transform(({ id, name }) => ({ id: String(id), name, unusable: '' })),
    (wire, unusable) => ({ id: typeof wire['id'] === 'number' ? String(wire['id']) : '', name: '', unusable }),
  );
  expect(z.array(schema).parse([{ id: 1, name: 'Ann' }, { id: 2, name: 7 }, 'text', null])).toEqual([
    { id: '1', name: 'Ann', unusable: '' },
    { id: '2', name: '', unusable: 'name' },
    { id: '', name: '', unusable: 'record' },
    { id: '', name: '', unusable: 'record' },
  ]);
});
