import * as z from 'zod';

/** Ids are integers on the wire, but for those of leads; here they are strings, as in every connector. */
export const pipedriveIdSchema = z.union([z.int().positive(), z.string().regex(/^[1-9]\d*$/)]).transform(String);

/** @returns whether a text can be an id: one malformed id would have the whole request refused. */
export function isPipedriveId(id: string): boolean {
  return pipedriveIdSchema.safeParse(id).success;
}
