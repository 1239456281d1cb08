import { systemClock, type Clock } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import {
  SandboxTokens,
  createOAuthRoutes,
  createSandboxApp,
  rules,
  type SandboxEntry,
  type SandboxLimits,
  type SandboxStats,
  type SandboxTokenOptions,
} from '@frigg-crm/http/sandbox';
import { createActivityRoutes } from './activity-routes.ts';
import { generateAccount, generatePerson, type SandboxFields } from './generate-record.ts';
import { createModuleStore, toWireRecord, type ModuleStore } from './module-store.ts';
import { PageTokens, numbered } from './list-page.ts';
import { createRecordRoutes } from './record-routes.ts';
import { SandboxChannels } from './sandbox-channels.ts';
import { failure, refuse } from './zoho-responses.ts';

/** What the sandbox holds, and how it behaves. */
export interface ZohoSandboxOptions extends SandboxLimits {
  /** How many contacts are made up, or the contacts. @defaultValue 100 */
  readonly contacts?: number | readonly SandboxFields[] | undefined;
  /** @defaultValue 0 */
  readonly leads?: number | readonly SandboxFields[] | undefined;
  /** @defaultValue 10 */
  readonly accounts?: number | readonly SandboxFields[] | undefined;
  /** Share of people without a usable phone number, 0 to 1. @defaultValue 0 */
  readonly withoutPhone?: number | undefined;
  /** Share of people of an awkward shape, 0 to 1. @defaultValue 0.05 */
  readonly awkward?: number | undefined;
  /** Users of the company; the first one is connected. @defaultValue one active user */
  readonly users?:
    | readonly { readonly id: string; readonly email: string; readonly full_name: string; readonly status: string }[]
    | undefined;
  /** More are answered 429, without a hint. @defaultValue 1000 */
  readonly requestsPerSecond?: number | undefined;
  /** How far page tokens reach. @defaultValue 100_000 */
  readonly maxListed?: number | undefined;
  /** @defaultValue 'org70012345' */
  readonly domainName?: string | undefined;
  /** Two letters. @defaultValue 'US' */
  readonly country?: string | undefined;
  /** How access tokens live. @defaultValue one hour */
  readonly tokens?: Pick<SandboxTokenOptions, 'lifetimeMs' | 'maxRequests'> | undefined;
  /** Where notifications are sent. @defaultValue globalThis.fetch */
  readonly deliver?: Fetch | undefined;
  readonly clock?: Clock | undefined;
}

/** A company of Zoho CRM in memory. */
export interface ZohoSandbox {
  /** Serves API and accounts server; the host of a request does not matter. */
  readonly fetch: Fetch;
  readonly stats: SandboxStats;
  /** The one that is accepted now. */
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What token responses name; set it when the sandbox is served on this machine. */
  apiDomain: string;
  /** What callbacks name. */
  accountsServer: string;
  /** What callbacks name. */
  location: string;
  /** The id of the company: with another one it is another company. */
  orgId: string;
  readonly contacts: ModuleStore;
  readonly leads: ModuleStore;
  readonly accounts: ModuleStore;
  readonly channels: SandboxChannels;
  readonly tokens: SandboxTokens;
  readonly pageTokens: PageTokens;
  /** Calls that are not deleted. */
  calls(): readonly Readonly<Record<string, unknown>>[];
  /** Notes that are not deleted. */
  notes(): readonly Readonly<Record<string, unknown>>[];
}

const USER = { id: '5725767000000300001', email: 'li@acme.example', full_name: 'Li Wong', status: 'active' };
const COMPANY = {
  apiDomain: 'https://www.zohoapis.eu',
  accountsServer: 'https://accounts.zoho.eu',
  location: 'eu',
  orgId: '5725767000000001001',
};
const CLIENT = { id: '1000.SANDBOX', secret: 'sandbox-secret' };

