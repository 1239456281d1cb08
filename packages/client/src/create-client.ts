import { ConfigurationError } from '@frigg-crm/core';
import createFetchClient, { type Middleware } from 'openapi-fetch';
import { toError, unanswered, unexpected } from './failures.ts';
import type { CallerOptions, DataOf, ListPath, Method, PathOf, RequestOf } from './request-types.ts';
import { ServerRequestError } from './server-request-error.ts';

/** What {@link createClient} is made with. */
export interface ClientOptions {
  /**
   * Where the server is, such as `https://crm.example.com/frigg`; in a browser also a path of the page's own site.
   * @defaultValue the root of the page's own site
   */
  readonly baseUrl?: string | undefined;
  /** An API key or the admin token, sent as `Authorization: Bearer`. @defaultValue none: the cookie of a browser says who calls */
  readonly token?: string | undefined;
  /** Sent with every request, such as `x-frigg-appuserid`. @defaultValue none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long a request may take, in milliseconds. A user action can take a minute: give that request more. @defaultValue 15,000 */
  readonly timeoutMs?: number | undefined;
  /** @defaultValue that of the platform */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** What a request was answered with. */
export interface Answer<Data> {
  readonly data: Data;
  /** The state that was answered, for `ifMatch`; `undefined`: the operation has none. */
  readonly etag: string | undefined;
  /** Its headers and status; its body is read. */
  readonly response: Response;
}

/** Makes requests of one method. @throws {ServerRequestError} whatever the reason is that it failed. */
export type SendRequest<M extends Method> = <Path extends PathOf<M>>(
  path: Path,
  ...request: {} extends RequestOf<M, Path> ? [request?: RequestOf<M, Path>] : [request: RequestOf<M, Path>]
) => Promise<Answer<DataOf<M, Path>>>;

/** Reads a list page by page, each when it is asked for. @throws {ServerRequestError} as the method `get` does. */
export type Pages = <Path extends ListPath>(
  path: Path,
  ...request: {} extends RequestOf<'get', Path> ? [request?: RequestOf<'get', Path>] : [request: RequestOf<'get', Path>]
) => AsyncGenerator<DataOf<'get', Path>, void, void>;

/** The HTTP API of a server, typed by its OpenAPI document. */
export interface Client {
  readonly get: SendRequest<'get'>;
  readonly post: SendRequest<'post'>;
  readonly put: SendRequest<'put'>;
  readonly patch: SendRequest<'patch'>;
  readonly delete: SendRequest<'delete'>;
  readonly pages: Pages;
}

/**
 * Makes a client of the HTTP API.
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://crm.example.com', token: 'fcrm_…' });
 * const { data, etag } = await client.get('/api/v1/syncs/{syncId}', { path: { syncId: 's1' } });
 * if (data.state !== 'PAUSED') await client.post('/api/v1/syncs/{syncId}/pause', { path: { syncId: 's1' }, ifMatch: etag });
 * ```
 * @throws {ConfigurationError} when `baseUrl` cannot be used.
 */
export function createClient({ baseUrl = '', token, headers = {}, timeoutMs = 15_000, fetch }: ClientOptions = {}): Client {
  if (!/^(https?:\/\/[^\s?#]+|(\/[^\s?#]*)?)$/.test(baseUrl))
    throw new ConfigurationError('baseUrl must be an http or https URL without query or fragment, such as https://crm.example.com');
  const inner = createFetchClient({
    baseUrl,
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    // As it is when a request is made: tests and browsers' tools put another one in its place.
    fetch: fetch ?? (async (request) => globalThis.fetch(request)),
    // The types of a request depend on its path; behind this line all requests are alike.
  }) as unknown as FetchClient;
  const sender = <M extends Method>(method: M): SendRequest<M> =>
    (async (path: string, request: AnyRequest = {}) => send(inner, { method, path, request, timeoutMs })) as unknown as SendRequest<M>;
  const get = sender('get');
  return {
    get,
    post: sender('post'),
    put: sender('put'),
    patch: sender('patch'),
    delete: sender('delete'),
    pages: pagesOf(get as unknown as ReadPage) as unknown as Pages,
  };
}

/** A request whose types were checked where it was written. */
interface AnyRequest extends CallerOptions {
  readonly path?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

interface Sending {
  readonly method: Method;
  readonly path: string;
  readonly request: AnyRequest;
  readonly timeoutMs: number;
}

interface FetchClient {
  request(
    method: Method,
    path: string,
    init: {
      readonly params: { readonly path: unknown; readonly query: unknown; readonly header: unknown };
      readonly body: unknown;
      readonly signal: AbortSignal;
      readonly middleware: readonly Middleware[];
    },
  ): Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>;
}

async function send(inner: FetchClient, { method, path, request, timeoutMs: usualMs }: Sending): Promise<Answer<unknown>> {
  const { path: ids = {}, query = {}, body, signal: given, timeoutMs = usualMs } = request;
  checkIds(ids);
  const params = { path: ids, query, header: headersOf(method, request) };
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(given === undefined ? [] : [given])]);
  // What came before the body could not be read, as that of another program.
  let answered: Response | undefined;
  const middleware: readonly Middleware[] = [{ onResponse: ({ response }) => void (answered = response) }];
  try {
    const { data, error, response } = await inner.request(method, path, { params, body, signal, middleware });
    if (!response.ok) throw toError(response, error);
    if (data === undefined) throw unexpected(response);
    return { data, etag: response.headers.get('etag') ?? undefined, response };
  } catch (error) {
    if (error instanceof ServerRequestError) throw error;
    given?.throwIfAborted();
    throw unanswered(error, { answered, timeoutMs });
  }
}

function headersOf(method: Method, { ifMatch, idempotencyKey = randomKey() }: AnyRequest): Readonly<Record<string, string>> {
  return { ...(ifMatch !== undefined && { 'if-match': ifMatch }), ...(method === 'post' && { 'idempotency-key': idempotencyKey }) };
}

/** Addresses lose `.` and `..` on their way, so such an id would be another path: no thing has one. */
function checkIds(ids: Readonly<Record<string, string>>): void {
  for (const [name, id] of Object.entries(ids))
    if (/^\.{0,2}$/.test(id))
      throw new ServerRequestError({ code: 'INVALID_REQUEST', message: `path/${name}: must not be empty, . or ..` });
}

/** `randomUUID` exists on pages of https only, and teams run a server on plain http, too. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

type ReadPage = (path: string, request: AnyRequest) => Promise<Answer<{ readonly nextCursor: string | null }>>;

function pagesOf(
  get: ReadPage,
): (path: string, request?: AnyRequest) => AsyncGenerator<{ readonly nextCursor: string | null }, void, void> {
  return async function* pages(path, request = {}) {
    let { query } = request;
    for (;;) {
      const { data } = await get(path, { ...request, query });
      yield data;
      if (data.nextCursor === null) return;
      query = { ...query, cursor: data.nextCursor };
    }
  };
}
