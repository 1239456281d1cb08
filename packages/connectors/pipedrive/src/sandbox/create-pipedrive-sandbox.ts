import { systemClock, type Clock } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { SandboxCursors, SandboxTokens, type SandboxTokenOptions } from '@frigg-crm/http/sandbox';
import { createSandboxPeople, type SandboxPeopleOptions } from './create-sandbox-people.ts';
import { personRoutes } from './person-routes.ts';
import type { PersonStore, Position, SandboxPeople } from './person-store.ts';
import { RecordStore } from './record-store.ts';
import { activityRoutes, type SandboxActivity } from './sandbox-activities.ts';
import { createSandboxApp } from './sandbox-app.ts';
import { DealStore, LeadStore, dealRoutes, type SandboxDeal, type SandboxDealInput, type SandboxLead } from './sandbox-deals.ts';
import { itemRoutes } from './item-routes.ts';
import { noteRoutes, type SandboxNote } from './sandbox-notes.ts';
import { OrganizationStore, type SandboxOrganizations } from './sandbox-organizations.ts';
import type { SandboxRoute } from './sandbox-route.ts';
import { DEFAULT_USERS, userRoutes, type SandboxCompany, type SandboxUser } from './sandbox-users.ts';
import { SandboxWebhooks, type SandboxWebhookControl } from './sandbox-webhooks.ts';
import { toUninstallRequest } from './to-uninstall-request.ts';
import { webhookRoutes } from './webhook-routes.ts';
import { withSandboxLimits, type SandboxLimitOptions } from './with-sandbox-limits.ts';

/** What a sandbox starts with, how strict it is, and where its webhooks go. */
export interface PipedriveSandboxOptions extends SandboxPeopleOptions, SandboxLimitOptions {
  readonly tokens?: SandboxTokenOptions | undefined;
  /** How long a cursor is good for, in milliseconds. @defaultValue without end */
  readonly cursorLifetimeMs?: number | undefined;
  /** Whether lists hold deleted people, with `is_deleted`. @defaultValue true */
  readonly listDeleted?: boolean | undefined;
  /** What token responses say. @defaultValue 'https://sandbox.pipedrive.com' */
  readonly apiDomain?: string | undefined;
  /** The users of the company; the last one has connected. @defaultValue five, with the ids 1 to 5, the last an administrator */
  readonly users?: readonly SandboxUser[] | undefined;
  /** @defaultValue { id: 123, name: 'Acme', country: 'US' } */
  readonly company?: SandboxCompany | undefined;
  /** What the app may do. @defaultValue all that this connector requests */
  readonly scopes?: readonly string[] | undefined;
  /** Keys of activity types; the first is the default. @defaultValue ['task', 'call', 'meeting'] */
  readonly activityTypes?: readonly string[] | undefined;
  /** Where webhooks are delivered to. @defaultValue globalThis.fetch */
  readonly deliver?: Fetch | undefined;
  /** Whether Pipedrive would get a response from an address that a webhook is made for. @defaultValue always */
  readonly isReachable?: ((url: string) => boolean) | undefined;
  readonly clock?: Clock | undefined;
}

/** What a sandbox has been asked. */
export interface PipedriveSandboxStats {
  /** Requests that reached a route; those refused by the rate limit or lost in a fault did not. */
  readonly requests: number;
  readonly byRoute: Readonly<Record<string, number>>;
  /** Refused by a rate limit. */
  readonly rateLimited: number;
  /** Taken from the daily budget of the company. */
  readonly cost: number;
}

/** A Pipedrive company in memory that speaks the real wire format. */
export interface PipedriveSandbox {
  /** Serves it: give it to a client, to msw or to a server. The host of the request does not matter. */
  readonly fetch: Fetch;
  readonly people: SandboxPeople;
  readonly organizations: SandboxOrganizations;
  readonly users: readonly SandboxUser[];
  /** Who has connected. */
  readonly me: SandboxUser;
  readonly company: SandboxCompany;
  readonly deals: { readonly all: readonly SandboxDeal[]; add(deal: SandboxDealInput): SandboxDeal };
  readonly leads: { add(lead: Omit<SandboxDealInput, 'status' | 'title'>): SandboxLead };
  readonly webhooks: SandboxWebhookControl;
  /** The host that token responses name. */
  apiDomain: string;
  /** The access token of now. */
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly accessTokenExpiresAtMs: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly stats: PipedriveSandboxStats;
  /** The access token of now is refused from now on. */
  expireAccessToken(): void;
  /** Every cursor that is under way is refused from now on. */
  expireCursors(): void;
  /** Every activity, deleted ones too. */
  activities(): readonly SandboxActivity[];
  /** Every note, deleted ones too. */
  notes(): readonly SandboxNote[];
  /** The user removes the app: tokens are refused, and so is their refresh; its webhooks are gone. */
  disconnect(): void;
  /** As `disconnect`. @returns the DELETE that Pipedrive sends to the app's callback URL, for a test to deliver. */
  uninstall(options: { readonly deliverTo: string }): Request;
}

const CLIENT = { id: 'sandbox-client', secret: 'sandbox-secret' };
const SCOPES = [
  'base',
  'contacts:full',
  'activities:full',
  'deals:read',
  'deals:full',
  'leads:read',
  'users:read',
  'search:read',
  'webhooks:full',
];

/**
 * Makes a sandbox. It is as strict as the API: unknown and malformed parameters and fields are refused, cursors belong to
 * their query, tokens to their scopes.
 * @example
 * const sandbox = createPipedriveSandbox({ people: 1000 });
 * const client = createPipedriveClient({ baseUrl: sandbox.apiDomain, token: sandbox.accessToken, fetch: sandbox.fetch });
 */