/** Makes a company of Zoho CRM that speaks the wire format of API v8 and refuses what that refuses. */
export function createZohoSandbox(options: ZohoSandboxOptions = {}): ZohoSandbox {
  const { clock = systemClock, seed = 1, faults, users = [USER], requestsPerSecond = 1000, maxListed = 100_000 } = options;
  const tokens = new SandboxTokens(clock, { lifetimeMs: 3_600_000, ...options.tokens, scheme: 'Zoho-oauthtoken' });
  const pageTokens = new PageTokens(clock);
  const channels = new SandboxChannels({ clock, deliver: options.deliver });
  const modules = createModules({ ...options, clock, seed });
  for (const [name, store] of Object.entries(modules)) store.onChange = (change) => channels.emit(name, change);
  const [calls, notes] = [createModuleStore(40, { clock }), createModuleStore(50, { clock })];
  const state = { ...COMPANY };
  const { fetch, stats } = createSandboxApp({
    clock,
    seed,
    faults,
    rateLimits: [{ requests: requestsPerSecond, refuse: () => failure(429, 'TOO_MANY_REQUESTS') }],
    authorize: ({ headers }) => (tokens.accepts(headers.get('authorization')) ? undefined : failure(401, 'INVALID_TOKEN')),
    refuse,
    notFound: () => failure(404, 'INVALID_URL_PATTERN'),
    routes: {
      'GET /crm/v8/org': { query: {}, handle: () => Response.json({ org: [toOrganization(state.orgId, options)] }) },
      'GET /crm/v8/users': {
        query: { type: rules.oneOf('ActiveUsers', 'AllUsers', 'CurrentUser'), page: rules.number(1, 100), per_page: rules.number(1, 200) },
        handle: ({ query }) => numbered(query.get('type') === 'CurrentUser' ? users.slice(0, 1) : users, query, (user) => user, 'users'),
      },
      ...channels.routes(Object.keys(modules)),
      ...createActivityRoutes({ modules, calls, notes, userIds: users.map(({ id }) => id) }),
      ...createRecordRoutes({ modules: { ...modules, Calls: calls, Notes: notes }, maxListed }, pageTokens),
    },
    further: createAccountsServer(state, { tokens, clock }),
  });
  return Object.defineProperties(state, {
    ...Object.getOwnPropertyDescriptors({
      fetch,
      stats,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      contacts: modules.Contacts,
      leads: modules.Leads,
      accounts: modules.Accounts,
      channels,
      tokens,
      pageTokens,
      calls: () => calls.list().map(toWireRecord),
      notes: () => notes.list().map(toWireRecord),
      get accessToken() {
        return tokens.accessToken;
      },
      get refreshToken() {
        return tokens.refreshToken;
      },
    }),
  }) as typeof state & Omit<ZohoSandbox, keyof typeof state>;
}

/** Zoho's OAuth: a refresh names no refresh token, and a refusal comes with status 200. */
function createAccountsServer(
  state: Readonly<typeof COMPANY>,
  { tokens, clock }: { readonly tokens: SandboxTokens; readonly clock: Clock },
): ReturnType<typeof createOAuthRoutes> {
  return createOAuthRoutes({
    tokens,
    client: CLIENT,
    clock,
    paths: { authorize: '/oauth/v2/auth', token: '/oauth/v2/token', revoke: '/oauth/v2/token/revoke' },
    clientAuthentication: 'body',
    repeatsRefreshToken: false,
    tokenFields: () => ({ api_domain: state.apiDomain }),
    callbackQuery: () => ({ location: state.location, 'accounts-server': state.accountsServer }),
    fail: (_status, error) => Response.json({ error: error === 'invalid_grant' ? 'invalid_code' : error }),
  });
}

/** Makes the modules of people. */
function createModules({
  contacts = 100,
  leads = 0,
  accounts = 10,
  withoutPhone = 0,
  awkward = 0.05,
  clock,
  seed,
}: ZohoSandboxOptions & { readonly clock: Clock; readonly seed: number }): Readonly<
  Record<'Contacts' | 'Leads' | 'Accounts', ModuleStore>
> {
  const made = { seed, withoutPhone, awkward };
  const open = (prefix: number, records: number | readonly SandboxFields[], make: (number: number) => SandboxFields): ModuleStore =>
    typeof records === 'number'
      ? createModuleStore(prefix, { clock, count: records, make })
      : createModuleStore(prefix, { clock, count: records.length, make: (number) => records[number - 1] ?? {} });
  return {
    Contacts: open(10, contacts, (number) => generatePerson(number, 'Account_Name', made)),
    Leads: open(20, leads, (number) => generatePerson(2_000_000 + number, 'Company', made)),
    Accounts: open(30, accounts, (number) => generateAccount(number, made)),
  };
}

function toOrganization(id: string, { domainName = 'org70012345', country = 'US' }: ZohoSandboxOptions): object {
  return { id, zgid: '70012345', domain_name: domainName, company_name: 'Acme', country_code: country, primary_email: 'li@acme.example' };
}

/** A record of the sandbox. */
export type ZohoSandboxRecord = SandboxEntry<SandboxFields>;
