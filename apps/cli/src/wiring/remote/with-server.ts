import { createClient, type Client, type Problem, ServerRequestError } from '@frigg-crm/client';
import { nameOf } from '../../config/flag.ts';
import { SERVER_FLAGS, type ServerSetting } from '../../config/place-setting.ts';
import { RunFailedError } from '../../errors/run-failed-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { untilAborted } from '../stoppable.ts';
import { MOVED_ON } from '../sync-operations.ts';

/**
 * Does work through a server.
 * @throws {UsageError} where a setting is why it failed: it names the setting.
 * @throws {RunFailedError} where the server refused it for another reason.
 */
export async function withServer<Result>(
  { url, token }: ServerSetting,
  signal: AbortSignal,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  try {
    return await untilAborted(work(createClient({ baseUrl: url.replace(/\/+$/, ''), token })), signal);
  } catch (error) {
    throw toOwnError(error);
  }
}

/** @returns the error of a request as one of this program; any other as it is. */
export function toOwnError(error: unknown): unknown {
  return error instanceof ServerRequestError ? ofRequest(error) : error;
}

function ofRequest(error: ServerRequestError): Error {
  const { code, problem } = error;
  const options = { cause: error };
  const server = nameOf(SERVER_FLAGS.server);
  const key = `${nameOf(SERVER_FLAGS.apiKey)} or ${nameOf(SERVER_FLAGS.adminToken)}`;
  if (problem === undefined) return new UsageError(`${server}: ${error.message}`, options);
  if (code === 'UNAUTHENTICATED')
    return new UsageError(`${key}: the server does not know it: it was deleted, or belongs to another server`, options);
  if (code === 'FORBIDDEN') return new UsageError(`${key}: ${problem.detail}`, options);
  if (isUnknownRoute(error))
    return new UsageError(`${server}: it has no such request: it is older than this program, or the URL has a path too much`, options);
  if (code === 'PRECONDITION_FAILED') return new RunFailedError(MOVED_ON, options);
  const isInput = code === 'INVALID_REQUEST' || code === 'UNPROCESSABLE';
  return isInput ? new UsageError(withFields(problem), options) : new RunFailedError(problem.detail, options);
}

/** A server names the fields apart from the sentence. */
function withFields({ detail, errors = [] }: Problem): string {
  const unsaid = errors.filter((one) => !detail.includes(one.detail));
  return [detail, ...unsaid.map((one) => `${one.pointer} ${one.detail}`)].join('; ');
}

/** For a thing that does not exist a server names the thing, for a path its document. */
function isUnknownRoute({ code, problem }: ServerRequestError): boolean {
  return code === 'METHOD_NOT_ALLOWED' || (code === 'NOT_FOUND' && problem?.detail.includes('/api/v1/openapi.json') === true);
}
