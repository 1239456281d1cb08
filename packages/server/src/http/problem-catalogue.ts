/** Every way in which a request can fail: its status, and a title that is the same each time. */
export const PROBLEMS = {
  INVALID_REQUEST: { status: 400, title: 'A part of the request cannot be read' },
  INVALID_CURSOR: { status: 400, title: 'The cursor belongs to another list or was changed' },
  IDEMPOTENCY_KEY_MISSING: { status: 400, title: 'The request needs an Idempotency-Key' },
  UNAUTHENTICATED: { status: 401, title: 'The request names no known caller' },
  FORBIDDEN: { status: 403, title: 'The caller may not do this' },
  CROSS_SITE: { status: 403, title: 'The request was sent by a page of another site' },
  NOT_FOUND: { status: 404, title: 'There is no such thing' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The path has no such method' },
  CONFLICT: { status: 409, title: 'It cannot be done now' },
  REQUEST_UNDER_WAY: { status: 409, title: 'A request with this Idempotency-Key is under way' },
  GONE: { status: 410, title: 'It is over' },
  PRECONDITION_FAILED: { status: 412, title: 'It has moved on' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body is not application/json' },
  UNPROCESSABLE: { status: 422, title: 'What the request says cannot be used' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The Idempotency-Key was used for another request' },
  TOO_MANY_REQUESTS: { status: 429, title: 'The caller sends too many requests' },
  INTERNAL: { status: 500, title: 'Something is wrong with the server' },
  UPSTREAM_FAILED: { status: 502, title: 'The CRM or Quo did not do it' },
  STORE_UNAVAILABLE: { status: 503, title: 'The store or a queue cannot be reached' },
  OVERLOADED: { status: 503, title: 'The server works on too many requests' },
  DEADLINE_EXCEEDED: { status: 503, title: 'It took too long' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

/** The stable name of a kind of failure. */
export type ProblemCode = keyof typeof PROBLEMS;

/** The same, for schemas. */
export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];
