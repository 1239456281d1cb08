import { expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { findApiCode, findQuotedFields } from './failure-words.ts';
import { nullableText, orNull, toCamelKeys, toSnakeKeys, withoutUndefined } from './wire.ts';

it('reads what is absent as null, and nothing else', () => {
  const schema = z.object({ name: nullableText, age: orNull(z.number()) });
  expect([schema.parse({}), schema.parse({ name: null, age: 1 })]).toEqual([
    { name: null, age: null },
    { name: null, age: 1 },
  ]);
  expect(schema.safeParse({ name: 1 }).success).toBe(false);
});

it('writes keys in camelCase, and no values', () => {
  const camel = toCamelKeys({ id: 1, first_name: 'a_b', custom_field_1: { inner_key: 1 } });
  expect(camel).toEqual({ id: 1, firstName: 'a_b', customField1: { inner_key: 1 } });
  expectTypeOf(camel.firstName).toEqualTypeOf<string>();
});

it('writes keys in snake_case, and no values', () => {
  expect(toSnakeKeys({ id: 'aB', dueDate: null, httpAuthUser: 'x', ownerId: undefined })).toEqual({
    id: 'aB',
    due_date: null,
    http_auth_user: 'x',
  });
});

it('leaves out what is undefined', () => {
  expect(withoutUndefined({ a: 1, b: undefined, c: null })).toEqual({ a: 1, c: null });
});

it('takes for a code what can be no sentence', () => {
  expect(findApiCode(undefined, 7, 'Ana Ruiz was refused', 'INVALID_DATA', 'OTHER')).toBe('INVALID_DATA');
  expect(findApiCode('')).toBeUndefined();
});

it('finds fields that were sent, in quotes, and neither names nor values of people', () => {
  const sent = new Set(['due_time', 'Last_Name']);
  expect(findQuotedFields(`"due_time" and 'Last_Name.0' of "Ana" and 'ruiz' and due_date; "due_time"`, sent)).toEqual([
    'due_time',
    'Last_Name.0',
  ]);
  expect(findQuotedFields({ error: 'x' }, sent)).toEqual([]);
});
