// Not `@frigg-crm/client`: that one is for programs with a token. Here the session is a cookie, each answer sets the clock, and every
// kilobyte of the first load counts.

import { learnServerTime } from './server-clock.ts';
import type { Problem } from './types.ts';

/** Where the page is, as the server has said: it may be below any path. */
export const BASE_URL: URL = new URL('.', document.baseURI);
/** The path of the API, without a slash at its end. */
export const API_PATH: string =
  document.querySelector<HTMLMetaElement>('meta[name="frigg-crm-api"]')?.content ?? `${BASE_URL.pathname}api/v1`;

/** How a request ends that the server did not carry out. */
export class ApiError extends Error {
  readonly status: number;
  /** `OFFLINE`: nothing came back. */
  readonly code: string;
  readonly requestId: string | undefined;
  readonly fields: readonly { readonly pointer: string; readonly detail: string }[];

  constructor(
    problem: Partial<Omit<Problem, 'code'>> & { readonly status: number; readonly code?: Problem['code'] | 'OFFLINE' | undefined },
  ) {
    super(problem.detail ?? problem.title ?? `The server answered ${problem.status}`);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code ?? 'UNKNOWN';
    this.requestId = problem.requestId;
    this.fields = problem.errors ?? [];
  }
}

/** What a request says besides its path. */
export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: unknown;
  /** What the caller has seen: refused with 412 when it has changed. */
  readonly ifMatch?: string | undefined;
  /** The same one when a request is repeated. */
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An answer with what it compares with. */
export interface Answer<Body> {
  readonly body: Body;
  readonly etag: string | undefined;
}

const onSignedOut = new Set<() => void>();

/** @param listener - Called when the server knows no session any more. @returns what ends it. */
export function whenSignedOut(listener: () => void): () => void {
  onSignedOut.add(listener);
  return () => onSignedOut.delete(listener);
}

/** @returns an answer of the API with its ETag. @throws {ApiError} */
export async function request<Body>(path: string, options: RequestOptions = {}): Promise<Answer<Body>> {
  const startedMs = Date.now();
  const response = await send(path, options);
  learnServerTime(response.headers.get('date'), startedMs);
  const parsed = parse(await response.text());
  if (response.ok) return { body: parsed as Body, etag: response.headers.get('etag') ?? undefined };
  if (response.status === 401 && !DOORS.has(path)) for (const listener of onSignedOut) listener();
  throw new ApiError({ ...(parsed as Partial<Problem> | undefined), status: response.status });
}

/** There a 401 is about what was given, not about the session. */
const DOORS: ReadonlySet<string> = new Set(['/session', '/session/passkey', '/setup']);

async function send(path: string, { method = 'GET', query = {}, signal, ...options }: RequestOptions): Promise<Response> {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
  const { body } = options;
  const init: RequestInit = { method, headers: headersOf(options) };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (signal !== undefined) init.signal = signal;
  try {
    return await fetch(`${API_PATH}${path}${search.size > 0 ? `?${search.toString()}` : ''}`, init);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError({ status: 0, code: 'OFFLINE', detail: 'The server cannot be reached. What is shown is as old as it says.' });
  }
}

function headersOf({ body, ifMatch, idempotencyKey }: RequestOptions): Record<string, string> {
  return {
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
}

/** @returns the body of an answer. @throws {ApiError} */
export async function get<Body>(path: string, query?: RequestOptions['query'], signal?: AbortSignal): Promise<Body> {
  return (await request<Body>(path, { query, signal })).body;
}

/** @returns a new random name of a request. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
