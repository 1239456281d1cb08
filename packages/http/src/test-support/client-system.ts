import { silentLogger, type LogFields, type Logger } from '@frigg-crm/core';
import { createVirtualClock, TEST_START_MS, type VirtualClock } from '@frigg-crm/testing';
import * as z from 'zod';
import { ApiError } from '../errors/api-error.ts';
import type { ApiRequest, Fetch, HttpClientOptions } from '../api-request.ts';
import { createHttpClient, type HttpClient } from '../http-client.ts';

/** One response of the simulated API. */
export type Respond = () => Response | Promise<Response>;

/** A client on a virtual clock, with what it sent and logged. */
export interface ClientSystem {
  readonly http: HttpClient;
  readonly clock: VirtualClock;
  readonly sent: { readonly request: Request; readonly atMs: number }[];
  readonly lines: string[];
  readonly call: (request?: Partial<ApiRequest>) => Promise<unknown>;
}

/** What `call` reads by default. */
export const schema = z.object({ ok: z.boolean() });

/** A response that fits `schema`. */
export const OK: Respond = () => Response.json({ ok: true });

/** A response with this status and an error body that holds a name. */
export const status =
  (code: number, headers: Record<string, string> = {}): Respond =>
  () =>
    Response.json({ code: 'E1', trace: 'T1', message: 'Ann Lee' }, { status: code, headers });

/** A client that is given these responses one after the other, the last one for ever. */
export function setUp(
  responses: readonly Respond[],
  options: Partial<Omit<HttpClientOptions, 'clock'>> & { readonly clock?: VirtualClock } = {},
): ClientSystem {
  const clock = options.clock ?? createVirtualClock();
  const sent: ClientSystem['sent'] = [];
  const lines: string[] = [];
  const fetch: Fetch = async (request) => {
    sent.push({ request, atMs: clock.now() - TEST_START_MS });
    return (responses[sent.length - 1] ?? responses.at(-1)!)();
  };
  const http = createHttpClient({
    api: 'Acme',
    baseUrl: 'https://api.example.com',
    fetch,
    clock,
    random: () => 1,
    maxWaitMs: 60_000,
    logger: createLogger(lines),
    ...options,
  });
  return {
    http,
    clock,
    sent,
    lines,
    call: async (request = {}) => clock.runUntil(http.request({ method: 'GET', path: '/v1/people', schema, ...request })),
  };
}

function createLogger(lines: string[]): Logger {
  const write = (fields: LogFields, message: string): void => {
    lines.push(JSON.stringify({ ...fields, message }));
  };
  return { ...silentLogger, debug: write, info: write, warn: write, error: write };
}

/** The error that a call ended with; throws when the call succeeded or failed otherwise. */
export const failureOf = async (work: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ApiError.is(error)) throw new Error('expected the error of an API call', { cause: error });
  return error;
};
