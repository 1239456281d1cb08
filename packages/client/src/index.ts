/** The typed client of the HTTP API: paths, bodies and answers are those of the server's OpenAPI document. */

export { createClient, type Answer, type Client, type ClientOptions, type Pages, type SendRequest } from './create-client.ts';
export { ServerRequestError, type Problem, type ServerRequestErrorCode } from './server-request-error.ts';
export type { CallerOptions, DataOf, ListPath, Method, PathOf, RequestOf, Schema } from './request-types.ts';
