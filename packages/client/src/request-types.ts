import type { components, paths } from './generated/api.ts';

/** The methods of the API. */
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A schema of the OpenAPI document, by its name, such as `Schema<'Sync'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** The paths that have a method, as the OpenAPI document writes them: `/api/v1/syncs/{syncId}`. */
export type PathOf<M extends Method> = {
  [Path in keyof paths]: paths[Path][M] extends { readonly responses: unknown } ? Path : never;
}[keyof paths];

type OperationOf<M extends Method, Path extends keyof paths> = Extract<paths[Path][M], { readonly responses: unknown }>;

interface Parameters {
  readonly path?: unknown;
  readonly query?: unknown;
}

/** Where a key may be left out it may also be `undefined`, as a value is that is not chosen yet. */
type Lenient<Fields> = Fields extends object
  ? { readonly [Key in keyof Fields]: {} extends Pick<Fields, Key> ? Fields[Key] | undefined : Fields[Key] }
  : Fields;

type ParametersOf<Operation> = Operation extends { readonly parameters: infer Given extends Parameters }
  ? { readonly [Place in keyof Given as Place & ('path' | 'query')]: Lenient<Given[Place]> }
  : unknown;

type Json<Body> = { readonly content: { readonly 'application/json': Body } };

type BodyOf<Operation> = Operation extends { readonly requestBody: Json<infer Body> }
  ? { readonly body: Lenient<Body> }
  : Operation extends { readonly requestBody?: never }
    ? { readonly body?: undefined }
    : Operation extends { readonly requestBody?: Json<infer Body> }
      ? { readonly body?: Lenient<Body> | undefined }
      : unknown;

/** What a caller can say of every request. */
export interface CallerOptions {
  /** What was seen: if it has moved on, the request is refused with `PRECONDITION_FAILED`. @defaultValue it is done in any case */
  readonly ifMatch?: string | undefined;
  /** Sent with a POST: the same one when a request is repeated. @defaultValue a random one */
  readonly idempotencyKey?: string | undefined;
  /** Gives the request up. */
  readonly signal?: AbortSignal | undefined;
  /** How long it may take, in milliseconds. @defaultValue that of the client */
  readonly timeoutMs?: number | undefined;
}

/** What a request is made with: `path`, `query` and `body` where its operation has them. */
export type RequestOf<M extends Method, Path extends PathOf<M>> = ParametersOf<OperationOf<M, Path>> &
  BodyOf<OperationOf<M, Path>> &
  CallerOptions;

type SuccessOf<Operation> = Operation extends { readonly responses: infer Responses } ? Responses[keyof Responses] : never;

/** What a request is answered with. */
export type DataOf<M extends Method, Path extends PathOf<M>> =
  SuccessOf<OperationOf<M, Path>> extends { content: { readonly 'application/json': infer Data } } ? Data : never;

/** The lists that are read page by page. */
export type ListPath = {
  [Path in PathOf<'get'>]: DataOf<'get', Path> extends { readonly nextCursor: string | null } ? Path : never;
}[PathOf<'get'>];
