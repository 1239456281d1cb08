/** A success, as most endpoints send it. */
export function succeed(results: unknown, more: Readonly<Record<string, unknown>> = { errors: null }): Response {
  return Response.json({ results, ...more });
}

/** A failure (List Call Logs, 400). */
export function fail(status: number, error: string): Response {
  return Response.json({ success: false, results: null, errors: [error] }, { status });
}
