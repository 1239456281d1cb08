import { BSON } from 'mongodb';

/**
 * Which of BSON's number types a field of a response has depends on the server, and what the driver makes of it on the
 * program's own settings.
 * @returns the number, `undefined` when the value is none.
 */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  // A timestamp of the oplog is a `Long`, too, and no number.
  if (value instanceof BSON.Long) return value instanceof BSON.Timestamp ? undefined : value.toNumber();
  if (value instanceof BSON.Int32 || value instanceof BSON.Double) return toNumber(value.valueOf());
  return undefined;
}

/** @returns what kind of value the server sent, for the message of an error: numbers themselves, of all else the type only. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  const number = toNumber(value);
  if (number !== undefined) return String(number);
  if (value instanceof Date) return 'an invalid date';
  return typeof value === 'object' && '_bsontype' in value ? `a BSON ${String(value._bsontype)}` : `a ${typeof value}`;
}
