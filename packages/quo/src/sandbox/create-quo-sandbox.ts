import { systemClock, type Clock } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import type { Fetch } from '@frigg-crm/http';
import { createRoutes, withFaults, withRateLimit, type FaultOptions, type RouteHandler } from '@frigg-crm/http/sandbox';
import { createAnalyticsRoutes, type SandboxAnalyticsEvent } from './analytics-routes.ts';
import type { SandboxCustomField } from './contact-answer.ts';
import { createContactRoutes } from './contact-routes.ts';
import { ContactStore } from './contact-store.ts';
import { createContactWrites } from './contact-writes.ts';
import { createAccessCheck } from './access-check.ts';
import { createPhoneAndWebhooks, type PhoneOptions } from './phone-and-webhooks.ts';
import type { SandboxPhone } from './phone/sandbox-phone.ts';
import { createPartnerRoutes, type PartnerRoutes } from './partner-routes.ts';
import { createFailures } from './quo-failure.ts';
import type { SandboxContact } from './sandbox-contact.ts';
import { readQuery, type SandboxRoute } from './sandbox-route.ts';
import type { QuoSandboxStats, RefuseContact, SandboxState } from './sandbox-state.ts';
import type { SandboxWebhooks } from './webhooks/sandbox-webhooks.ts';
import { createWorkspaceRoutes } from './workspace-routes.ts';
import { DEFAULT_PHONE_NUMBERS, DEFAULT_USERS, type SandboxPhoneNumber, type SandboxUser } from './workspace.ts';

/** Options of {@link createQuoSandbox}. */
export interface QuoSandboxOptions extends PhoneOptions {
  /** Keys that work, all for the same workspace. @defaultValue every key */
  readonly apiKeys?: readonly string[] | undefined;
  /** Partner keys that work. @defaultValue none: the partner paths answer 403 */
  readonly partnerKeys?: readonly string[] | undefined;
  /** Requests per second and key; `Number.POSITIVE_INFINITY` for no limit. @defaultValue 10 */
  readonly requestsPerSecond?: number | undefined;
  /** Milliseconds until a contact of a bulk call can be seen. @defaultValue 1500 */
  readonly bulkDelayMs?: number | undefined;
  /** Milliseconds after its making in which the sandbox knows no key, as Quo does with a new one. @defaultValue 0 */
  readonly keyActiveAfterMs?: number | undefined;
  /** Whether a second contact with the same source and external id is refused (409). @defaultValue true */
  readonly uniqueContacts?: boolean | undefined;
  /** Contacts that are refused, and how. */
  readonly refuse?: RefuseContact | undefined;
  readonly faults?: Omit<FaultOptions, 'random' | 'clock'> | undefined;
  /** Decides whom the faults hit. @defaultValue the same sequence each time */
  readonly random?: (() => number) | undefined;
  readonly phoneNumbers?: readonly SandboxPhoneNumber[] | undefined;
  readonly users?: readonly SandboxUser[] | undefined;
  /** Custom fields that the workspace has. @defaultValue none: contacts with custom fields are refused */
  readonly customFields?: readonly SandboxCustomField[] | undefined;
  readonly clock?: Clock | undefined;
}

/** A workspace of Quo in memory that speaks the wire format of the API v1 and of the partner paths, and is strict about it. */
export interface QuoSandbox {
  readonly fetch: Fetch;
  /** All contacts, in the order of their making. */
  contacts(): readonly SandboxContact[];
  /** How many contacts there are. */
  readonly size: number;
  /** Where calls and texts happen. */
  readonly phone: SandboxPhone;
  /** The analytics events that were counted, in order. */
  analytics(): readonly SandboxAnalyticsEvent[];
  /** The webhooks that report calls and texts. */
  readonly webhooks: SandboxWebhooks;
  readonly stats: QuoSandboxStats;
  /** Forgets contacts, queue, calls, texts, webhooks, what they have yet to deliver, and counters. */
  clear(): void;
}

/** Makes an empty workspace. */
export function createQuoSandbox(options: QuoSandboxOptions = {}): QuoSandbox {
  const { clock = systemClock, requestsPerSecond = 10, random = createSeededRandom(1), faults = {} } = options;
  const state: SandboxState = {
    clock,
    store: new ContactStore({ clock, isUnique: options.uniqueContacts ?? true }),
    stats: { requests: {}, created: 0, updated: 0, conflicts: 0, rateLimited: 0 },
    fail: createFailures(),
    refuse: options.refuse,
    customFields: options.customFields ?? [],
  };
  const { store, stats } = state;
  const writes = createContactWrites(state);
  const partner = createPartnerRoutes(state, writes, { bulkDelayMs: options.bulkDelayMs ?? 1500 });
  const workspace = { phoneNumbers: options.phoneNumbers ?? DEFAULT_PHONE_NUMBERS, users: options.users ?? DEFAULT_USERS };
  const phones = createPhoneAndWebhooks(state, workspace, options);
  const counted: SandboxAnalyticsEvent[] = [];
  const contacts = [...partner.routes, ...createContactRoutes(state, writes), ...createAnalyticsRoutes(state, counted)];
  const routes = [...contacts, ...createWorkspaceRoutes(state, workspace), ...phones.routes];
  const limited = withRateLimit(createApp(state, routes, options, partner), {
    requests: requestsPerSecond,
    clock,
    refuse(waitMs) {
      stats.rateLimited += 1;
      return Response.json(
        { message: 'API rate limit exceeded' },
        { status: 429, headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } },
      );
    },
  });

  return {
    fetch: withFaults(limited, { ...faults, random, clock }),
    phone: phones.phone,
    webhooks: phones.webhooks,
    analytics: () => [...counted],
    contacts() {
      partner.settleDue();
      return Array.from(store.from(0), ({ contact }) => contact);
    },
    get size() {
      partner.settleDue();
      return store.size;
    },
    get stats() {
      partner.settleDue();
      return { ...stats, requests: { ...stats.requests }, duplicates: store.duplicates };
    },
    clear() {
      store.clear();
      partner.clear();
      phones.clear();
      counted.length = 0;
      Object.assign(stats, { requests: {}, created: 0, updated: 0, conflicts: 0, rateLimited: 0 });
    },
  };
}

function createApp(state: SandboxState, routes: readonly SandboxRoute[], options: QuoSandboxOptions, partner: PartnerRoutes): Fetch {
  const { stats, fail, clock } = state;
  const { apiKeys, partnerKeys = [], keyActiveAfterMs = 0 } = options;
  const admit = createAccessCheck({ apiKeys, partnerKeys, keyActiveAfterMs, clock });
  const handlers = routes.map((route): readonly [string, RouteHandler] => {
    const { method, path, area } = route;
    return [
      `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
      async ({ request, params }) => {
        partner.settleDue();
        stats.requests[`${method} ${path}`] = (stats.requests[`${method} ${path}`] ?? 0) + 1;
        const refusal = admit(request.headers, route);
        if (refusal !== undefined) return fail(area, refusal);
        return route.handle({ id: params['id'] ?? '', query: readQuery(request.url), body: parse(await request.text()) });
      },
    ];
  });
  return createRoutes(Object.fromEntries(handlers), { notFound: () => fail('contacts', 404) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
