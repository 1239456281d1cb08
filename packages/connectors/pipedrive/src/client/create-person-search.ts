import type { CallOptions } from '@frigg-crm/core';
import type { RequestBudget } from '@frigg-crm/http';
import * as z from 'zod';
import type { PipedriveApi } from './create-pipedrive-api.ts';
import { pipedriveAnswerSchema } from './pipedrive-answer.ts';
import { pipedriveIdSchema } from './pipedrive-id.ts';
import { toSearchTerms } from './to-search-terms.ts';

export interface SearchByPhoneOptions extends CallOptions {
  /** Writes a number as people type it in E.164; `undefined` for what is none. */
  readonly toE164: (text: string) => string | undefined;
}

/** A person who has the number that was searched for. */
export interface PipedrivePersonMatch {
  readonly id: string;
  readonly name: string;
  readonly orgId: string | null;
}

/** Persons API v2, Search persons, by telephone number. */
export interface PipedrivePersonSearch {
  /**
   * The search itself is fuzzy: it also finds who has another number with the same digits in it. Only those count one of
   * whose numbers is the wanted one.
   * @param phone - As typed, or in E.164.
   * @returns all who have this number, lowest id first; nobody is a normal answer.
   */
  searchPersonsByPhone(phone: string, options: SearchByPhoneOptions): Promise<readonly PipedrivePersonMatch[]>;
}

const LIMIT = 100;

const itemSchema = z.object({
  id: pipedriveIdSchema,
  name: z.string().nullish(),
  phones: z.array(z.string().nullish()).nullish(),
  organization: z.object({ id: pipedriveIdSchema.nullish() }).nullish(),
});
const foundSchema = pipedriveAnswerSchema(z.object({ items: z.array(z.object({ item: itemSchema })) }));

/** Makes the search. @param budget - Its own: 10 requests per 2 s on every plan (Pipedrive API, Rate limiting). */
export function createPersonSearch(api: PipedriveApi, budget: RequestBudget): PipedrivePersonSearch {
  return {
    async searchPersonsByPhone(phone, { toE164, ...call }) {
      const wanted = toE164(phone);
      if (wanted === undefined) return [];
      for (const term of toSearchTerms(wanted)) {
        const query = { term, fields: 'phone', limit: LIMIT };
        const { data } = await api({ path: '/persons/search', query, schema: foundSchema, budget }, call);
        const matches = data.items.map(({ item }) => item).filter((item) => hasPhone(item, wanted, toE164));
        if (matches.length > 0) return matches.map(toMatch).sort((one, other) => Number(one.id) - Number(other.id));
      }
      return [];
    },
  };
}

type Item = z.output<typeof itemSchema>;

function hasPhone({ phones }: Item, wanted: string, toE164: SearchByPhoneOptions['toE164']): boolean {
  return (phones ?? []).some((text) => text != null && toE164(text) === wanted);
}

function toMatch({ id, name, organization }: Item): PipedrivePersonMatch {
  return { id, name: name ?? '', orgId: organization?.id ?? null };
}
