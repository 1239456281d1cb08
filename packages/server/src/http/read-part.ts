import type * as z from 'zod';
import { ProblemError, type FieldProblem } from './problem-error.ts';

/**
 * Reads a part of a request.
 * @throws {ProblemError} `INVALID_REQUEST` naming each field, never quoting what it holds.
 */
export function readPart<Output>(schema: z.ZodType, given: unknown, part: 'path' | 'query' | 'body'): Output {
  const parsed = schema.safeParse(given);
  // The caller names the output of the schema that it passes.
  if (parsed.success) return parsed.data as Output;
  throw new ProblemError('INVALID_REQUEST', `The ${part} of the request cannot be used: see errors`, {
    errors: parsed.error.issues.flatMap((issue) => toFieldProblems(issue, part)),
  });
}

type Issue = z.ZodError['issues'][number];

function toFieldProblems(issue: Issue, part: 'path' | 'query' | 'body'): readonly FieldProblem[] {
  // Names of unknown fields come from the caller: they are counted off by their place only.
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .slice(0, 10)
      .map((key) => ({ pointer: toPointer([...issue.path, key.slice(0, 100)], part), detail: 'is not known here' }));
  return [{ pointer: toPointer(issue.path, part), detail: issue.message }];
}

function toPointer(path: readonly PropertyKey[], part: 'path' | 'query' | 'body'): string {
  const steps = path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  return part === 'body' ? steps.map((step) => `/${step}`).join('') : [part, ...steps].join('/');
}
