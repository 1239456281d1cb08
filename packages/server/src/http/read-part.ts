import type * as z from 'zod';
import { ProblemError, type FieldProblem } from './problem-error.ts';

/**
 * Reads a part of a request.
 * @throws {ProblemError} `INVALID_REQUEST` naming each field, never quoting what it holds.
 */
export function readPart<Output>(schema: z.ZodType, given: unknown, part: 'path' | 'query' | 'body'): Output {
  const parsed = schema.safeParse(given);
  const errors = parsed.success
    ? findUnstorable(given, []).map((path) => ({ pointer: toPointer(path, part), detail: UNSTORABLE }))
    : parsed.error.issues.flatMap((issue) => toFieldProblems(issue, part));
  // The caller names the output of the schema that it passes.
  if (parsed.success && errors.length === 0) return parsed.data as Output;
  throw new ProblemError('INVALID_REQUEST', `The ${part} of the request cannot be used: see errors`, { errors });
}

const UNSTORABLE = 'holds U+0000 or half a surrogate pair, which no store keeps';

/** @returns where texts are that no store keeps, names of fields included; the first ten. */
function findUnstorable(value: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed() ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const names = entries.flatMap(([name]) => findUnstorable(name, path));
  return [...names, ...entries.flatMap(([name, inner]) => findUnstorable(inner, [...path, name]))].slice(0, 10);
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
