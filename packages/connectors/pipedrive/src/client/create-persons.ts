import type { CallOptions } from '@frigg-crm/core';
import { orGone } from '@frigg-crm/http';
import * as z from 'zod';
import type { PipedriveApi, PipedriveData } from './create-pipedrive-api.ts';
import { pipedriveAnswerSchema, type PipedriveAnswer } from './pipedrive-answer.ts';
import type { ListPersonsQuery, PipedriveOrganizations, PipedrivePersonList } from './pipedrive-resources.ts';
import { toUniqueIds } from './pipedrive-id.ts';
import { pipedriveOrganizationSchema } from './pipedrive-organization.ts';
import { pipedrivePersonSchema } from './pipedrive-person.ts';
import { readPages } from './read-pages.ts';
import { toPipedriveTime } from './to-pipedrive-time.ts';

const MAX_LIMIT = 500;
const MAX_IDS = 100;

const personsSchema = pipedriveAnswerSchema(z.array(pipedrivePersonSchema));
const personSchema = pipedriveAnswerSchema(pipedrivePersonSchema);
const organizationsSchema = pipedriveAnswerSchema(z.array(pipedriveOrganizationSchema));

/** Makes the calls of Persons API v2, but for the search. */
export function createPersons(api: PipedriveApi): PipedrivePersonList {
  return {
    async list(query, call) {
      return api({ path: '/persons', query: toPersonsQuery(query), schema: personsSchema }, call);
    },
    async get(id, call) {
      if (toUniqueIds([id]).length === 0) return undefined;
      return (await orGone(api({ path: `/persons/${id}`, route: '/persons/{id}', schema: personSchema }, call)))?.data;
    },
    async listByIds(ids, call) {
      return listByIds({ api, path: '/persons', schema: personsSchema }, ids, call);
    },
  };
}

/** Makes the calls of Organizations API v2. */
export function createOrganizations(api: PipedriveApi): PipedriveOrganizations {
  return {
    async listByIds(ids, call) {
      return listByIds({ api, path: '/organizations', schema: organizationsSchema }, ids, call);
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
  readonly api: PipedriveApi;
  readonly path: string;
  readonly schema: z.ZodType<PipedriveAnswer<readonly Item[]>>;
}

async function listByIds<Item>(
  { api, path, schema }: ListCall<Item>,
  ids: readonly string[],
  call?: CallOptions,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const unique = toUniqueIds(ids);
  for (let from = 0; from < unique.length; from += MAX_IDS) {
    const query = { ids: unique.slice(from, from + MAX_IDS).join(','), limit: MAX_IDS };
    const fetchPage = async (cursor: string | undefined): Promise<PipedriveData<readonly Item[]>> =>
      api({ path, query: { ...query, cursor }, schema }, call);
    for await (const page of readPages(fetchPage, { operation: `GET ${path}` })) items.push(...page.data);
  }
  return items;
}
