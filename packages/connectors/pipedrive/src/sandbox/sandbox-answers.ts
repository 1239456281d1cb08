/** A JSON response of the sandbox. */
export interface SandboxAnswer {
  readonly status: 200 | 201 | 400 | 401 | 403 | 404 | 422;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One record. */
export function one(data: unknown): SandboxAnswer {
  return { status: 200, body: { success: true, data } };
}

/** One page. */
export function page(data: readonly unknown[], nextCursor: string | null): SandboxAnswer {
  return { status: 200, body: { success: true, data, additional_data: { next_cursor: nextCursor } } };
}

/** One page of API v1, which counts records. */
export function offsetPage(all: readonly unknown[], query: URLSearchParams): SandboxAnswer {
  const start = Number(query.get('start') ?? 0);
  const limit = Number(query.get('limit') ?? 100);
  const isMore = all.length > start + limit;
  const next = isMore ? { next_start: start + limit } : {};
  const pagination = { start, limit, more_items_in_collection: isMore, ...next };
  return { status: 200, body: { success: true, data: all.slice(start, start + limit), additional_data: { pagination } } };
}

/** A request that is refused for what it says. */
export function invalid(problem: string): SandboxAnswer {
  return failure(400, `validation failed: ${problem}`, 'ERR_SCHEMA_VALIDATION_FAILED');
}

export function notFound(what: string): SandboxAnswer {
  return failure(404, `${what} not found`, 'ERR_NOT_FOUND');
}

/** What this app or this user may not do. */
export function forbidden(error: string): SandboxAnswer {
  return failure(403, error, 'ERR_FORBIDDEN');
}

/** A token that is missing, expired or unknown. */
export const UNAUTHORIZED: SandboxAnswer = { status: 401, body: { success: false, error: 'unauthorized access', errorCode: 401 } };

/** A refusal of the token endpoint. */
export function oauthFailure(status: 400 | 401, error: string): SandboxAnswer {
  return { status, body: { success: false, error, message: 'see the OAuth documentation' } };
}

function failure(status: 400 | 403 | 404, error: string, code: string): SandboxAnswer {
  const info = 'Please check developers.pipedrive.com for more information about Pipedrive API.';
  return { status, body: { success: false, error, error_info: info, data: null, additional_data: null, code } };
}

/** The 429 of a burst limit, with its headers. */
export function tooManyRequests(limit: number, waitMs: number): Response {
  const headers = {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil(waitMs / 1000)),
  };
  return Response.json(
    { success: false, error: 'request over limit', errorCode: 429, error_info: 'You have exceeded your burst limit.' },
    { status: 429, headers },
  );
}
