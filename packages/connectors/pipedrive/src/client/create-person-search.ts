import type { CallOptions } from '@frigg-crm/core';
import * as z from 'zod';
import type { PipedriveApi } from './create-pipedrive-api.ts';
import { pipedriveAnswerSchema } from './pipedrive-answer.ts';
import { pipedriveIdSchema } from './pipedrive-id.ts';
import { toSearchTerms } from './to-search-terms.ts';

/** Options of `client.persons.searchByPhone`. */
export interface SearchByPhoneOptions extends CallOptions {
  /** Reads every phone number of a text as people type it, in E.164; empty for a text without one. */
  readonly readNumbers: (text: string) => readonly string[];
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
   * The search of Pipedrive is fuzzy: it also finds persons who have another number with the same digits in it. A person
   * counts when the wanted number is one of those in their texts, of which each may hold several.
   * @param phone - In E.164 or as typed; the first number in it is searched for.
   * @returns all who have this number, lowest id first; an empty list is a normal answer.
   */
  searchByPhone(phone: string, options: SearchByPhoneOptions): Promise<readonly PipedrivePersonMatch[]>;
}

const LIMIT = 100;

const itemSchema = z.object({
  id: pipedriveIdSchema,
  name: z.string().nullish(),
  phones: z.array(z.string().nullish()).nullish(),
  organization: z.object({ id: pipedriveIdSchema.nullish() }).nullish(),
});
const foundSchema = pipedriveAnswerSchema(z.object({ items: z.array(z.object({ item: itemSchema })) }));

/** Makes the search over an API whose budget is its own: 10 requests per 2 s on every plan (Pipedrive API, Rate limiting). */
export function createPersonSearch(api: PipedriveApi): PipedrivePersonSearch {
  return {
    async searchByPhone(phone, { readNumbers, ...call }) {
      const [wanted] = readNumbers(phone);
      if (wanted === undefined) return [];
      for (const term of toSearchTerms(wanted)) {
        const query = { term, fields: 'phone', limit: LIMIT };
        const { data } = await api({ path: '/persons/search', query, schema: foundSchema }, call);
        const matches = data.items.map(({ item }) => item).filter(({ phones }) => hasNumber(phones ?? [], wanted, readNumbers));
        if (matches.length > 0) return matches.map(toMatch).sort((one, other) => Number(one.id) - Number(other.id));
      }
      return [];
    },
  };
}

type Item = z.output<typeof itemSchema>;

function hasNumber(texts: NonNullable<Item['phones']>, wanted: string, readNumbers: SearchByPhoneOptions['readNumbers']): boolean {
  return texts.some((text) => text != null && readNumbers(text).includes(wanted));
}

function toMatch({ id, name, organization }: Item): PipedrivePersonMatch {
  return { id, name: name ?? '', orgId: organization?.id ?? null };
}
