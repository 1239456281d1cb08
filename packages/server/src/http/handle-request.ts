import type { EventRecorder } from '@frigg-crm/live/server';
import type { Clock, IdGenerator, Logger } from '@frigg-crm/core';
import { codeOf, withTimeout } from '@frigg-crm/core/adapter';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Action } from '../access/action.ts';
import type { Authorize, Principal } from '../access/principal.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import { checkOrigin } from './check-origin.ts';
import { checkIfMatch } from './etag.ts';
import type { Idempotency, KeptAnswer } from './idempotency.ts';
import { PROBLEMS } from './problem-catalogue.ts';
import { ProblemError } from './problem-error.ts';
import { problemResponse } from './problem-response.ts';
import { readJsonBody } from './read-json-body.ts';
import type { RequestCounter, RequestLimits } from './request-limits.ts';
import type { Call, RawInput, Reply, Route } from './route.ts';
import { toProblem } from './to-problem.ts';

/** What every request is handled with. */
export interface RequestDependencies {
  readonly authorize: Authorize;
  /** @returns the origin under which browsers know the server. */
  readonly originOf: (request: Request) => string;
  readonly limits: RequestLimits;
  readonly counter: RequestCounter;
  readonly idempotency: Idempotency;
  readonly audit: AuditLog;
  readonly metrics?: Pick<ServerMetrics, 'request'> | undefined;
  /** Gets what callers do to integrations. */
  readonly recorder?: Pick<EventRecorder, 'record'> | undefined;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
}

