import * as z from 'zod';

/** Ids have 18 or 19 digits, more than a number holds: they are strings, here and on the wire. */
export const zohoIdSchema = z.string().regex(/^\d{1,20}$/);

/** @returns whether a text can be an id: one malformed id would have the whole request refused. */
export function isZohoId(id: string): boolean {
  return zohoIdSchema.safeParse(id).success;
}
