import { createRoutes } from './create-routes.ts';
import { ConfigurationError, type Clock, type IdGenerator, type Logger } from '@frigg-crm/core';
import type { EventRecorder, LiveEventLog, LiveHub } from '@frigg-crm/live/server';
import { Hono } from 'hono';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Access, type AccessOptions } from './access/access.ts';
import type { Authorize } from './access/principal.ts';
import { setUpPage } from './access/setup-page.ts';
import { AuditLog } from './audit/audit-log.ts';
import type { Backend } from './backend.ts';
import { BulkOperations } from './bulk/bulk-operations.ts';
import { checkReadiness, type PartCheck, type Readiness } from './health/readiness.ts';
import { REACHABILITY_PATH, REACHED } from './diagnostics/test-reachability.ts';
import { handleRequest, refuse, type RequestDependencies } from './http/handle-request.ts';
import { Idempotency } from './http/idempotency.ts';
import { REQUEST_LIMITS, RequestCounter, type RequestLimits } from './http/request-limits.ts';
import type { Route } from './http/route.ts';
import { createLiveDoor, isLiveUpgrade, LIVE_PATH, refuseUpgrade, type LiveDoor } from './live/live-door.ts';
import { observeWebhooks } from './live/observe-webhooks.ts';
import { createMetricsDoor } from './metrics/metrics-door.ts';
import type { ServerMetrics } from './metrics/server-metrics.ts';
import { answerCallback } from './oauth/answer-callback.ts';
import { CALLBACK_PATH } from './oauth/authorization-routes.ts';
import { Authorizations } from './oauth/authorizations.ts';
import type { OAuthConnections } from './oauth/oauth-connection.ts';
import { createOpenApiDocument, type OpenApiDocument } from './openapi/create-openapi-document.ts';
import { traceRequests } from './tracing/trace-requests.ts';
import { VERSION } from './version.ts';

/** What {@link createServer} is made with. */
export interface ServerOptions extends Backend {
  /** Says who makes a request and what may be done, for an app with users of its own. Asked before `access`. @defaultValue `access` alone */
  readonly authorize?: Authorize | undefined;
  /** Operators with passwords, API keys and tenants, kept in the store; adds the routes to manage them. @defaultValue there are none */
  readonly access?: AccessOptions | undefined;
  /** How accounts are connected by consent, by connector. @defaultValue with tokens only */
  readonly oauth?: OAuthConnections | undefined;
  /**
   * Where browsers find the server, such as `https://crm.example.com/frigg`: behind a proxy that ends TLS no request says
   * it. @defaultValue the origin of each request
   */
  readonly publicUrl?: string | undefined;
  /** The part of the path that belongs to the server, such as `/frigg`. @defaultValue the path of `publicUrl`, or none */
  readonly basePath?: string | undefined;
  /** How much the server takes at a time. */
  readonly limits?: Partial<RequestLimits> | undefined;
  /** Live progress at `/api/v1/live`. @defaultValue there is none */
  readonly live?: ServerLive | undefined;
  /** What the program measures, at `/metrics`. @defaultValue there is no such route */
  readonly metrics?: ServerMetrics | undefined;
  /** `key`: reading metrics takes the right `see-metrics`; `open`: it takes nothing, for private networks. @defaultValue 'key' */
  readonly metricsFor?: 'key' | 'open' | undefined;
  /** What else has to work before the program is ready, by name. @defaultValue the store alone */
  readonly parts?: Readonly<Record<string, PartCheck>> | undefined;
  /** @defaultValue that of the engine */
  readonly clock?: Clock | undefined;
  /** @defaultValue those of the engine */
  readonly ids?: IdGenerator | undefined;
  /** Gets a line for each request. @defaultValue that of the engine */
  readonly logger?: Logger | undefined;
}

/** What live progress is served from. */
export interface ServerLive {
  readonly hub: LiveHub;
  /** The logs of integrations; adds the route that reads them. @defaultValue there are none */
  readonly eventLog?: LiveEventLog | undefined;
  /** Gets what callers and webhooks do. @defaultValue nothing is recorded */
  readonly recorder?: Pick<EventRecorder, 'record'> | undefined;
}

