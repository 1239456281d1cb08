import * as z from 'zod';

/**
 * Where a walk through a module is. Its order is that of the last change, so that it can go on by time where a token cannot:
 * after 24 hours, and beyond 100,000 people.
 */
const cursorSchema = z.discriminatedUnion('step', [
  /** Those who were deleted come first: a number that has moved to another person is free by then. */
  z.object({ step: z.literal('deleted'), page: z.string() }),
  z.object({
    step: z.literal('changed'),
    /** Names the next page; absent: the first one. */
    token: z.string().optional(),
    /** Since when this list was requested (ISO 8601); absent: from the beginning. */
    since: z.string().optional(),
    /** The latest change on the pages so far. */
    latest: z.string().optional(),
  }),
]);

/** Where a walk through a module is. */
export type ZohoCursor = z.output<typeof cursorSchema>;

/** @returns where the walk begins: with those who were deleted, where it is only about changes. */
export function readZohoCursor(cursor: string | null, modifiedSince: string | null): ZohoCursor {
  if (cursor !== null) return cursorSchema.parse(JSON.parse(cursor));
  return modifiedSince === null ? { step: 'changed' } : { step: 'deleted', page: '1' };
}

/** Writes a cursor as the engine keeps it. */
export function writeZohoCursor(cursor: ZohoCursor): string {
  return JSON.stringify(cursor);
}
