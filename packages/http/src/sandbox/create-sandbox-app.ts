import { systemClock, type Clock } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import type { Fetch } from '../api-request.ts';
import { findBodyProblem, findQueryProblem, type FieldRules, type InputProblem } from './check-input.ts';
import { createRoutes, type RouteCall, type RouteHandler } from './create-routes.ts';
import { withFaults, type FaultOptions } from './with-faults.ts';
import { withRateLimit, type RateLimitOptions } from './with-rate-limit.ts';

/** A request that has passed the checks of access and of its form. */
export interface SandboxCall extends RouteCall {
  readonly query: URLSearchParams;
  /** The parsed JSON of the body; `undefined` where there is none. */
  readonly body: unknown;
}

/** One operation of a sandbox. */
export interface SandboxRoute {
  /** The parameters that the API knows. @defaultValue any query */
  readonly query?: FieldRules | undefined;
  /** The fields of the body that the API knows. @defaultValue any body */
  readonly body?: FieldRules | undefined;
  /** Parameters and fields that must be there, of the query for GET and DELETE, of the body otherwise. @defaultValue none */
  readonly required?: readonly string[] | undefined;
  /** Whether `authorize` is skipped. @defaultValue false */
  readonly isPublic?: boolean | undefined;
  readonly handle: (call: SandboxCall) => Promise<Response> | Response;
}

/** Limits and faults of a sandbox. */
export interface SandboxLimits {
  /** The same seed makes the same faults. @defaultValue 1 */
  readonly seed?: number | undefined;
  /** How it fails. @defaultValue not at all */
  readonly faults?: Omit<FaultOptions, 'random' | 'clock'> | undefined;
}

/** Options of {@link createSandboxApp}. */
export interface SandboxAppOptions extends SandboxLimits {
  /** By `METHOD /path/{id}`. */
  readonly routes: Readonly<Record<string, SandboxRoute>>;
  /** @returns the refusal of a request without a good token; `undefined`: it may go on. */
  readonly authorize: (request: Request, route: string) => Response | undefined;
  /** Refuses a request for what it says. */
  readonly refuse: (problem: InputProblem) => Response;
  /** Routes of another form, such as those of `createOAuthRoutes`. @defaultValue none */
  readonly further?: Readonly<Record<string, RouteHandler>> | undefined;
  /** Responds to what no route fits. @defaultValue 404 and 405 with a message */
  readonly notFound?: ((request: Request) => Response) | undefined;
  /** Limits, the innermost first; `applies` says which requests count. @defaultValue none */
  readonly rateLimits?:
    | readonly (Omit<RateLimitOptions, 'clock'> & { readonly applies?: ((request: Request) => boolean) | undefined })[]
    | undefined;
  readonly clock?: Clock | undefined;
}

/** The requests that a sandbox has received. */
export interface SandboxStats {
  /** Those that reached a route, or none; those refused by a rate limit or lost in a fault did not. */
  readonly requests: number;
  /** By `METHOD /path/{id}`; `unknown` for what no route fits. */
  readonly byRoute: Readonly<Record<string, number>>;
  /** Refused by a rate limit. */
  readonly rateLimited: number;
}

/** A sandbox that is ready to be called. */
export interface SandboxApp {
  readonly fetch: Fetch;
  readonly stats: SandboxStats;
}

/** Joins the routes of a sandbox with the checks of access and form, with limits, faults and counters. */
export function createSandboxApp(options: SandboxAppOptions): SandboxApp {
  const { clock = systemClock, rateLimits = [], seed = 1, faults } = options;
  const byRoute = new Map<string, number>();
  let rateLimited = 0;
  const count = (route: string): void => void byRoute.set(route, (byRoute.get(route) ?? 0) + 1);
  let fetch = toHandler(options, count);
  if (faults !== undefined) fetch = withFaults(fetch, { ...faults, random: createSeededRandom(seed), clock });
  for (const { applies = () => true, refuse, ...limit } of rateLimits) {
    const inner = fetch;
    const limited = withRateLimit(inner, {
      ...limit,
      clock,
      refuse(waitMs) {
        rateLimited += 1;
        return refuse?.(waitMs) ?? tooManyRequests(waitMs);
      },
    });
    fetch = async (request) => (applies(request) ? limited(request) : inner(request));
  }
  return {
    fetch,
    get stats() {
      const requests = [...byRoute.values()].reduce((sum, each) => sum + each, 0);
      return { requests, byRoute: Object.fromEntries(byRoute), rateLimited };
    },
  };
}

function toHandler({ routes, further = {}, authorize, refuse, notFound }: SandboxAppOptions, count: (route: string) => void): Fetch {
  const handlers = Object.entries(routes).map(([name, route]): [string, RouteHandler] => [
    name,
    async (call) => {
      count(name);
      const text = await call.request.clone().text();
      const refusal = route.isPublic === true ? undefined : authorize(call.request, name);
      if (refusal !== undefined) return refusal;
      const body = text === '' ? undefined : parse(text);
      const problem = problemOf(route, { ...call, body });
      return problem === undefined ? route.handle({ ...call, query: call.url.searchParams, body }) : refuse(problem);
    },
  ]);
  const counted = Object.entries(further).map(([name, handle]): [string, RouteHandler] => [name, (call) => (count(name), handle(call))]);
  const absent =
    notFound &&
    ((request: Request): Response => {
      count('unknown');
      return notFound(request);
    });
  return createRoutes(Object.fromEntries([...handlers, ...counted]), { notFound: absent });
}

function problemOf(
  { query, body: fields, required = [] }: SandboxRoute,
  { request, url, body }: RouteCall & { readonly body: unknown },
): InputProblem | undefined {
  const hasBody = request.method !== 'GET' && request.method !== 'DELETE';
  const inQuery = query && findQueryProblem(url.searchParams, query, hasBody ? [] : required);
  return inQuery ?? (hasBody && fields !== undefined ? findBodyProblem(body, fields, required) : undefined);
}

function tooManyRequests(waitMs: number): Response {
  return Response.json({ message: 'Too Many Requests' }, { status: 429, headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
