import { expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { joinWireFields, readSent, unsent, wireField, wireRecord } from './wire-record.ts';
import { flag, nullableText, orNull } from './wire.ts';

const idSchema = z.int().transform(String);
const userSchema = wireRecord({
  id: idSchema,
  /** Who has made it. */
  ownerId: orNull(idSchema),
  name: nullableText,
  isAdmin: wireField('admin_flag', flag),
  isActive: joinWireFields(
    { active_flag: flag, is_deleted: flag },
    ({ active_flag: isActive, is_deleted: isDeleted }) => isActive && !isDeleted,
  ),
  company: unsent<string | null>(null),
});

it('reads each field by its name in snake_case, by another one, or of several, and leaves out the rest', () => {
  const wire = { id: 7, owner_id: 8, name: 'Ana', admin_flag: true, active_flag: true, is_deleted: false, company: 'x', further: 1 };
  expect(userSchema.parse(wire)).toEqual({ id: '7', ownerId: '8', name: 'Ana', isAdmin: true, isActive: true, company: null });
  expect(userSchema.parse({ id: 7 })).toEqual({ id: '7', ownerId: null, name: null, isAdmin: false, isActive: false, company: null });
});

it('names the field of the wire that is not as documented', () => {
  const { error } = userSchema.safeParse({ id: 7, owner_id: 'x', active_flag: 1 });
  expect(error?.issues.map(({ path }) => path)).toEqual([['owner_id'], ['active_flag']]);
});

it('reads by itself each field that can be read', () => {
  const fields = { id: idSchema, name: nullableText, isAdmin: wireField('admin_flag', flag) };
  expect(readSent(fields)).toEqual({ name: null, isAdmin: false });
  expect(readSent(fields, { id: 1, name: 2, admin_flag: true })).toEqual({ id: '1', isAdmin: true });
});

it('reads a field of the wire for two of ours, by one schema', () => {
  const both = wireRecord({ id: idSchema, key: wireField('id', idSchema) });
  expect(both.parse({ id: 7 })).toEqual({ id: '7', key: '7' });
  expect(() => wireRecord({ id: idSchema, key: wireField('id', z.string()) })).toThrow('id is read by two schemas');
});

it('has the types of its fields, which cannot be written', () => {
  expectTypeOf<z.output<typeof userSchema>>().toEqualTypeOf<{
    readonly id: string;
    readonly ownerId: string | null;
    readonly name: string | null;
    readonly isAdmin: boolean;
    readonly isActive: boolean;
    readonly company: string | null;
  }>();
});
