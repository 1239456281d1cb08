import type * as z from 'zod';
import { ApiAnswerUnexpectedError } from './errors/api-answer-unexpected-error.ts';
import type { ApiErrorFacts } from './errors/api-error.ts';
import { readBody, type ReadBodyOptions } from './read-body.ts';

interface ReadJsonOptions<Output> extends ReadBodyOptions {
  readonly schema: z.ZodType<Output>;
  readonly facts: ApiErrorFacts;
}

/**
 * Reads a response's JSON through a schema; an empty body is `undefined` to it.
 * @throws {ApiAnswerUnexpectedError} naming what is wrong, never quoting it: cut JSON may be repeated; HTML, a wrong shape
 * and a body that is too large (`TOO_LARGE`) may not.
 */
export async function readJson<Output>(response: Response, { schema, facts, maxBytes, signal }: ReadJsonOptions<Output>): Promise<Output> {
  const text = await readBody(response, { maxBytes, signal });
  if (text === undefined)
    throw new ApiAnswerUnexpectedError({ ...facts, apiCode: 'TOO_LARGE' }, `larger than ${maxBytes} bytes (maxAnswerBytes)`);
  const parsed = schema.safeParse(parse(text, facts));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.slice(0, 3).map(({ path }) => path.join('.') || 'the whole');
  throw new ApiAnswerUnexpectedError(facts, `of another shape than documented (at ${paths.join(', ')})`);
}

function parse(text: string, facts: ApiErrorFacts): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (text.trimStart().startsWith('<')) throw new ApiAnswerUnexpectedError(facts, 'HTML, not JSON');
    throw new ApiAnswerUnexpectedError(facts, 'cut off or not JSON', { retryable: true });
  }
}
