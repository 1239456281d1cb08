import { ApiRefusedError } from '@frigg-crm/http';
import * as z from 'zod';

/** Ids are strings, also where a response holds a number. */
export const quoIdSchema = z.union([z.string().min(1), z.number().transform(String)]);

/**
 * Makes an id safe to stand in a path.
 * @throws {ApiRefusedError} with `apiCode` INVALID_ID, before any call, when it cannot be an id.
 */
export function toPathSegment(id: string, operation: string): string {
  if (id === '' || id === '.' || id === '..') throw new ApiRefusedError({ api: 'Quo', operation, apiCode: 'INVALID_ID' });
  return encodeURIComponent(id);
}
