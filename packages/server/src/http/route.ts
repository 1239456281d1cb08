import * as z from 'zod';
import type { Action } from '../access/action.ts';
import type { Principal } from '../access/principal.ts';
import type { ProblemCode } from './problem-catalogue.ts';
import { readPart } from './read-part.ts';

/** What surrounds the work on one request. */
export interface Call {
  readonly principal: Principal;
  readonly requestId: string;
  readonly headers: Headers;
  /** Where browsers find the server. */
  readonly origin: string;
  /** Aborted when the time of the request is up. */
  readonly signal: AbortSignal;
  /** Says who acts, where an open request has proven it: from now on the audit log names that caller, whatever the answer is. */
  readonly actsAs: (principal: Principal) => void;
  /** @throws {ProblemError} `PRECONDITION_FAILED` when the caller named with If-Match none of these: the state, and what it would do. */
  readonly checkMatch: (etag: string, ...others: readonly string[]) => void;
}

/** What a request is answered with. */
export interface Reply<Body> {
  /** @defaultValue the first status of the route */
  readonly status?: number | undefined;
  readonly body: Body;
  /** The state that If-Match names. */
  readonly etag?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What all routes say of themselves. */
interface RouteFacts {
  /** Its name in the OpenAPI document and in clients. */
  readonly operationId: string;
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** Below the server's base, such as `/api/v1/syncs/{syncId}`. */
  readonly path: string;
  readonly tag: string;
  /** One line. */
  readonly summary: string;
  readonly description?: string | undefined;
  /** What the caller must be allowed to do. @defaultValue it is open: it proves by itself who may do it */
  readonly action?: Action | undefined;
  /** The status of success. @defaultValue 200 */
  readonly status?: number | undefined;
  /** What can go wrong besides what can always go wrong. */
  readonly problems?: readonly ProblemCode[] | undefined;
  /** Whether it answers with an ETag. */
  readonly hasEtag?: boolean | undefined;
  /** Whether If-Match restricts it to a state. */
  readonly takesIfMatch?: boolean | undefined;
  /** Whether the answer holds a secret, which must not be kept for a repetition. */
  readonly keepsNoAnswer?: boolean | undefined;
  /** How long it may take, in milliseconds. @defaultValue as long as requests may */
  readonly deadlineMs?: number | undefined;
  /** Whether the audit log has it although it changes nothing: it shows people. Whatever acts is in the log anyway. */
  readonly isAudited?: boolean | undefined;
  /** Whether a request without Idempotency-Key is refused; it is honoured on every other POST. */
  readonly needsIdempotencyKey?: boolean | undefined;
}

/** A route with its schemas, as {@link defineRoute} takes it. */
export interface RouteDefinition<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Result extends z.ZodType,
> extends RouteFacts {
  readonly params?: Params;
  readonly query?: Query;
  /** @defaultValue it takes no body */
  readonly body?: Body;
  readonly result: Result;
  readonly handle: (
    input: { readonly params: z.output<Params>; readonly query: z.output<Query>; readonly body: z.output<Body> },
    call: Call,
  ) => Promise<Reply<z.output<Result>>>;
}

/** The parts of a request, of which nothing is believed yet. */
export interface RawInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** `undefined`: the request has none. */
  readonly body: unknown;
}

/** A route as data: what the server mounts, what the document shows, and what tests walk. */
export interface Route extends RouteFacts {
  readonly schemas: {
    readonly params: z.ZodType;
    readonly query: z.ZodType;
    readonly body: z.ZodType | undefined;
    readonly result: z.ZodType;
  };
  /** @returns the work. @throws {ProblemError} `INVALID_REQUEST` naming each field that cannot be used. */
  readonly bind: (raw: RawInput) => (call: Call) => Promise<Reply<unknown>>;
}

/** No parameters at all. */
const NOTHING = z.strictObject({});

/** Joins a route with its work, so that neither knows the types of others. */
export function defineRoute<
  Params extends z.ZodType = typeof NOTHING,
  Query extends z.ZodType = typeof NOTHING,
  Body extends z.ZodType = z.ZodUndefined,
  Result extends z.ZodType = z.ZodType,
>({ params, query, body, result, handle, ...facts }: RouteDefinition<Params, Query, Body, Result>): Route {
  return {
    ...facts,
    schemas: { params: params ?? NOTHING, query: query ?? NOTHING, body, result },
    bind(raw) {
      const read = {
        params: readPart<z.output<Params>>(params ?? NOTHING, raw.params, 'path'),
        query: readPart<z.output<Query>>(query ?? NOTHING, raw.query, 'query'),
        body: readPart<z.output<Body>>(body ?? z.undefined('the request takes no body'), raw.body, 'body'),
      };
      return async (call) => handle(read, call);
    },
  };
}
