import type { JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import { toFieldProblems } from '../connector/forms/field-problems.ts';
import { isDeeperThan } from '../connector/forms/is-deeper-than.ts';
import type { UserAction } from '../connector/user-action.ts';
import { ActionInputError } from '../failures/action-input-error.ts';

/** Far more than any form needs. */
const MAX_INPUT_LENGTH = 100_000;
/** Deeper than any form; what is nested by the thousand would end in an overflow of the stack. */
const MAX_DEPTH = 32;

const requestIdSchema = z.string().regex(/^[\w.~-]{1,100}$/);

/**
 * Reads the input of an action. No input at all is an empty one; a text of white space is a field that was left empty.
 * @throws {ActionInputError} naming each field that is wrong, never what was given.
 */
export function readActionInput({ event, form }: Pick<UserAction, 'event' | 'form'>, data: unknown): JsonObject {
  const given = data ?? {};
  if (typeof given !== 'object' || Array.isArray(given) || isDeeperThan(MAX_DEPTH, given))
    throw new ActionInputError(event, [{ field: '', problem: 'it must be a JSON object: send {"field": value}' }]);
  // Counted last: what is nested too deep cannot be written either.
  if (JSON.stringify(given).length > MAX_INPUT_LENGTH)
    throw new ActionInputError(event, [{ field: '', problem: `it must not be longer than ${MAX_INPUT_LENGTH} characters` }]);
  const filledIn = Object.entries(given).filter(([, value]) => value !== undefined && !(typeof value === 'string' && value.trim() === ''));
  const parsed = form.strict().safeParse(Object.fromEntries(filledIn));
  if (parsed.success) return parsed.data as JsonObject;
  throw new ActionInputError(event, toFieldProblems(parsed.error));
}

/** @throws {ActionInputError} when it could be no part of a key. */
export function readRequestId(event: string, requestId: unknown): string | undefined {
  if (requestId === undefined || requestId === null) return undefined;
  const parsed = requestIdSchema.safeParse(requestId);
  if (parsed.success) return parsed.data;
  throw new ActionInputError(event, [{ field: 'requestId', problem: 'must be 1 to 100 of A-Z a-z 0-9 . _ ~ -' }]);
}
