import { ConfigurationError } from '@frigg-crm/core';
import * as z from 'zod';
import { toSnakeKey } from './wire.ts';

/** A field of a record that is made of fields with other names on the wire: see {@link wireField} and {@link joinWireFields}. */
export interface WireField<Output> {
  /** How each field of the wire is read, by its name there. */
  readonly wire: Readonly<Record<string, z.ZodType>>;
  readonly make: (read: Readonly<Record<string, unknown>>) => Output;
}

/** The fields of a record, by the names that they have here. */
export type RecordFields = Readonly<Record<string, z.ZodType | WireField<unknown>>>;

type OutputOf<Field> = Field extends WireField<infer Output> ? Output : Field extends z.ZodType<infer Output> ? Output : never;

/** What {@link wireRecord} reads. */
export type WireRecord<Fields extends RecordFields> = { readonly [Name in keyof Fields]: OutputOf<Fields[Name]> };

/** Reads a field that has another name on the wire, such as `wireField('active_flag', flag)`. */
export function wireField<Output>(name: string, schema: z.ZodType<Output>): WireField<Output> {
  // `schema` has read it.
  return { wire: { [name]: schema }, make: (read) => read[name] as Output };
}

/** Makes a field of several of the wire, given their names there. */
export function joinWireFields<Wire extends Readonly<Record<string, z.ZodType>>, Output>(
  wire: Wire,
  make: (read: { readonly [Name in keyof Wire]: z.output<Wire[Name]> }) => Output,
): WireField<Output> {
  // The schemas of `wire` have read them.
  return { wire, make: make as WireField<Output>['make'] };
}

/** A field that no response has, such as one that a lookup fills in later. @returns what reads `value`, whatever is sent. */
export function unsent<Output>(value: Output): WireField<Output> {
  return { wire: {}, make: () => value };
}

/**
 * Reads a record of an API: each field by its name in `snake_case`, or as {@link wireField} says, so that one declaration has the
 * names and types of here and those of the wire. Fields that it does not name are left out; issues name those of the wire.
 * @throws {ConfigurationError} when two schemas read one field of the wire.
 * @example
 * import * as z from 'zod';
 *
 * const dealSchema = wireRecord({
 *   id: z.int().transform(String),
 *   ownerId: orNull(z.int()), // owner_id
 *   isActive: wireField('active_flag', flag),
 * });
 * type Deal = z.output<typeof dealSchema>;
 */
export function wireRecord<const Fields extends RecordFields>(fields: Fields): z.ZodType<WireRecord<Fields>> {
  const entries = Object.entries(fields).map(([name, field]) => [name, toWireField(name, field)] as const);
  const shape: Record<string, z.ZodType> = {};
  for (const [name, schema] of entries.flatMap(([, { wire }]) => Object.entries(wire))) {
    if ((shape[name] ??= schema) !== schema) throw new ConfigurationError(`${name} is read by two schemas: join them into one field`);
  }
  // Each entry has the type of its field.
  return z
    .object(shape)
    .transform((read) => Object.fromEntries(entries.map(([name, { make }]) => [name, make(read)])) as WireRecord<Fields>);
}

/**
 * Reads each field by itself, of a record that may be as a whole not as documented.
 * @param wire - What was sent; nothing shows what the record is made of where nothing is known.
 * @returns the fields that can be read.
 */
export function readSent<const Fields extends RecordFields>(
  fields: Fields,
  wire: Readonly<Record<string, unknown>> = {},
): Partial<WireRecord<Fields>> {
  const read = Object.entries(fields).flatMap(([name, field]) => {
    const parsed = wireRecord({ [name]: field }).safeParse(wire);
    return parsed.success ? Object.entries(parsed.data) : [];
  });
  return Object.fromEntries(read) as Partial<WireRecord<Fields>>;
}

function toWireField(name: string, field: z.ZodType | WireField<unknown>): WireField<unknown> {
  if ('wire' in field) return field;
  return wireField(toSnakeKey(name), field);
}
