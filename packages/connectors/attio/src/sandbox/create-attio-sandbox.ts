import { systemClock, type Clock } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import {
  SandboxTokens,
  createOAuthRoutes,
  createSandboxApp,
  type SandboxLimits,
  type SandboxRoute,
  type SandboxStats,
} from '@frigg-crm/http/sandbox';
import { generatePerson } from './generate-person.ts';
import { PersonStore, type SandboxPeople } from './person-store.ts';
import { createRecordRoutes, type SandboxCompanies } from './record-routes.ts';
import { failure, invalid, notFound } from './sandbox-answers.ts';
import { toSandboxId } from './sandbox-ids.ts';
import { SandboxNotes, type SandboxNote } from './sandbox-notes.ts';
import type { SandboxPersonInput } from './sandbox-person.ts';
import { SandboxWebhooks } from './sandbox-webhooks.ts';

/** Options of {@link createAttioSandbox}. */
export interface AttioSandboxOptions extends SandboxLimits {
  /** How many people, or these people. Only the listed ones are held in memory. @defaultValue 100 */
  readonly people?: number | readonly SandboxPersonInput[] | undefined;
  /** Share of people without a phone number, 0 to 1. @defaultValue 0.02 */
  readonly withoutPhone?: number | undefined;
  /** Share of people of an awkward shape, 0 to 1. @defaultValue 0.05 */
  readonly awkward?: number | undefined;
  /** How many companies. @defaultValue 50 */
  readonly companies?: number | undefined;
  /** Requests per second; more are refused with 429. @defaultValue 100 */
  readonly requestsPerSecond?: number | undefined;
  /** Requests per second that write. @defaultValue a quarter of `requestsPerSecond` */
  readonly writesPerSecond?: number | undefined;
  /** What the app may do. @defaultValue all that this connector needs */
  readonly scopes?: readonly string[] | undefined;
  /** Whether notes can be changed: older versions of the API cannot. @defaultValue true */
  readonly canUpdateNotes?: boolean | undefined;
  /** Whether the response to the creation of a webhook has its secret. @defaultValue true */
  readonly sendsWebhookSecret?: boolean | undefined;
  /** Whether webhooks may go to this machine, without encryption: for a demo, which has no public address. @defaultValue false */
  readonly acceptsLoopback?: boolean | undefined;
  /** Receives the events. @defaultValue globalThis.fetch */
  readonly deliver?: Fetch | undefined;
  readonly clock?: Clock | undefined;
}

/** An Attio workspace in memory. */
export interface AttioSandbox {
  readonly fetch: Fetch;
  readonly stats: SandboxStats;
  /** Where its endpoints are, of OAuth too. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly people: SandboxPeople;
  /** Names by number; delete one and it is gone. */
  readonly companies: SandboxCompanies;
  readonly webhooks: SandboxWebhooks;
  readonly notes: () => readonly SandboxNote[];
  /** The id of the workspace; it can be set, as if another account were connected. */
  workspaceId: string;
  /** A user removes the app from the workspace: `/v2/self` says that the token is inactive, everything else 401. */
  disconnect(): void;
}

const BASE_URL = 'https://api.attio.com';
const CLIENT = { id: 'sandbox-client', secret: 'sandbox-client-secret' };
const OAUTH = { client: CLIENT, paths: { authorize: '/authorize', token: '/oauth/token' }, clientAuthentication: 'body' } as const;
const SCOPES = ['record_permission:read', 'object_configuration:read', 'note:read-write', 'webhook:read-write'];

/**
 * Makes an Attio that speaks the real wire format and is strict: what the API does not document is refused.
 * @example
 * const sandbox = createAttioSandbox({ people: 250 });
 * const client = createAttioClient({ token: sandbox.accessToken, fetch: sandbox.fetch });
 */
