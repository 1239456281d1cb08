import type { CrmEvent, CrmIntegration, CrmPersonRef, FetchPersonPageParams, IncomingWebhook, PersonPage } from '@frigg-crm/crm-base';
import { firstScope, listPersons } from '@frigg-crm/crm-base/testing';
import type { CrmAbilities } from './suite-options.ts';
import type { SuiteArea } from './suite-area.ts';

/** A mistake that a connector can make, planted in a right one. */
export interface ConnectorMutation {
  /** Reads on from "a connector that". */
  readonly title: string;
  /** Where it must be noticed. */
  readonly area: SuiteArea;
  /** @returns whether a connector can make this mistake. */
  readonly applies: (facts: MutationFacts) => boolean;
  /** @returns the methods that replace those of a right connector. */
  readonly plant: (integration: CrmIntegration) => Partial<CrmIntegration>;
}

/** What a connector has that can be broken. */
export interface MutationFacts {
  readonly can: CrmAbilities;
  readonly supportsModifiedSince: boolean;
  readonly supportsPartialPages: boolean;
  readonly hasWebhooks: boolean;
  readonly hasActivities: boolean;
  readonly canSearchByEmail: boolean;
  readonly canRemove: boolean;
}

/** The mistakes of F41, which suites before this one have let pass. */
export const CONNECTOR_MUTATIONS: readonly ConnectorMutation[] = [
  {
    title: 'takes everyone whose number ends alike for the person who is searched',
    area: 'activities',
    applies: ({ can: { searchByPhone = true }, hasActivities }) => searchByPhone && hasActivities,
    plant: (integration) => ({ findPersonsByPhone: async (phone) => findAlike(integration, phone) }),
  },
  {
    title: 'takes everyone of whose e-mail address it is a part for the person who is searched',
    area: 'search',
    applies: ({ canSearchByEmail }) => canSearchByEmail,
    plant: (integration) => ({ findPersonsByEmail: async (email) => findPartly(integration, email) }),
  },
  {
    title: 'leaves out who changed at the very moment of modifiedSince',
    area: 'changes',
    applies: ({ can: { sayWhenChanged = true }, supportsModifiedSince }) => sayWhenChanged && supportsModifiedSince,
    plant: (integration) => ({
      fetchPersonPage: filtering(integration, (person, { modifiedSince }) => {
        const at = Date.parse(integration.personModifiedAt(person) ?? '');
        return modifiedSince === null || !(at <= Date.parse(modifiedSince));
      }),
    }),
  },
  {
    title: 'never lists who was deleted',
    area: 'changes',
    applies: ({ can: { listDeleted = true }, canRemove }) => listDeleted && canRemove,
    plant: (integration) => ({ fetchPersonPage: filtering(integration, (person) => !integration.isPersonDeleted(person)) }),
  },
  {
    title: 'believes every event of the right form',
    area: 'webhooks',
    applies: ({ hasWebhooks }) => hasWebhooks,
    plant: believeAll,
  },
  {
    title: 'never says when a person changed',
    area: 'changes',
    applies: ({ can: { sayWhenChanged = true } }) => sayWhenChanged,
    plant: () => ({ personModifiedAt: () => undefined }),
  },
  {
    title: 'fetches fewer persons per page than are requested, and goes on behind those',
    area: 'pages',
    applies: () => true,
    plant: (integration) => ({
      async fetchPersonPage(params, options) {
        const page = await integration.fetchPersonPage(params, options);
        return { ...page, data: page.data.slice(0, Math.ceil(params.limit / 2)) };
      },
    }),
  },
  {
    title: 'counts its pages in another size than the one that is requested, and says that they can be read in parts',
    area: 'pages',
    applies: ({ supportsPartialPages }) => supportsPartialPages,
    plant: bindToSize,
  },
];

/**
 * Replaces methods of a connector. The others, and what they share, stay those of the connector.
 * @returns what has the mistake.
 */
export function plantIn(integration: CrmIntegration, methods: Partial<CrmIntegration>): CrmIntegration {
  return new Proxy(integration, {
    get(target, key) {
      if (key in methods) return Reflect.get(methods, key) as unknown;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function filtering(
  integration: CrmIntegration,
  keeps: (person: unknown, params: FetchPersonPageParams) => boolean,
): CrmIntegration['fetchPersonPage'] {
  return async (params, options): Promise<PersonPage<unknown>> => {
    const page = await integration.fetchPersonPage(params, options);
    return { ...page, data: page.data.filter((person) => keeps(person, params)) };
  };
}

/** Takes a position for one in pages of the size that was requested first. */
function bindToSize(integration: CrmIntegration): Partial<CrmIntegration> {
  const sizes = new Map<string, number>();
  let firstSize: number | undefined;
  return {
    async fetchPersonPage(params, options) {
      const { limit } = params;
      firstSize ??= limit;
      const isKnown = params.cursor === null || sizes.get(params.cursor) === limit;
      const place =
        params.page === null ? { cursor: isKnown ? params.cursor : null } : { page: Math.ceil((params.page * limit) / firstSize) };
      const page = await integration.fetchPersonPage({ ...params, ...place }, options);
      if (typeof page.cursor === 'string') sizes.set(page.cursor, limit);
      return page;
    },
  };
}

/** As CRMs search: by the last digits. */
async function findAlike(integration: CrmIntegration, phone: string): Promise<readonly CrmPersonRef[]> {
  const scope = firstScope(integration);
  const found: CrmPersonRef[] = [];
  for (const person of await listPersons(integration, { limit: 10 })) {
    const { externalId, defaultFields } = await integration.transformPersonToQuo(person, scope);
    if (defaultFields.phoneNumbers.some(({ value }) => value.endsWith(phone.slice(-7)))) found.push({ ...scope, externalId });
  }
  return found;
}

/** As CRMs search: by a part. */
async function findPartly(integration: CrmIntegration, email: string): Promise<readonly CrmPersonRef[]> {
  const scope = firstScope(integration);
  const found: CrmPersonRef[] = [];
  for (const person of await listPersons(integration, { limit: 10 })) {
    const { externalId, defaultFields } = await integration.transformPersonToQuo(person, scope);
    if (defaultFields.emails.some(({ value }) => value.includes(email.toLowerCase()))) found.push({ ...scope, externalId });
  }
  return found;
}

/** Refuses only what does not look like the last event that was true. */
function believeAll(integration: CrmIntegration): Partial<CrmIntegration> {
  let form: string | undefined;
  let events: readonly CrmEvent[] = [{ eventId: 'e1', change: { kind: 'person-changed', ...firstScope(integration), externalId: '1' } }];
  return {
    async readWebhook(request) {
      try {
        events = await integration.readWebhook(request);
        form = formOf(request);
        return events;
      } catch (error) {
        if (form !== undefined && formOf(request) !== form) throw error;
        return events;
      }
    },
  };
}

function formOf({ headers, rawBody, url }: IncomingWebhook): string {
  const body = new TextDecoder().decode(rawBody);
  const fields = body.startsWith('{"') ? body.match(/"\w+":/g) : [];
  return JSON.stringify([[...headers.keys()], fields, [...new URL(url ?? 'https://x.test').searchParams.keys()]]);
}
