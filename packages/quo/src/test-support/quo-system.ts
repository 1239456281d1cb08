import type { Fetch } from '@frigg-crm/http';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { createQuoClient, type QuoClient, type QuoClientOptions } from '../create-quo-client.ts';
import { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from '../sandbox/create-quo-sandbox.ts';

/** A request as it left the client. */
export interface SentRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
  readonly atMs: number;
}

/** A client, the sandbox it talks to, and all that was said. */
export interface QuoSystem {
  readonly clock: VirtualClock;
  readonly sandbox: QuoSandbox;
  readonly quo: QuoClient;
  readonly sent: readonly SentRequest[];
  /** What was sent, as `METHOD /path`, without queries. */
  readonly log: () => readonly string[];
  /** Lets time pass until the work has settled. */
  readonly run: <Result>(work: Promise<Result>) => Promise<Result>;
}

/** Stands between client and sandbox: may answer by itself. */
export type Interfere = (request: Request, next: Fetch) => Promise<Response>;

/** Makes a client on a virtual clock in front of a sandbox. */
export function createQuoSystem(
  options: { readonly sandbox?: QuoSandboxOptions; readonly client?: Partial<QuoClientOptions>; readonly interfere?: Interfere } = {},
): QuoSystem {
  const clock = createVirtualClock();
  const sandbox = createQuoSandbox({ clock, partnerKeys: ['partner-secret'], ...options.sandbox });
  const sent: SentRequest[] = [];
  const { interfere = async (request, next) => next(request) } = options;
  const fetch: Fetch = async (request) => {
    const { pathname, search } = new URL(request.url);
    sent.push({
      method: request.method,
      target: pathname + search,
      headers: request.headers,
      body: await request.clone().text(),
      atMs: clock.now(),
    });
    return interfere(request, sandbox.fetch);
  };
  const quo = createQuoClient({ apiKey: 'key-1', fetch, clock, random: () => 0.5, source: 'acme', ...options.client });
  return {
    clock,
    sandbox,
    quo,
    sent,
    log: () => sent.map(({ method, target }) => `${method} ${target.split('?')[0]}`),
    run: async (work) => clock.runUntil(work),
  };
}