export function createAttioSandbox(options: AttioSandboxOptions = {}): AttioSandbox {
  const { clock = systemClock, requestsPerSecond = 100, writesPerSecond = requestsPerSecond / 4, scopes = SCOPES, seed } = options;
  const tokens = new SandboxTokens(clock, { lifetimeMs: Number.POSITIVE_INFINITY });
  const people = createStore(options, clock);
  const companies: SandboxCompanies = new Map(
    Array.from({ length: options.companies ?? 50 }, (_, index) => [index + 1, `Company ${index + 1}`]),
  );
  const { deliver, sendsWebhookSecret: sendsSecret, acceptsLoopback } = options;
  const webhooks = new SandboxWebhooks({ clock, deliver, sendsSecret, acceptsLoopback });
  people.onChange = (change) => webhooks.emitPerson(change);
  const notes = new SandboxNotes({ people, clock, canUpdate: options.canUpdateNotes });
  const identify: SandboxRoute = {
    query: {},
    isPublic: true,
    handle: ({ request }) =>
      Response.json(tokens.accepts(request.headers.get('authorization')) ? toSelf(sandbox.workspaceId, scopes) : { active: false }),
  };
  const app = createSandboxApp({
    clock,
    seed,
    faults: options.faults,
    authorize: (request, route) => authorize({ request, route, tokens, scopes }),
    refuse: invalid,
    notFound: () => notFound('Route'),
    rateLimits: [
      { requests: writesPerSecond, applies: isWrite, refuse: (waitMs) => tooMany(clock.now() + waitMs) },
      { requests: requestsPerSecond, refuse: (waitMs) => tooMany(clock.now() + waitMs) },
    ],
    further: createOAuthRoutes({ ...OAUTH, tokens, clock }),
    routes: {
      'GET /v2/self': identify,
      ...createRecordRoutes({ people, companies }),
      ...notes.routes(),
      ...webhooks.routes(),
    },
  });
  const sandbox: AttioSandbox = {
    fetch: app.fetch,
    get stats() {
      return app.stats;
    },
    baseUrl: BASE_URL,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    get accessToken() {
      return tokens.accessToken;
    },
    people,
    companies,
    webhooks,
    notes: () => notes.all,
    workspaceId: toSandboxId('workspace', 1),
    disconnect: () => tokens.disconnect(),
  };
  return sandbox;
}

function createStore(
  { people = 100, withoutPhone = 0.02, awkward = 0.05, companies = 50, seed = 1 }: AttioSandboxOptions,
  clock: Clock,
): PersonStore {
  const isMadeUp = typeof people === 'number';
  const shape = isMadeUp ? { seed, withoutPhone, awkward, companies } : { seed, withoutPhone: 0, awkward: 0, companies };
  const count = isMadeUp ? people : 0;
  const store = new PersonStore({ count, clock, generate: (number, createdAtMs) => generatePerson(number, createdAtMs, shape) });
  if (!isMadeUp) for (const person of people) store.add(person);
  return store;
}

interface Access {
  readonly request: Request;
  readonly route: string;
  readonly tokens: SandboxTokens;
  readonly scopes: readonly string[];
}

/** Each route needs scopes (Attio REST API, the reference of each); one that may write may read too. */
function authorize({ request, route, tokens, scopes }: Access): Response | undefined {
  if (!tokens.accepts(request.headers.get('authorization'))) return failure(401, 'unauthorized', 'The token is not valid.');
  const missing = scopesOf(route).find((scope) => !scopes.includes(scope) && !scopes.includes(scope.replace(/:read$/, ':read-write')));
  return missing === undefined ? undefined : failure(403, 'insufficient_scopes', `The token lacks the scope ${missing}.`);
}

function scopesOf(route: string): readonly string[] {
  const access = route.startsWith('GET') ? 'read' : 'read-write';
  if (route.includes('/v2/webhooks')) return [`webhook:${access}`];
  const records = ['record_permission:read', 'object_configuration:read'];
  if (route.includes('/v2/notes')) return [`note:${access}`, ...records];
  return route.includes('/records') ? records : ['object_configuration:read'];
}

function toSelf(workspaceId: string, scopes: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    active: true,
    scope: scopes.join(' '),
    client_id: CLIENT.id,
    token_type: 'Bearer',
    exp: null,
    iat: 1_760_000_000,
    sub: workspaceId,
    aud: CLIENT.id,
    iss: 'attio.com',
    authorized_by_workspace_member_id: toSandboxId('member', 1),
    workspace_id: workspaceId,
    workspace_name: 'Sandbox',
    workspace_slug: 'sandbox',
    workspace_logo_url: null,
  };
}

/** Queries are reads, though they are POSTs. */
function isWrite({ method, url }: Request): boolean {
  return method !== 'GET' && !/\/(query|search|token)$/.test(new URL(url).pathname);
}

/** The hint is a date in whole seconds (Attio REST API, Rate limiting). */
function tooMany(untilMs: number): Response {
  const date = new Date(Math.ceil(untilMs / 1000) * 1000).toUTCString();
  return failure(429, 'rate_limit_exceeded', 'Rate limit exceeded, please try again later', { 'retry-after': date });
}
