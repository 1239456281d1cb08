/** What a value is not that it should be. */
export class ShapeError extends Error {
  /** Where the value is, such as `samples.3.at`. */
  readonly path: string;

  constructor(path: string, expected: string) {
    super(`${path === '' ? 'The whole' : path} should be ${expected}`);
    this.name = 'ShapeError';
    this.path = path;
  }
}

/** Reads a value of which nothing is believed. @throws {ShapeError} */
export type Shape<Value> = (value: unknown, path?: string) => Value;

/** The longest text, and the longest list, that a page believes in. */
const MAX_TEXT = 300;
const MAX_LIST = 100_000;

/** A whole number, 0 or more. */
export const count: Shape<number> = (value, path = '') => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new ShapeError(path, 'a whole number, 0 or more');
};

/** A short text. */
export const text: Shape<string> = (value, path = '') => {
  if (typeof value === 'string' && value.length <= MAX_TEXT) return value;
  throw new ShapeError(path, 'a short text');
};

/** ISO 8601. */
export const moment: Shape<string> = (value, path = '') => {
  const known = text(value, path);
  if (/^\d{4}-\d\d-\d\dT/.test(known) && !Number.isNaN(Date.parse(known))) return known;
  throw new ShapeError(path, 'a moment');
};

export const flag: Shape<boolean> = (value, path = '') => {
  if (typeof value === 'boolean') return value;
  throw new ShapeError(path, 'true or false');
};

/** One of these. */
export function oneOf<const Value extends string | number>(...values: readonly Value[]): Shape<Value> {
  return (value, path = '') => {
    const found = values.find((one) => one === value);
    if (found !== undefined) return found;
    throw new ShapeError(path, `one of ${values.join(', ')}`);
  };
}

/** The same, or `null`. */
export function orNull<Value>(shape: Shape<Value>): Shape<Value | null> {
  return (value, path) => (value === null ? null : shape(value, path));
}

/** A list of the same. */
export function listOf<Value>(shape: Shape<Value>): Shape<readonly Value[]> {
  return (value, path = '') => {
    if (!Array.isArray(value) || value.length > MAX_LIST) throw new ShapeError(path, 'a list');
    return value.map((one: unknown, index) => shape(one, `${path}.${index}`));
  };
}

/** Runs of numbers, both ends included, in order. */
export const runs: Shape<readonly (readonly [number, number])[]> = (value, path = '') => {
  const pairs = listOf(listOf(count))(value, path).map(([from = -1, to = -1, ...more]): readonly [number, number] => {
    if (from === -1 || to < from || more.length > 0) throw new ShapeError(path, 'runs from a number to one that is not before it');
    return [from, to];
  });
  if (pairs.some(([from], index) => index > 0 && from <= (pairs[index - 1]?.[1] ?? 0))) throw new ShapeError(path, 'runs in order');
  return pairs;
};

/** An object with these members; further ones are left out. */
export function objectOf<Value extends object>(members: { readonly [Name in keyof Value]-?: Shape<Value[Name]> }): Shape<Value> {
  return (value, path = '') => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(path, 'an object');
    const given = value as Readonly<Record<string, unknown>>;
    const read = Object.entries(members).map(([name, shape]) => [
      name,
      (shape as Shape<unknown>)(given[name], path === '' ? name : `${path}.${name}`),
    ]);
    return Object.fromEntries(read) as Value;
  };
}
