/** @returns the response to a webhook. It says nothing beside its status: any client can send a request. */
export function answer(status: 200 | 400 | 401 | 404 | 405 | 413 | 503): Response {
  if (status === 200) return Response.json({});
  return new Response(null, { status, ...(status === 405 && { headers: { allow: 'POST' } }) });
}
