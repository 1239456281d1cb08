import { ServerRequestError, type Problem } from './server-request-error.ts';

/** @returns the error of an answer that is no success. */
export function toError(response: Response, body: unknown): ServerRequestError {
  const { status } = response;
  if (!isProblem(body)) return unexpected(response);
  return new ServerRequestError({ code: body.code, message: textOf(body), status, problem: body, retryAfterMs: retryAfterOf(response) });
}

/** @returns the error of an answer that no server of ours gives. */
export function unexpected({ status, headers }: Response, cause?: unknown): ServerRequestError {
  const type = headers.get('content-type')?.split(';')[0] ?? 'no type';
  const message = `The answer (${status}, ${type}) is not one of a frigg-crm server: check the URL, and the proxy in front of the server`;
  return new ServerRequestError({ code: 'ANSWER_UNEXPECTED', message, status, cause });
}

/** @returns the error of a request that got no answer, or one that cannot be read. */
export function unanswered(
  cause: unknown,
  { answered, timeoutMs }: { readonly answered: Response | undefined; readonly timeoutMs: number },
): ServerRequestError {
  if (cause instanceof SyntaxError && answered !== undefined) return unexpected(answered, cause);
  if (cause instanceof Error && cause.name === 'TimeoutError')
    return new ServerRequestError({
      code: 'REQUEST_TIMED_OUT',
      message: `No answer within ${timeoutMs / 1000} seconds: ask whether it was done, or repeat the request with the same idempotencyKey`,
      cause,
    });
  return new ServerRequestError({
    code: 'SERVER_UNREACHABLE',
    message: 'The server cannot be reached: check its URL, and whether it runs',
    cause,
  });
}

function textOf({ title, detail, errors = [] }: Problem): string {
  const fields = errors.map(({ pointer, detail: wrong }) => `${pointer}: ${wrong}`);
  return [`${title}: ${detail}`, ...fields].join('; ');
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { code, title, detail } = body as Partial<Record<keyof Problem, unknown>>;
  return [code, title, detail].every((text) => typeof text === 'string');
}

/** The server sends seconds; a proxy may send a date, which says nothing where clocks differ. */
function retryAfterOf({ headers }: Response): number | undefined {
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) * 1000 : undefined;
}