/** The HTTP API of an engine. */
export interface Server {
  /** Answers a request. Never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Says who makes a request, as for the API: for what is beside it, such as the sockets of an API Gateway. */
  readonly authorize: Authorize;
  /** For the event `upgrade` of a Node server: takes sockets of live progress, and refuses all others. Never throws. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** What `/api/v1/openapi.json` shows. */
  readonly document: OpenApiDocument;
  /** Says `draining` from now on where readiness is asked; requests are still answered. */
  readonly drain: () => void;
  /** @returns whether the first operator is still to be created, at `/setup#token=…`. */
  readonly needsSetUp: () => Promise<boolean>;
}

/**
 * Makes the HTTP API of an engine, over nothing but `Request` and `Response`: it runs alone, or inside an app of your own
 * below any path, with your own `authorize`.
 *
 * @example
 * ```ts
 * const server = createServer({ engine, services, vault, connectors, authorize: () => ({ id: 'me', actions: new Set(ACTIONS) }) });
 * app.all('/*', (context) => server.fetch(context.req.raw));
 * ```
 * @throws {ConfigurationError} when `publicUrl` or `basePath` cannot be used.
 */
export function createServer(options: ServerOptions): Server {
  const { engine, live, metrics, parts = {} } = options;
  const system = systemOf(options);
  const { origin, basePath, serverUrl } = readPlace(options);
  const { documents } = engine.store;
  const access = options.access && new Access(documents, system.clock, options.access);
  const audit = new AuditLog(documents, system.clock, system.ids);
  const authorizations = new Authorizations(options, { connections: options.oauth, clock: system.clock });
  const bulk = new BulkOperations(options);
  const made = { access, audit, authorizations, bulk, clock: system.clock, basePath };
  const routes = createRoutes(options, { ...made, publicUrl: options.publicUrl, eventLog: live?.eventLog });
  const document = createOpenApiDocument(routes, { serverUrl, version: VERSION });
  const limits = { ...REQUEST_LIMITS, ...withoutUndefined(options.limits ?? {}) };
  const dependencies: RequestDependencies = {
    ...system,
    authorize: eitherOf(options.authorize, access?.authorize),
    originOf: (request) => origin ?? new URL(request.url).origin,
    limits,
    counter: new RequestCounter(system.clock, limits.requestsPerMinute),
    idempotency: new Idempotency(documents, system.clock),
    audit,
    recorder: live?.recorder,
    metrics,
  };
  const door = live && createLiveDoor({ hub: live.hub, services: options.services, dependencies, origin });
  let isDraining = false;
  const ready = async (): Promise<Readiness> => {
    const readiness = await checkReadiness({ documents, clock: system.clock, parts });
    return isDraining ? { ...readiness, status: 'draining' } : readiness;
  };
  const app = mount(routes, {
    dependencies,
    basePath,
    document,
    ready,
    receive: observeWebhooks(options.services.receive, { recorder: live?.recorder, metrics }),
    receiveCallback: async (request) => answerCallback({ backend: options, authorizations, audit, ...system }, request),
    door,
    readMetrics: metrics && createMetricsDoor(metrics, { ...dependencies, isOpen: options.metricsFor === 'open' }),
    hasSetUp: options.access?.setupToken !== undefined,
  });
  return {
    fetch: traceRequests(async (request) => secured(await app.fetch(request))),
    authorize: dependencies.authorize,
    upgrade(request, socket, head) {
      if (door !== undefined && isLiveUpgrade(request, basePath)) door.handleUpgrade(request, socket, head);
      else refuseUpgrade(socket);
    },
    document,
    needsSetUp: async () => (await access?.needsSetUp()) ?? false,
    drain() {
      isDraining = true;
      bulk.stop();
    },
  };
}

function systemOf({ engine: { system }, clock, ids, logger }: ServerOptions): Pick<RequestDependencies, 'clock' | 'ids' | 'logger'> {
  return { clock: clock ?? system.clock, ids: ids ?? system.ids, logger: logger ?? system.logger };
}

/** @throws {ConfigurationError} when there is neither: an API that is open to all is not made by leaving something out. */
function eitherOf(own: Authorize | undefined, access: Authorize | undefined): Authorize {
  if (own === undefined && access === undefined) throw new ConfigurationError('createServer needs authorize or access: who may call it');
  return async (request) => (await own?.(request)) ?? access?.(request);
}

