import * as z from 'zod';

/** Reads what may be absent; absent and null are `null`. */
export function orNull<Output>(schema: z.ZodType<Output>): z.ZodType<Output | null> {
  return schema.nullish().transform((value) => value ?? null);
}

/** A text that may be absent; absent and null are `null`. */
export const nullableText: z.ZodType<string | null> = orNull(z.string());

/** A text that may be absent; absent and null are the empty text. */
export const textOrEmpty: z.ZodType<string> = nullableText.transform((text) => text ?? '');

/** A boolean that may be absent; absent and null are `false`. */
export const flag: z.ZodType<boolean> = z
  .boolean()
  .nullish()
  .transform((value) => value === true);

type CamelCase<Key> = Key extends `${infer Start}_${infer Rest}` ? `${Start}${Capitalize<CamelCase<Rest> & string>}` : Key;

/** An object of an API with its `snake_case` keys in `camelCase`. */
export type CamelKeys<Wire> = { readonly [Key in keyof Wire as CamelCase<Key>]: Wire[Key] };

/** Writes the keys of one level in `camelCase`, as our records have them. */
export function toCamelKeys<Wire extends object>(wire: Wire): CamelKeys<Wire> {
  const toCamel = (key: string): string => key.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
  // The type says the same of each key.
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [toCamel(key), value as unknown])) as CamelKeys<Wire>;
}

/** @returns the object without what is `undefined`, as JSON needs it. */
export function withoutUndefined<Value>(object: Readonly<Record<string, Value | undefined>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(object).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/** Writes the keys of one level in `snake_case`, as many APIs want them, and leaves out what is `undefined`. */
export function toSnakeKeys<Value>(fields: Readonly<Record<string, Value | undefined>>): Readonly<Record<string, Value>> {
  return withoutUndefined(Object.fromEntries(Object.entries(fields).map(([key, value]) => [toSnakeKey(key), value])));
}

/** @returns the name in `snake_case`: `due_date` for `dueDate`. */
export function toSnakeKey(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
