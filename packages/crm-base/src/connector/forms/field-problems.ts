import type * as z from 'zod';

/** What is wrong with one field. */
export interface FieldProblem {
  /** Its name, with a dot before each inner one; empty: the input as a whole. */
  readonly field: string;
  /** Such as `is missing` or `must be one of deal, lead`; never what was given. */
  readonly problem: string;
}

const MAX_PROBLEMS = 20;
/** Names that a caller made up are quoted no longer than this. */
const MAX_NAME_LENGTH = 60;

/** @returns what is wrong, field by field: texts of zod may quote what was given, these do not. */
export function toFieldProblems(error: z.ZodError): readonly FieldProblem[] {
  return error.issues.slice(0, MAX_PROBLEMS).flatMap((issue) => {
    const field = issue.path.map(String).join('.').slice(0, MAX_NAME_LENGTH);
    if (issue.code !== 'unrecognized_keys') return [{ field, problem: toProblem(issue) }];
    const prefix = field === '' ? '' : `${field}.`;
    return issue.keys.slice(0, MAX_PROBLEMS).map((key) => ({ field: `${prefix}${key}`.slice(0, MAX_NAME_LENGTH), problem: 'is no field' }));
  });
}

function toProblem(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.endsWith('undefined') ? 'is missing' : `must be of type ${issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must ${issue.origin === 'string' ? 'have at least' : 'be at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must ${issue.origin === 'string' ? 'have at most' : 'be at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'custom':
      // Written by the author of the form.
      return issue.message;
    default:
      return 'is not in the form that is expected';
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' values' : '';
}