interface Mounting {
  readonly dependencies: RequestDependencies;
  readonly basePath: string;
  readonly document: OpenApiDocument;
  readonly ready: () => Promise<Readiness>;
  readonly receive: Backend['services']['receive'];
  readonly receiveCallback: (request: Request) => Promise<Response>;
  readonly door: LiveDoor | undefined;
  readonly readMetrics: ((request: Request) => Promise<Response>) | undefined;
  readonly hasSetUp: boolean;
}

function mount(routes: readonly Route[], mounting: Mounting): Hono {
  const { dependencies, basePath, document, ready, receive, receiveCallback, door, readMetrics, hasSetUp } = mounting;
  const app = new Hono();
  const { ids, limits } = dependencies;
  const at = (path: string): string => `${basePath}${path}`.replaceAll(/\{(\w+)\}/g, ':$1');
  app.get(at('/healthz'), () => Response.json({ status: 'ok' }));
  app.get(at('/readyz'), async () => {
    const readiness = await ready();
    return Response.json(readiness, { status: readiness.status === 'ready' ? 200 : 503 });
  });
  app.get(at('/api/v1/openapi.json'), () => Response.json(document));
  if (hasSetUp) for (const path of ['/setup', '/setup.js'] as const) app.get(at(path), () => setUpPage(path));
  app.get(at(CALLBACK_PATH), async ({ req }) => receiveCallback(req.raw));
  if (readMetrics !== undefined) app.get(at('/metrics'), async ({ req }) => readMetrics(req.raw));
  if (door !== undefined) app.on(['GET', 'POST'], at(LIVE_PATH), async ({ req }) => door.poll(req.raw));
  app.post(at(REACHABILITY_PATH), () => Response.json(REACHED));
  // What Quo and CRMs send proves by itself where it comes from.
  app.all(at('/webhooks/*'), async ({ req }) => receive(withoutBase(req.raw, basePath)));
  let underWay = 0;
  for (const route of routes) {
    app.on(route.method.toUpperCase(), at(route.path), async (context) => {
      const path = context.req.path.slice(basePath.length);
      if (underWay >= limits.concurrentRequests) return refuse('OVERLOADED', { ids, path });
      underWay += 1;
      try {
        return await handleRequest(dependencies, route, { request: context.req.raw, path, params: context.req.param() });
      } finally {
        underWay -= 1;
      }
    });
  }
  for (const [path, methods] of Map.groupBy(routes, (route) => route.path)) {
    const allow = methods.map(({ method }) => method.toUpperCase()).join(', ');
    app.all(at(path), (context) => refuse('METHOD_NOT_ALLOWED', { ids, path: context.req.path.slice(basePath.length), allow }));
  }
  app.notFound((context) => refuse('NOT_FOUND', { ids, path: context.req.path.slice(basePath.length) }));
  return app;
}

function withoutBase(request: Request, basePath: string): Request {
  if (basePath === '') return request;
  const { method, headers, body, signal } = request;
  const url = new URL(request.url);
  url.pathname = url.pathname.slice(basePath.length);
  return new Request(url, { method, headers, body, signal, ...(body !== null && { duplex: 'half' }) });
}

/** Nothing of an API is for a cache, a frame or a guess at its type. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

function secured(response: Response): Response {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!response.headers.has(name)) response.headers.set(name, value);
  return response;
}

interface Place {
  readonly origin: string | undefined;
  readonly basePath: string;
  /** For the document. */
  readonly serverUrl: string;
}

function readPlace({ publicUrl, basePath }: ServerOptions): Place {
  if (publicUrl !== undefined && !/^https?:\/\/[^?#]+$/.test(publicUrl))
    throw new ConfigurationError('publicUrl must be an http or https URL without query or fragment, such as https://crm.example.com');
  const url = publicUrl === undefined ? undefined : new URL(publicUrl);
  const base = (basePath ?? url?.pathname ?? '').replace(/\/+$/, '');
  if (base !== '' && !/^(\/[\w.~-]+)+$/.test(base)) throw new ConfigurationError('basePath must be a path such as /frigg');
  return { origin: url?.origin, basePath: base, serverUrl: publicUrl ?? (base === '' ? '/' : base) };
}

function withoutUndefined<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  // Only keys whose value is `undefined` are left out.
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}
