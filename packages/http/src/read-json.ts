import type * as z from 'zod';
import { ApiAnswerUnexpectedError } from './errors/api-answer-unexpected-error.ts';
import type { ApiErrorFacts } from './errors/api-error.ts';

/**
 * Reads an answer's JSON through a schema.
 * @throws {ApiAnswerUnexpectedError} naming what is wrong, never quoting it: cut JSON may be repeated, HTML and a
 * wrong shape may not.
 */
export async function readJson<Output>(response: Response, schema: z.ZodType<Output>, facts: ApiErrorFacts): Promise<Output> {
  const text = await response.text();
  const value = parse(text, facts);
  const parsed = schema.safeParse(value);
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
