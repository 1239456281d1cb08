import type { CallOptions, JsonValue } from '@frigg-crm/core';
import * as z from 'zod';
import type { ApiAnswer, ApiRequest } from './api-request.ts';
import { ApiError, type ApiErrorFacts } from './errors/api-error.ts';
import { ApiRefusedError } from './errors/api-refused-error.ts';
import { ApiUnauthorizedError } from './errors/api-unauthorized-error.ts';
import type { HttpClient } from './http-client.ts';

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** The values that a path needs: `{ id }` for `/persons/{id}`. */
export type PathValues<Path extends string> = Readonly<Record<NamesIn<Path>, string | number>>;

/** A refusal that an API sends with a status of success, such as `success: false`, or a failed item of a list of results. */
export interface EndpointRefusal extends Pick<ApiErrorFacts, 'apiCode' | 'fields'> {
  /** `refused`: this request; `unauthorized`: the account, as a token that is reported as inactive. @defaultValue 'refused' */
  readonly kind?: 'refused' | 'unauthorized' | undefined;
}

/** One call of an API as data. */
export interface EndpointOptions<Path extends string, Input, Body, Output, Gone, Empty> {
  /** @defaultValue 'GET' */
  readonly method?: ApiRequest['method'] | undefined;
  /** Begins with a slash. A `{name}` is replaced by that value of the input, encoded; errors and logs show the path as it stands here. */
  readonly path: Path;
  /** What stands before the path and is left out of errors and logs, such as `/api/v2`. @defaultValue nothing */
  readonly base?: string | undefined;
  /** @defaultValue none */
  readonly query?: ((input: Input) => NonNullable<ApiRequest['query']>) | undefined;
  /** @defaultValue no body */
  readonly json?: ((input: Input) => JsonValue) | undefined;
  /** @defaultValue no body */
  readonly form?: ((input: Input) => NonNullable<ApiRequest['form']>) | undefined;
  /** Headers of this call, such as `if-modified-since`. @defaultValue none */
  readonly headers?: ((input: Input) => NonNullable<ApiRequest['headers']>) | undefined;
  /** Reads the response's JSON; it tolerates fields that it does not know. @defaultValue any body, such as that of a deletion */
  readonly schema?: z.ZodType<Body> | undefined;
  /** Finds a refusal in a response that says success: the call then fails with `ApiRefusedError` or `ApiUnauthorizedError`. @defaultValue none */
  readonly refusal?: ((answer: ApiAnswer<Body>) => EndpointRefusal | undefined) | undefined;
  /** Makes the result. @defaultValue the body */
  readonly read?: ((answer: ApiAnswer<Body>, input: Input) => Output) | undefined;
  /** The result where there is no such record (any more). @defaultValue the call fails */
  readonly gone?: (() => Gone) | undefined;
  /** Which failures mean that. @defaultValue status 404 and 410 */
  readonly isGone?: ((error: ApiError) => boolean) | undefined;
  /** The result of 204, 304 and of an empty body. @defaultValue none: the schema reads `undefined` */
  readonly empty?: (() => Empty) | undefined;
  /** Whether a call whose outcome is unknown may be repeated. @defaultValue true for all methods but POST; say so for a POST that only queries */
  readonly repeatable?: boolean | undefined;
}

/** One call of an API, made by {@link defineEndpoint}. */
export interface Endpoint<Input, Output> {
  readonly method: ApiRequest['method'];
  /** The path with its `{name}` parts. */
  readonly route: string;
  /** Used by {@link createEndpointCaller}. */
  readonly send: (target: EndpointTarget, input: Input, options: CallOptions) => Promise<Output>;
}

/** Where endpoints are sent to. */
export interface EndpointTarget {
  readonly http: HttpClient;
  /** The API's name in errors, as given to `createHttpClient`. */
  readonly api: string;
}

