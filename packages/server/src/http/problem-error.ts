import type { ProblemCode } from './problem-catalogue.ts';

/** One field that cannot be used. */
export interface FieldProblem {
  /** A JSON pointer into the body, or `query/name`, `path/name`, `header/name`. */
  readonly pointer: string;
  readonly detail: string;
}

/** Ends a request with a problem of the catalogue. Its texts reach the caller. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    {
      errors = [],
      headers = {},
      cause,
    }: { readonly errors?: readonly FieldProblem[]; readonly headers?: Readonly<Record<string, string>>; readonly cause?: unknown } = {},
  ) {
    super(detail, { cause });
    this.name = 'ProblemError';
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }
}
