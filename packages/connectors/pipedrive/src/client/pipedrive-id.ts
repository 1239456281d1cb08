import * as z from 'zod';

/** Ids of persons and organisations are integers on the wire; here they are strings, as in every connector. */
export const pipedriveIdSchema = z.union([z.int().positive(), z.string().regex(/^[1-9]\d*$/)]).transform(String);

/** @returns those that can be ids, each once: one malformed id would have the whole request refused. */
export function toUniqueIds(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id) => pipedriveIdSchema.safeParse(id).success))];
}
