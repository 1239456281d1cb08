import * as z from 'zod';
import { PARAMETERS } from '../openapi/components.ts';

/**
 * A part of a path that a request can name: browsers and proxies take `.` and `..` out of addresses, so what has such an id
 * would be another route.
 */
export function toSegment<Schema extends z.ZodType<string, string>>(schema: Schema): Schema {
  return schema.refine((text) => text !== '.' && text !== '..', 'must not be . or .., which no address can hold');
}

/** An id: no control characters, which not every store can hold. */
export const idSchema = toSegment(
  z
    .string()
    // oxlint-disable-next-line no-control-regex -- control characters are what it refuses
    .regex(/^[^\u0000-\u001F\u007F-\u009F\uD800-\uDFFF]{1,300}$/u, 'must be 1 to 300 characters without control characters'),
);

/** A moment, ISO 8601 in UTC. */
export const momentSchema = z.iso.datetime();

/** A whole number that counts something. */
export const countSchema = z.int().min(0);

/** A whole number in a query. What `describe` returns is another schema, so the description is given here. */
function numberParameter({
  min,
  max,
  fallback,
  description,
}: {
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
  readonly description: string;
}): z.ZodType<number, string | undefined> {
  const message = `must be a whole number from ${min} to ${max}`;
  const schema = z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
    .prefault(String(fallback));
  PARAMETERS.add(schema, { schema: { type: 'integer', minimum: min, maximum: max, default: fallback, description } });
  return schema;
}

/** `true` or `false` in a query; absent: `undefined`. */
export function switchParameter(description: string): z.ZodType<boolean | undefined, string | undefined> {
  const schema = z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional();
  PARAMETERS.add(schema, { schema: { type: 'boolean', description } });
  return schema;
}

/** How many entries a page of a list holds. */
export const limitParameter = (): z.ZodType<number, string | undefined> =>
  numberParameter({ min: 1, max: 200, fallback: 50, description: 'How many entries a page holds at most' });

/** How many of many things are done each second. */
export const rateSchema = z.number().min(0.01).max(1000).describe('How many each second; absent: all at once');

/** Where the page before ended. */
export const cursorParameter = (): z.ZodType<string | undefined, string | undefined> => z.string().max(2000).optional();