export function createPipedriveSandbox(options: PipedriveSandboxOptions = {}): PipedriveSandbox {
  const { clock = systemClock, scopes = SCOPES } = options;
  const state = createState(options, clock);
  const { tokens, cursors, webhooks, people, organizations, domain, activities, notes } = state;
  const spent: Spent = { cost: 0, rateLimited: 0, byRoute: new Map() };
  const disconnect = (): void => disconnectApp(state);
  const app = createSandboxApp({
    routes: createRoutes(options, state),
    tokens,
    client: CLIENT,
    clock,
    apiDomain: () => domain.value,
    scopes,
    count: (route) => void spent.byRoute.set(route, (spent.byRoute.get(route) ?? 0) + 1),
    spend: (cost) => void (spent.cost += cost),
    onRevoke: disconnect,
  });

  return {
    fetch: withSandboxLimits(app, options, { clock, onRefusal: () => void (spent.rateLimited += 1) }),
    people,
    organizations,
    users: state.users,
    me: state.me,
    company: state.company,
    deals: state.deals,
    leads: state.leads,
    webhooks,
    get apiDomain() {
      return domain.value;
    },
    set apiDomain(renamed) {
      domain.value = renamed;
    },
    get accessToken() {
      return tokens.accessToken;
    },
    get refreshToken() {
      return tokens.refreshToken;
    },
    get accessTokenExpiresAtMs() {
      return tokens.expiresAtMs;
    },
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    get stats() {
      return toStats(spent);
    },
    expireAccessToken: () => tokens.expire(),
    expireCursors: () => cursors.expire(),
    activities: () => activities.all,
    notes: () => notes.all,
    disconnect,
    uninstall: ({ deliverTo }) => {
      disconnect();
      return toUninstallRequest({ url: deliverTo, client: CLIENT, companyId: state.company.id, userId: state.me.id, clock });
    },
  };
}

function disconnectApp({ tokens, webhooks }: SandboxState): void {
  tokens.disconnect();
  webhooks.clear();
}

interface Spent {
  cost: number;
  rateLimited: number;
  readonly byRoute: Map<string, number>;
}

function toStats({ byRoute, cost, rateLimited }: Spent): PipedriveSandboxStats {
  const requests = [...byRoute.values()].reduce((sum, each) => sum + each, 0);
  return { requests, byRoute: Object.fromEntries(byRoute), rateLimited, cost };
}

interface SandboxState {
  readonly people: PersonStore;
  readonly organizations: OrganizationStore;
  readonly activities: RecordStore<SandboxActivity>;
  readonly notes: RecordStore<SandboxNote>;
  readonly deals: DealStore;
  readonly leads: LeadStore;
  readonly users: readonly SandboxUser[];
  readonly me: SandboxUser;
  readonly company: SandboxCompany;
  readonly cursors: SandboxCursors<Position>;
  readonly tokens: SandboxTokens;
  readonly webhooks: SandboxWebhooks;
  readonly domain: { value: string };
}

function createState(options: PipedriveSandboxOptions, clock: Clock): SandboxState {
  const { cursorLifetimeMs: lifetimeMs = Number.POSITIVE_INFINITY, users = DEFAULT_USERS } = options;
  const { company = { id: 123, name: 'Acme', country: 'US' }, deliver = async (request) => fetch(request) } = options;
  const me = users.at(-1);
  if (me === undefined) throw new RangeError('Give the sandbox at least one user');
  const domain = { value: options.apiDomain ?? 'https://sandbox.pipedrive.com' };
  const host = (): string => (URL.canParse(domain.value) ? new URL(domain.value).host : '');
  const webhooks = new SandboxWebhooks({ clock, companyId: company.id, userId: me.id, host, deliver });
  const people = createSandboxPeople(options, clock);
  people.onChange = (change) => webhooks.emit(change);
  return {
    people,
    organizations: new OrganizationStore(options.organizations ?? 50),
    activities: new RecordStore(clock),
    notes: new RecordStore(clock),
    deals: new DealStore(clock),
    leads: new LeadStore(clock),
    users,
    me,
    company,
    // A cursor marks an item, whatever the size of the page.
    cursors: new SandboxCursors({ clock, lifetimeMs, ignored: ['cursor', 'limit'] }),
    tokens: new SandboxTokens(clock, options.tokens),
    webhooks,
    domain,
  };
}

function createRoutes(
  { listDeleted = true, activityTypes: types = ['task', 'call', 'meeting'], isReachable = () => true }: PipedriveSandboxOptions,
  state: SandboxState,
): readonly SandboxRoute[] {
  const { people, deals, leads, users, me } = state;
  const exists = {
    person: (id: number) => people.get(id)?.is_deleted === false,
    user: (id: number) => users.some((user) => user.id === id && user.active_flag),
    deal: (id: number) => deals.all.some((deal) => deal.id === id),
    lead: (id: string) => leads.all.some((lead) => lead.id === id),
  };
  return [
    ...personRoutes({ ...state, listDeleted }),
    ...activityRoutes({ ...state, meId: me.id, types, exists }),
    ...noteRoutes({ ...state, personExists: exists.person, userExists: exists.user }),
    ...dealRoutes({ ...state, personExists: exists.person, userExists: exists.user }),
    ...itemRoutes(state),
    ...userRoutes({ ...state, apiDomain: () => state.domain.value }),
    ...webhookRoutes({ ...state, isReachable }),
  ];
}
