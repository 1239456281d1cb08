import type { CallOptions, Clock, Logger, RateLimits } from '@frigg-crm/core';
import type { Fetch, RequestBudget, TokenSource } from '@frigg-crm/http';
import { z } from 'zod';
import { createPipedriveBudget } from './create-pipedrive-budget.ts';
import { createPipedriveGet, type PipedriveGet } from './create-pipedrive-get.ts';
import { hasStatus } from './has-status.ts';
import { pipedriveAnswerSchema, type PipedriveAnswer } from './pipedrive-answer.ts';
import type { ListPersonsQuery, PipedriveClient } from './pipedrive-client.ts';
import { toUniqueIds } from './pipedrive-id.ts';
import { pipedriveOrganizationSchema } from './pipedrive-organization.ts';
import { pipedrivePersonSchema } from './pipedrive-person.ts';
import { resolveApiDomain, type ApiDomainRules } from './resolve-api-domain.ts';
import { toPipedriveTime } from './to-pipedrive-time.ts';

export interface PipedriveClientOptions extends ApiDomainRules {
  /** The `api_domain` of the token answer; a function where it may change, as with `createPipedriveTokenSource`. */
  readonly apiDomain: string | (() => string);
  /** An OAuth access token, or what keeps one fresh. */
  readonly token: string | TokenSource;
  /** Share one per user token. @defaultValue `createPipedriveBudget`: 80 requests per 2 s */
  readonly budget?: RequestBudget | undefined;
  /** A store in which all programs that act as this user share that limit, when no `budget` is given. */
  readonly rateLimits?: RateLimits | undefined;
  /**
   * Names company and user in that store, as `company id:user id`; only its hash is kept there.
   * @defaultValue the `apiDomain`: all users of the company share one allowance
   */
  readonly account?: string | undefined;
  /** @defaultValue globalThis.fetch */
  readonly fetch?: Fetch | undefined;
  /** Waits before the second, third … attempt of a request, in milliseconds. @defaultValue [1000, 3000, 10_000] */
  readonly retryDelaysMs?: readonly number[] | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

const MAX_LIMIT = 500;
const MAX_IDS = 100;

const personsSchema = pipedriveAnswerSchema(z.array(pipedrivePersonSchema));
const personSchema = pipedriveAnswerSchema(pipedrivePersonSchema);
const organizationsSchema = pipedriveAnswerSchema(z.array(pipedriveOrganizationSchema));

/**
 * Makes a client for one Pipedrive company, as one of its users.
 * @throws {ConfigurationError} when `apiDomain` is not Pipedrive's.
 * @example
 * const client = createPipedriveClient({ apiDomain: 'https://acme.pipedrive.com', token: 'v1u:AQ…' });
 * const { data, nextCursor } = await client.listPersons({ limit: 100 });
 */
export function createPipedriveClient(options: PipedriveClientOptions): PipedriveClient {
  const apiDomain = (): string =>
    resolveApiDomain(typeof options.apiDomain === 'string' ? options.apiDomain : options.apiDomain(), options);
  const domain = apiDomain();
  const budget = options.budget ?? createPipedriveBudget({ ...options, account: options.account ?? domain });
  const get = createPipedriveGet({ ...options, apiDomain, budget });

  return {
    get apiDomain() {
      return apiDomain();
    },
    async listPersons(query, call) {
      return get({ path: '/persons', query: toPersonsQuery(query), schema: personsSchema }, call);
    },
    async getPerson(id, call) {
      if (toUniqueIds([id]).length === 0) return undefined;
      try {
        return (await get({ path: `/persons/${id}`, route: '/persons/{id}', schema: personSchema }, call)).data;
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw error;
      }
    },
    async listPersonsByIds(ids, call) {
      return listByIds({ get, path: '/persons', schema: personsSchema }, ids, call);
    },
    async listOrganizationsByIds(ids, call) {
      return listByIds({ get, path: '/organizations', schema: organizationsSchema }, ids, call);
    },
  };
}

/** The values are the same for each page of a list, whatever the cursor. */
function toPersonsQuery({
  limit,
  cursor,
  updatedSince,
  sortBy = 'id',
  sortDirection = 'asc',
  ids,
}: ListPersonsQuery): Record<string, string | number | undefined> {
  return {
    limit: Math.min(limit, MAX_LIMIT),
    sort_by: sortBy,
    sort_direction: sortDirection,
    updated_since: updatedSince === undefined ? undefined : toPipedriveTime(updatedSince),
    ids: ids?.join(','),
    cursor,
  };
}

interface ListCall<Item> {
  readonly get: PipedriveGet;
  readonly path: string;
  readonly schema: z.ZodType<PipedriveAnswer<readonly Item[]>>;
}

async function listByIds<Item>(
  { get, path, schema }: ListCall<Item>,
  ids: readonly string[],
  call?: CallOptions,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const unique = toUniqueIds(ids);
  for (let from = 0; from < unique.length; from += MAX_IDS) {
    const query = { ids: unique.slice(from, from + MAX_IDS).join(','), limit: MAX_IDS };
    let cursor: string | undefined;
    do {
      const page = await get({ path, query: { ...query, cursor }, schema }, call);
      items.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
  return items;
}