/** Sends an endpoint with its input. */
export type CallEndpoint = <Input, Output>(endpoint: Endpoint<Input, Output>, input: Input, options?: CallOptions) => Promise<Output>;

/**
 * Describes a call of an API: its request, how its response is read, and what "gone" and "empty" mean for it.
 * @example
 * const getPerson = defineEndpoint({ path: '/persons/{id}', gone: () => undefined });
 * const { call } = openApi({ api: 'Acme', baseUrl: 'https://api.acme.test', account: 'acme', allowance: { requests: 10 } }, {});
 * const person = await call(getPerson, { id: '42' });
 */
export function defineEndpoint<
  const Path extends string,
  Body,
  Input extends PathValues<Path> = PathValues<Path>,
  Output = Body,
  const Gone = never,
  const Empty = never,
>(options: EndpointOptions<Path, Input, Body, Output, Gone, Empty>): Endpoint<Input, Output | Gone | Empty> {
  const { method = 'GET', path, base = '', query, json, form, headers, schema, repeatable, gone, isGone = isAbsent, empty } = options;
  // An empty body is `undefined` to the schema.
  const body = (schema === undefined ? z.unknown() : empty === undefined ? schema : schema.optional()) as z.ZodType<Body>;
  return {
    method,
    route: path,
    async send({ http, api }, input, { signal }) {
      try {
        return await http.request<Body, Output | Empty>({
          method,
          path: base + fillPath(path, input),
          route: path,
          query: query?.(input),
          json: json?.(input),
          form: form?.(input),
          headers: headers?.(input),
          repeatable,
          signal,
          schema: body,
          read: (answer) => {
            if (empty !== undefined && answer.body === undefined) return empty();
            return readAnswer(answer, { options, input, facts: { api, operation: `${method} ${path}`, status: answer.status } });
          },
        });
      } catch (error) {
        if (!ApiError.is(error)) throw error;
        if (empty !== undefined && error.status === 304) return empty();
        if (gone !== undefined && isGone(error)) return gone();
        throw error;
      }
    },
  };
}

/** Describes the deletion of a record, which succeeds too where there is none any more. Whatever the response holds is not read. */
export function defineDeletion<const Path extends string, Body = unknown>({
  path,
  ...common
}: Pick<EndpointOptions<Path, PathValues<Path>, Body, undefined, undefined, undefined>, 'base' | 'path' | 'schema' | 'refusal'>): Endpoint<
  PathValues<Path>,
  undefined
> {
  return defineEndpoint({ ...common, method: 'DELETE', path, read: () => undefined, gone: () => undefined });
}

/** @returns what sends endpoints through one HTTP client. */
export function createEndpointCaller(target: EndpointTarget): CallEndpoint {
  return async (endpoint, input, options = {}) => endpoint.send(target, input, options);
}

interface ReadContext<Input, Body, Output> {
  readonly options: Pick<EndpointOptions<string, Input, Body, Output, unknown, unknown>, 'refusal' | 'read'>;
  readonly input: Input;
  readonly facts: ApiErrorFacts;
}

function readAnswer<Input, Body, Output>(answer: ApiAnswer<Body>, context: ReadContext<Input, Body, Output>): Output {
  const { options, input, facts } = context;
  const refusal = options.refusal?.(answer);
  if (refusal !== undefined) {
    const { kind, ...codes } = refusal;
    throw kind === 'unauthorized' ? new ApiUnauthorizedError({ ...facts, ...codes }) : new ApiRefusedError({ ...facts, ...codes });
  }
  // Without `read`, `Output` is `Body`: that is its default.
  return options.read === undefined ? (answer.body as unknown as Output) : options.read(answer, input);
}

function isAbsent({ status }: ApiError): boolean {
  return status === 404 || status === 410;
}

function fillPath(path: string, input: unknown): string {
  return path.replaceAll(/\{(\w+)\}/g, (_part, name: string) => encodeURIComponent(String((input as Record<string, unknown>)[name])));
}
