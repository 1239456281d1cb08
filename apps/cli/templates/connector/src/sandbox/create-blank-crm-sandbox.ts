import { systemClock, type Clock } from '@frigg-crm/core';
import { isInShare } from '@frigg-crm/crm-base/connector';
import type { Fetch } from '@frigg-crm/http';
import {
  SandboxCursors,
  SandboxDeliveries,
  SandboxRecords,
  SandboxTokens,
  createSandboxApp,
  type SandboxLimits,
  type SandboxStats,
} from '@frigg-crm/http/sandbox';
import type { BlankCrmRecords, SandboxEvent, SandboxHook, SandboxNote, SandboxPerson } from './blank-crm-records.ts';
import { createBlankCrmRoutes, toDelivery } from './blank-crm-routes.ts';

/** Options of {@link createBlankCrmSandbox}. */
export interface BlankCrmSandboxOptions extends SandboxLimits {
  /** How many people there are. @defaultValue 100 */
  readonly people?: number | undefined;
  /** Share of people without a phone number, from 0 to 1. @defaultValue 0 */
  readonly withoutPhone?: number | undefined;
  /** More are refused with 429. @defaultValue 10 */
  readonly requestsPerSecond?: number | undefined;
  /** Where events are delivered. @defaultValue globalThis.fetch */
  readonly deliver?: Fetch | undefined;
  readonly clock?: Clock | undefined;
}

/** Blank CRM in memory, and what a test does in it. */
export interface BlankCrmSandbox extends BlankCrmRecords {
  readonly fetch: Fetch;
  readonly stats: SandboxStats;
  readonly tokens: SandboxTokens;
  /** What is accepted now. */
  readonly accessToken: string;
  readonly deliveries: SandboxDeliveries<SandboxEvent>;
  /** The routes that it serves, as `METHOD /path`. */
  readonly routes: readonly string[];
  /** The token is one of another account from now on. */
  switchAccount(): void;
  /** @returns the request that announces an event to a webhook. */
  toDelivery(event: SandboxEvent, hook: SandboxHook): Request;
}

const YEAR_MS = 31_536_000_000;

/** Creates a Blank CRM in memory. It refuses parameters and fields that it does not know. */
export function createBlankCrmSandbox(options: BlankCrmSandboxOptions = {}): BlankCrmSandbox {
  const { people: count = 100, withoutPhone = 0, requestsPerSecond = 10, clock = systemClock, deliver } = options;
  const tokens = new SandboxTokens(clock, { lifetimeMs: Number.POSITIVE_INFINITY });
  let accountId = 'account-1';
  const records: BlankCrmRecords = {
    people: new SandboxRecords({
      clock,
      // No demo refuses in Quo who is skipped for want of a number.
      initial: { count, make: (number) => toPerson(number, isInShare(number + 1, withoutPhone)) },
      firstAtMs: clock.now() - YEAR_MS,
    }),
    notes: new SandboxRecords<SandboxNote>({ clock }),
    hooks: new SandboxRecords<SandboxHook>({ clock }),
    cursors: new SandboxCursors({ clock }),
    accountId: () => accountId,
  };
  const deliveries = new SandboxDeliveries<SandboxEvent>({
    clock,
    deliver,
    toRequest({ webhookId, event }) {
      const hook = records.hooks.get(webhookId);
      return hook && toDelivery(event, hook.fields);
    },
  });
  let events = 0;
  records.people.onChange = ({ action, current }) => {
    events += 1;
    for (const { id } of records.hooks.list()) deliveries.emit(id, { id: `event-${events}`, action, personId: current.id });
  };
  const routes = createBlankCrmRoutes(records);
  const { seed, faults } = options;
  const app = createSandboxApp({
    clock,
    seed,
    faults,
    routes,
    rateLimits: [{ requests: requestsPerSecond }],
    authorize: ({ headers }) => (tokens.accepts(headers.get('authorization')) ? undefined : toRefusal('the token is unknown', 401)),
    refuse: ({ field, problem }) => toRefusal(`${field ?? 'the body'} ${problem}`, 400),
  });
  return {
    ...records,
    fetch: app.fetch,
    get stats() {
      return app.stats;
    },
    tokens,
    get accessToken() {
      return tokens.accessToken;
    },
    deliveries,
    routes: Object.keys(routes),
    switchAccount() {
      accountId = 'account-2';
    },
    toDelivery,
  };
}

/** The person with this number, the same each time. */
function toPerson(number: number, isWithoutPhone: boolean): SandboxPerson {
  // Seven million per area code.
  const local = String(2_200_000 + (number % 7_000_000));
  return {
    firstName: 'Ana',
    lastName: `Ruiz ${number}`,
    company: number % 3 === 0 ? `Company ${number}` : null,
    phones: isWithoutPhone ? [] : [`(212) ${local.slice(0, 3)}-${local.slice(3)}`],
    emails: [`ana${number}@people.example`],
  };
}

function toRefusal(error: string, status: number): Response {
  return Response.json({ error }, { status });
}
