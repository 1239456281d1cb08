import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { Fetch } from '@frigg-crm/http';
import { SandboxDeliveries, createSandboxApp, type InputProblem, type SandboxLimits, type SandboxStats } from '@frigg-crm/http/sandbox';
import { RECORD_TYPES, type AxisCareRecordType } from '../person-keys.ts';
import { createPeopleRoutes } from './people-routes.ts';
import { fail } from './sandbox-answers.ts';
import { SandboxCallLogs } from './sandbox-call-logs.ts';
import { SandboxPeople } from './sandbox-people.ts';
import type { SandboxParty, SandboxPerson } from './sandbox-person.ts';

/** Options of {@link createAxisCareSandbox}. */
export interface AxisCareSandboxOptions extends SandboxLimits {
  /** @defaultValue '1234' */
  readonly siteNumber?: string | undefined;
  /** How many records of each type are made up, or each one. @defaultValue 100 clients, 20 caregivers, 10 leads, 5 applicants */
  readonly people?: Partial<Readonly<Record<AxisCareRecordType, number | readonly Partial<SandboxPerson>[]>>> | undefined;
  /** Responsible parties, by record such as `client-12`. @defaultValue none */
  readonly parties?: Readonly<Record<string, readonly SandboxParty[]>> | undefined;
  /** Share of people without a phone number, 0 to 1. @defaultValue 0 */
  readonly withoutPhone?: number | undefined;
  /** @defaultValue 'sandbox-token' */
  readonly token?: string | undefined;
  /** More are refused with 429. @defaultValue 5 */
  readonly requestsPerSecond?: number | undefined;
  /** Where next pages are. @defaultValue where the request came to */
  readonly baseUrl?: string | undefined;
  readonly clock?: Clock | undefined;
  /** Reaches the app that takes webhooks. @defaultValue globalThis.fetch */
  readonly deliver?: Fetch | undefined;
}

/** An event as AxisCare sends it. */
export interface SandboxEvent {
  readonly event: string;
  readonly description: string;
  readonly data: { readonly entity: string; readonly action: string; readonly id: string };
  readonly timestamp: string;
  readonly publisher_url: string;
}

/** One site of AxisCare in memory. */
export interface AxisCareSandbox {
  readonly fetch: Fetch;
  readonly stats: SandboxStats;
  readonly siteNumber: string;
  /** The token that is accepted at first. */
  readonly token: string;
  /** What is accepted now: a test sets another token, or takes the permission away. */
  readonly access: { token: string; isPermitted: boolean };
  readonly people: Readonly<Record<AxisCareRecordType, SandboxPeople>>;
  readonly parties: Map<string, readonly SandboxParty[]>;
  readonly callLogs: SandboxCallLogs;
  readonly webhooks: {
    /** The id of the subscriber, as the admin area shows it. */
    readonly subscriberId: string;
    /** Where events go; `undefined`: nowhere. */
    readonly address: string | undefined;
    /** An administrator enters an address, or takes it out. */
    enter(address: string | undefined): void;
    readonly deliveries: SandboxDeliveries<SandboxEvent>;
    /** The request by which an event is delivered. */
    toRequest(event: SandboxEvent): Request;
  };
}

const PEOPLE: Readonly<Record<AxisCareRecordType, number>> = { client: 100, caregiver: 20, lead: 10, applicant: 5 };
/** At most three retries. */
const RETRY_DELAYS_MS = [10_000, 60_000, 300_000];

/**
 * Makes one site of AxisCare in memory. It refuses a request without the version of the API, and parameters and fields
 * that the documentation does not know.
 * @example
 * const sandbox = createAxisCareSandbox({ people: { client: 10_000 } });
 * const client = createAxisCareClient({ siteNumber: sandbox.siteNumber, token: sandbox.token, fetch: sandbox.fetch });
 */
export function createAxisCareSandbox(options: AxisCareSandboxOptions = {}): AxisCareSandbox {
  const { siteNumber = '1234', seed = 1, withoutPhone = 0, clock = systemClock, requestsPerSecond = 5, baseUrl } = options;
  const emit = (entity: string, action: string, id: number): void => {
    const event = toEvent({ entity, action, id: String(id) }, { siteNumber, atMs: clock.now() });
    if (webhooks.address !== undefined) webhooks.deliveries.emit(webhooks.subscriberId, event);
  };
  const make = (type: AxisCareRecordType): SandboxPeople => {
    const onChange = ({ action, id }: { readonly action: string; readonly id: number }): void => emit(type, action, id);
    return new SandboxPeople({
      type,
      seed,
      withoutPhone,
      people: options.people?.[type] ?? (options.people === undefined ? PEOPLE[type] : 0),
      onChange,
    });
  };
  const people = Object.fromEntries(RECORD_TYPES.map((type) => [type, make(type)])) as Record<AxisCareRecordType, SandboxPeople>;
  const parties = new Map(Object.entries(options.parties ?? {}));
  const callLogs = new SandboxCallLogs({
    people,
    siteNumber,
    baseUrl: () => baseUrl,
    onChange: ({ action, id }) => emit('calllog', action, id),
  });
  const webhooks = createWebhooks({ clock, deliver: options.deliver });
  const access = { token: options.token ?? 'sandbox-token', isPermitted: true };
  const app = createSandboxApp({
    ...options,
    clock,
    seed,
    routes: { ...createPeopleRoutes({ people, parties, baseUrl: () => baseUrl }), ...callLogs.routes },
    authorize: ({ headers }) => {
      if (headers.get('authorization') !== `Bearer ${access.token}`) return fail(401, 'Unauthorized');
      if (!access.isPermitted) return fail(403, "You don't have permission to perform this action");
      return headers.get('x-axiscare-api-version') === '2023-10-01' ? undefined : fail(400, 'X-AxisCare-Api-Version is required');
    },
    refuse: ({ field, problem }: InputProblem) => fail(400, `${field ?? 'body'} field ${problem}`),
    notFound: () => fail(404, 'No such resource'),
    rateLimits: [{ requests: requestsPerSecond }],
  });
  return {
    fetch: app.fetch,
    get stats() {
      return app.stats;
    },
    siteNumber,
    access,
    token: access.token,
    people,
    parties,
    callLogs,
    webhooks,
  };
}

function toEvent(data: SandboxEvent['data'], { siteNumber, atMs }: { readonly siteNumber: string; readonly atMs: number }): SandboxEvent {
  const { entity, action } = data;
  const names = { event: `${entity}.${action}`, description: `${entity} ${action}` };
  return { ...names, data, timestamp: toIso(atMs), publisher_url: `https://${siteNumber}.axiscare.com` };
}

function createWebhooks({
  clock,
  deliver,
}: Pick<AxisCareSandboxOptions, 'deliver'> & { readonly clock: Clock }): AxisCareSandbox['webhooks'] {
  let address: string | undefined;
  const subscriberId = randomUUID();
  const toRequest = (event: SandboxEvent): Request => {
    const headers = { 'content-type': 'application/json', 'user-agent': 'AWS-Webhook-Service', 'x-webhook-id': subscriberId };
    return new Request(address ?? 'https://nowhere.example.test', { method: 'POST', headers, body: JSON.stringify(event) });
  };
  return {
    subscriberId,
    get address() {
      return address;
    },
    enter(entered) {
      address = entered;
    },
    deliveries: new SandboxDeliveries({
      clock,
      deliver,
      retryDelaysMs: RETRY_DELAYS_MS,
      toRequest: ({ event }) => (address === undefined ? undefined : toRequest(event)),
    }),
    toRequest,
  };
}
