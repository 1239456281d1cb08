import { createHash } from 'node:crypto';
import { compareByBytes } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { ProblemError } from './problem-error.ts';

/** How a list names the place behind a page: what the place is, and the conditions of the list it belongs to. */
export interface CursorCodec<Place> {
  encode(place: Place): string;
  /** @throws {ProblemError} `INVALID_CURSOR` when it belongs to a list with other conditions, or was changed. */
  decode(cursor: string): Place;
}

/**
 * Creates the cursors of one list.
 * @param schema - The place.
 * @param conditions - What the list is restricted by; a cursor is valid for the same ones only.
 */
export function createCursors<Place>(schema: z.ZodType<Place>, conditions: Readonly<Record<string, unknown>>): CursorCodec<Place> {
  const list = createHash('sha256')
    .update(JSON.stringify(Object.entries(conditions).toSorted(([a], [b]) => compareByBytes(a, b))))
    .digest('base64url')
    .slice(0, 12);
  const whole = z.tuple([z.literal(list), schema]);
  return {
    encode: (place) => Buffer.from(JSON.stringify([list, place])).toString('base64url'),
    decode(cursor) {
      const parsed = whole.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
      if (parsed.success) return parsed.data[1];
      throw new ProblemError('INVALID_CURSOR', 'Begin the list again without a cursor, or send it with the same conditions');
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
