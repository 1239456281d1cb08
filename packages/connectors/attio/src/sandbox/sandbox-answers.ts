import type { InputProblem } from '@frigg-crm/http/sandbox';

/** @returns a failure as Attio writes it (Attio REST API, Errors). */
export function failure(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  const type = status === 401 || status === 403 ? 'auth_error' : status === 429 ? 'rate_limit_error' : 'invalid_request_error';
  return Response.json({ status_code: status, type, code, message }, { status, headers });
}

/** @returns the refusal of a request for what it says. */
export function invalid({ field, problem }: InputProblem): Response {
  return failure(400, 'validation_type', `Body payload validation error: ${field ?? 'the body'} ${problem}.`);
}

/** @returns the response for what there is not. */
export function notFound(what: string): Response {
  return failure(404, 'not_found', `${what} was not found.`);
}

/** @returns a success. */
export function success(data: unknown): Response {
  return Response.json({ data });
}
