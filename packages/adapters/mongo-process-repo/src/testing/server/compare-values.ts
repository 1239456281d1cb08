import { Buffer } from 'node:buffer';
import { ObjectId } from 'mongodb';
import { badValue } from './server-error.ts';
import { isDoc } from './document.ts';

/** The order of the BSON types that this server knows (manual: Comparison/Sort Order). */
const TYPES = ['null', 'number', 'string', 'object', 'array', 'objectId', 'bool', 'date'] as const;
export type BsonType = (typeof TYPES)[number];

/** @returns the BSON type of a value; an absent value counts as null. */
export function typeOf(value: unknown): BsonType {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof ObjectId) return 'objectId';
  if (isDoc(value)) return 'object';
  throw badValue('this test server does not know this BSON type');
}

/** Compares two values as a server without collation does: types first; texts by their bytes in UTF-8. */
export function compareValues(a: unknown, b: unknown): number {
  const type = typeOf(a);
  const difference = TYPES.indexOf(type) - TYPES.indexOf(typeOf(b));
  if (difference !== 0) return difference;
  switch (type) {
    case 'null':
      return 0;
    case 'string':
      return a === b ? 0 : Buffer.compare(Buffer.from(a as string), Buffer.from(b as string));
    case 'objectId':
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case 'object':
      return compareLists(Object.entries(a as object).flat(), Object.entries(b as object).flat());
    case 'array':
      return compareLists(a as readonly unknown[], b as readonly unknown[]);
    case 'number':
    case 'bool':
    case 'date':
      return Number(a) - Number(b);
    default:
      return type satisfies never;
  }
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, value] of a.entries()) {
    if (index >= b.length) return 1;
    const difference = compareValues(value, b[index]);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
