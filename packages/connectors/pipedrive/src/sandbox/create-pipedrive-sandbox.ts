import { createSeededRandom, systemClock, type Clock } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { withFaults, withRateLimit, type FaultOptions } from '@frigg-crm/http/sandbox';
import { generatePerson } from './generate-person.ts';
import { PersonStore, type SandboxPeople } from './person-store.ts';
import { tooManyRequests } from './sandbox-answers.ts';
import { createSandboxApp } from './sandbox-app.ts';
import { SandboxCursors } from './sandbox-cursors.ts';
import { OrganizationStore, type SandboxOrganizations } from './sandbox-organizations.ts';
import type { SandboxPersonInput } from './sandbox-person.ts';
import { SandboxTokens, type SandboxTokenOptions } from './sandbox-tokens.ts';

export interface PipedriveSandboxOptions {
  /** How many people, or these people, or so many made by `person(id)`. Nobody is held in memory but the listed ones. @defaultValue 100 */
  readonly people?:
    | number
    | readonly SandboxPersonInput[]
    | { readonly count: number; readonly person: (id: number) => SandboxPersonInput }
    | undefined;
  /** The same seed makes the same people and the same faults. @defaultValue 1 */
  readonly seed?: number | undefined;
  /** Share of people without a usable phone number, 0 to 1. @defaultValue 0.02 */
  readonly withoutPhone?: number | undefined;
  /** Share of people of an awkward shape (emoji, no name, doubled numbers), 0 to 1. @defaultValue 0.05 */
  readonly awkward?: number | undefined;
  /** How many organisations. @defaultValue 50 */
  readonly organizations?: number | undefined;
  readonly tokens?: SandboxTokenOptions | undefined;
  /** Requests per token in any 2 s; more are answered 429. @defaultValue 80 */
  readonly requestsPer2s?: number | undefined;
  /** How it fails besides. @defaultValue not at all */
  readonly faults?: Omit<FaultOptions, 'random' | 'clock'> | undefined;
  /** How long a cursor is good for, in milliseconds. @defaultValue without end */
  readonly cursorLifetimeMs?: number | undefined;
  /** Whether lists hold deleted people, with `is_deleted`. @defaultValue true */
  readonly listDeleted?: boolean | undefined;
  /** What token answers say. @defaultValue 'https://sandbox.pipedrive.com' */
  readonly apiDomain?: string | undefined;
  readonly clock?: Clock | undefined;
}

/** What a sandbox has been asked. */
export interface PipedriveSandboxStats {
  /** Requests that reached a route; those refused by the rate limit or lost in a fault did not. */
  readonly requests: number;
  readonly byRoute: Readonly<Record<string, number>>;
  /** Refused by the rate limit. */
  readonly rateLimited: number;
}

/** A Pipedrive company in memory that speaks the real wire format. */
export interface PipedriveSandbox {
  /** Serves it: give it to a client, to msw or to a server. The host of the request does not matter. */
  readonly fetch: Fetch;
  readonly people: SandboxPeople;
  readonly organizations: SandboxOrganizations;
  /** The host that token answers name. */
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
  /** The user removes the app: tokens are refused, and so is their refresh. */
  disconnect(): void;
}

const CLIENT = { id: 'sandbox-client', secret: 'sandbox-secret' };

/**
 * Makes a sandbox. It is as strict as API v2: unknown and malformed parameters are refused, cursors belong to their query.
 * @example
 * const sandbox = createPipedriveSandbox({ people: 1000 });
 * const client = createPipedriveClient({ apiDomain: sandbox.apiDomain, token: sandbox.accessToken, fetch: sandbox.fetch });
 */
export function createPipedriveSandbox(options: PipedriveSandboxOptions = {}): PipedriveSandbox {
  const {
    seed = 1,
    faults,
    clock = systemClock,
    requestsPer2s = 80,
    listDeleted = true,
    cursorLifetimeMs: lifetimeMs = Number.POSITIVE_INFINITY,
  } = options;
  const organizations = new OrganizationStore(options.organizations ?? 50);
  const people = createPeople(options, seed, clock);
  const cursors = new SandboxCursors({ clock, lifetimeMs });
  const tokens = new SandboxTokens(clock, options.tokens ?? {});
  const byRoute = new Map<string, number>();
  let rateLimited = 0;
  let apiDomain = options.apiDomain ?? 'https://sandbox.pipedrive.com';

  const count = (route: string): void => void byRoute.set(route, (byRoute.get(route) ?? 0) + 1);
  const app = createSandboxApp({ people, organizations, cursors, tokens, client: CLIENT, apiDomain: () => apiDomain, listDeleted, count });
  const answer: Fetch = async (request) => app.fetch(request);
  const faulty = faults === undefined ? answer : withFaults(answer, { ...faults, random: createSeededRandom(seed), clock });
  const refuse = (waitMs: number): Response => {
    rateLimited += 1;
    return tooManyRequests(requestsPer2s, waitMs);
  };

  return {
    fetch: withRateLimit(faulty, { requests: requestsPer2s, windowMs: 2000, clock, refuse }),
    people,
    organizations,
    get apiDomain() {
      return apiDomain;
    },
    set apiDomain(renamed) {
      apiDomain = renamed;
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
      return { requests: [...byRoute.values()].reduce((sum, each) => sum + each, 0), byRoute: Object.fromEntries(byRoute), rateLimited };
    },
    expireAccessToken: () => tokens.expire(),
    expireCursors: () => cursors.expire(),
    disconnect: () => tokens.disconnect(),
  };
}

function createPeople(options: PipedriveSandboxOptions, seed: number, clock: Clock): PersonStore {
  const { people = 100, withoutPhone = 0.02, awkward = 0.05, organizations = 50 } = options;
  const shape = { seed, withoutPhone, awkward, organizations };
  if (typeof people === 'number')
    return new PersonStore({ count: people, clock, generate: (id, times) => generatePerson(id, times, shape) });
  const regular = { ...shape, withoutPhone: 0, awkward: 0 };
  if ('count' in people) {
    const generate: ConstructorParameters<typeof PersonStore>[0]['generate'] = (id, times) => ({
      ...generatePerson(id, times, regular),
      ...people.person(id),
      ...times,
      id,
    });
    return new PersonStore({ count: people.count, clock, generate });
  }
  const store = new PersonStore({ count: 0, clock, generate: (id, times) => generatePerson(id, times, regular) });
  for (const person of people) store.add(person);
  return store;
}