/** A request, and the parameters of its path. */
export interface RoutedRequest {
  readonly request: Request;
  /** Its path below the base of the server. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

/** What is learnt of a request while it is handled, for its answer and its line in the log. */
interface Progress {
  readonly requestId: string;
  caller: Principal | undefined;
  headers: Readonly<Record<string, string>>;
}

const REQUEST_ID = /^[\w.-]{8,64}$/;

/** @returns the answer of a route: whatever goes wrong, it is a problem of the catalogue. */
export async function handleRequest(dependencies: RequestDependencies, route: Route, routed: RoutedRequest): Promise<Response> {
  const { clock, ids, logger, limits } = dependencies;
  const startedMs = clock.now();
  const given = routed.request.headers.get('x-request-id') ?? '';
  const progress: Progress = { requestId: REQUEST_ID.test(given) ? given : ids.next(), caller: undefined, headers: {} };
  const { requestId } = progress;
  let response: Response;
  let problem: ProblemError | undefined;
  try {
    response = await withTimeout(clock, async (signal) => answer(dependencies, { route, routed, progress }, signal), {
      ms: Math.max(route.deadlineMs ?? 0, limits.deadlineMs),
    });
  } catch (error) {
    problem = toProblem(error);
    if (problem.code === 'INTERNAL') logger.error({ requestId, code: codeOf(error) }, 'a request failed for an unexpected reason');
    response = problemResponse(problem, { path: routed.path, requestId });
  }
  for (const [name, value] of Object.entries(progress.headers)) if (!response.headers.has(name)) response.headers.set(name, value);
  response.headers.set('x-request-id', requestId);
  await report(dependencies, { route, routed, progress, response, problem, seconds: (clock.now() - startedMs) / 1000 });
  return response;
}

interface Handled extends Handling {
  readonly response: Response;
  readonly problem: ProblemError | undefined;
  readonly seconds: number;
}

/** What was done is remembered, recorded, measured and logged. */
async function report(dependencies: RequestDependencies, { route, routed, progress, response, problem, seconds }: Handled): Promise<void> {
  const { operationId, method, path } = route;
  const { status } = response;
  const { requestId, caller } = progress;
  const { integrationId } = routed.params;
  const code = problem?.code;
  await record(dependencies, route, { caller, operationId, target: routed.path, status, code: code ?? null, requestId });
  if (method !== 'get' && response.ok && integrationId !== undefined)
    dependencies.recorder?.record(integrationId, { type: `action.${operationId}`, data: { caller: caller?.id ?? null } });
  dependencies.metrics?.request({ route: path, method: method.toUpperCase(), status, seconds });
  const fields = { requestId, operationId, method, status, code, caller: caller?.id };
  dependencies.logger.info({ ...fields, durationMs: Math.round(seconds * 1000) }, 'a request was answered');
}

interface Acted {
  readonly caller: Principal | undefined;
  readonly operationId: string;
  readonly target: string;
  readonly status: number;
  readonly code: string | null;
  readonly requestId: string;
}

/** How long an answer waits for its entry, in milliseconds. */
const AUDIT_MS = 2000;

/** It is done, and the log has a line of it: that it could not be stored is no reason to say otherwise. */
async function record(
  { audit, clock, logger }: RequestDependencies,
  { method, isAudited }: Route,
  { caller, ...acted }: Acted,
): Promise<void> {
  if (method === 'get' && isAudited !== true) return;
  if (caller === undefined || caller === STRANGER) return;
  try {
    await withTimeout(clock, audit.add({ ...acted, caller: caller.id, userId: caller.userId ?? null }), { ms: AUDIT_MS });
  } catch (error) {
    logger.error({ requestId: acted.requestId, code: codeOf(error) }, 'an entry of the audit log could not be stored');
  }
}

interface Handling {
  readonly route: Route;
  readonly routed: RoutedRequest;
  readonly progress: Progress;
}

async function answer(dependencies: RequestDependencies, { route, routed, progress }: Handling, signal: AbortSignal): Promise<Response> {
  const { request } = routed;
  const origin = dependencies.originOf(request);
  checkOrigin(request, { origin });
  const principal = route.action === undefined ? STRANGER : await identify(request, dependencies);
  progress.caller = principal;
  progress.headers = dependencies.counter.count(principal.id);
  if (route.action !== undefined && !principal.actions.has(route.action))
    throw new ProblemError('FORBIDDEN', `It takes the right to ${route.action}`);
  const raw: RawInput = {
    params: routed.params,
    query: readQuery(request.url),
    body: await readJsonBody(request, dependencies.limits.bodyBytes),
  };
  const work = route.bind(raw);
  const ifMatch = route.takesIfMatch === true ? request.headers.get('if-match') : null;
  const call: Call = {
    principal,
    requestId: progress.requestId,
    headers: request.headers,
    origin,
    signal,
    actsAs(proven) {
      progress.caller = proven;
    },
    checkMatch: (...etags) => checkIfMatch(ifMatch, etags),
  };
  if (route.method !== 'post' || route.keepsNoAnswer === true) return toResponse(keep(route, await work(call)));
  return once(dependencies, { route, routed, raw, call, work });
}

/** Who calls a route that is open. */
const STRANGER: Principal = { id: 'stranger', actions: new Set() };

interface Acting {
  readonly route: Route;
  readonly routed: RoutedRequest;
  readonly raw: RawInput;
  readonly call: Call;
  readonly work: (call: Call) => Promise<Reply<unknown>>;
}

const IDEMPOTENCY_KEY = /^[!-~]{1,255}$/;

/** What acts is done once per Idempotency-Key. */
async function once({ idempotency }: RequestDependencies, { route, routed, raw, call, work }: Acting): Promise<Response> {
  const key = routed.request.headers.get('idempotency-key');
  const perform = async (): Promise<KeptAnswer> => keep(route, await work(call));
  if (key === null) {
    if (route.needsIdempotencyKey === true)
      throw new ProblemError(
        'IDEMPOTENCY_KEY_MISSING',
        'Send the header Idempotency-Key with a new random value, and the same one when you repeat the request',
      );
    return toResponse(await perform());
  }
  if (!IDEMPOTENCY_KEY.test(key))
    throw new ProblemError('INVALID_REQUEST', 'An Idempotency-Key is 1 to 255 visible ASCII characters', {
      errors: [{ pointer: 'header/idempotency-key', detail: 'must be 1 to 255 visible ASCII characters' }],
    });
  const target = `${route.operationId} ${routed.path} ${new URL(routed.request.url).search}`;
  const request = { key, caller: call.principal.id, target, body: raw.body };
  const { answer: kept, isReplayed } = await idempotency.once(request, perform, { signal: call.signal });
  return toResponse(isReplayed ? { ...kept, headers: { ...kept.headers, 'idempotency-replayed': 'true' } } : kept);
}

/**
 * @returns who makes a request.
 * @throws {ProblemError} `UNAUTHENTICATED`; `FORBIDDEN` without the right to `action`.
 */
export async function identify(
  request: Request,
  { authorize, counter, action }: Pick<RequestDependencies, 'authorize' | 'counter'> & { readonly action?: Action | undefined },
): Promise<Principal> {
  const principal = await authorize(request);
  if (principal === undefined) {
    // Strangers have one allowance together: guessing keys is slow for all of them.
    counter.count('unknown');
    throw new ProblemError('UNAUTHENTICATED', 'Sign in, or send an API key as Authorization: Bearer …', {
      headers: { 'www-authenticate': 'Bearer realm="frigg-crm"' },
    });
  }
  if (action !== undefined && !principal.actions.has(action)) throw new ProblemError('FORBIDDEN', `It takes the right to ${action}`);
  return principal;
}

/** A name that is given twice becomes a list, which no schema of one value takes. */
function readQuery(url: string): RawInput['query'] {
  const { searchParams } = new URL(url);
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const all = searchParams.getAll(name);
      return [name, all.length === 1 ? (all[0] ?? '') : all];
    }),
  );
}

function keep(route: Route, { status = route.status ?? 200, body, etag, headers }: Reply<unknown>): KeptAnswer {
  return { status, body: body === undefined ? '' : JSON.stringify(body), headers: { ...headers, ...(etag !== undefined && { etag }) } };
}

function toResponse({ status, body, headers }: KeptAnswer): Response {
  if (status === 204) return new Response(null, { status, headers });
  return new Response(body, { status, headers: { ...headers, 'content-type': 'application/json' } });
}

/** @returns the answer to a request for which there is no route. */
export function refuse(
  code: 'NOT_FOUND' | 'METHOD_NOT_ALLOWED' | 'OVERLOADED',
  { ids, path, allow }: { readonly ids: IdGenerator; readonly path: string; readonly allow?: string },
): Response {
  const requestId = ids.next();
  const headers: Record<string, string> = { ...(allow !== undefined && { allow }), ...(code === 'OVERLOADED' && { 'retry-after': '1' }) };
  const response = problemResponse(
    new ProblemError(code, `${PROBLEMS[code].title}: see the OpenAPI document at /api/v1/openapi.json`, { headers }),
    { path, requestId },
  );
  response.headers.set('x-request-id', requestId);
  return response;
}
