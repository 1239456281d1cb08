import type { InputProblem } from '@frigg-crm/http/sandbox';

/** Writes a failure as Zoho does. */
export function failure(status: number, code: string, details: Readonly<Record<string, unknown>> = {}): Response {
  return Response.json({ code, details, message: 'the request cannot be carried out', status: 'error' }, { status });
}

/** Nothing, without a body. */
export function nothing(status: 204 | 304 = 204): Response {
  return new Response(null, { status });
}

/** What comes of one record of a write. */
export type Outcome =
  | { readonly details: Readonly<Record<string, unknown>> }
  | { readonly code: string; readonly details?: Readonly<Record<string, unknown>> };

/** Writes the results of a write: per-item failures come with a status of success where others succeeded. */
export function results(status: number, outcomes: readonly Outcome[], key = 'data'): Response {
  const items = outcomes.map((outcome) =>
    'code' in outcome
      ? { code: outcome.code, details: outcome.details ?? {}, message: 'the record cannot be written', status: 'error' }
      : { code: 'SUCCESS', details: outcome.details, message: 'done', status: 'success' },
  );
  const failed = items.filter((item) => item.status === 'error').length;
  const all = failed === items.length ? 400 : 207;
  return Response.json({ [key]: items }, { status: failed === 0 ? status : all });
}

/** Refuses a request for its form. */
export function refuse({ field, problem }: InputProblem): Response {
  const details = field === undefined ? {} : { api_name: field };
  if (problem !== 'is required') return failure(400, 'INVALID_DATA', details);
  return failure(400, field === 'data' || field === 'watch' ? 'MANDATORY_NOT_FOUND' : 'REQUIRED_PARAM_MISSING', details);
}
