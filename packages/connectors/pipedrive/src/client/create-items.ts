import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, joinWireFields, wireRecord, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { v2 } from './pipedrive-answer.ts';

/** What can be searched. */
export const ITEM_TYPES = ['person', 'organization', 'deal', 'lead'] as const;

/** A type of item that can be searched. */
export type PipedriveItemType = (typeof ITEM_TYPES)[number];

const text = z.string().nullish();
const itemSchema = wireRecord({
  type: z.string(),
  id: z.union([z.string(), z.number()]).transform(String),
  /** The name of a person or an organisation, the title of a deal or a lead. */
  name: joinWireFields({ name: text, title: text }, ({ name, title }) => name ?? title ?? null),
});

/** Something that a search has found. */
export type PipedriveItem = z.output<typeof itemSchema>;

type ItemSearch = CallOptions & { readonly types: readonly PipedriveItemType[]; readonly limit: number };

/** Item Search API v2. */
export interface PipedriveItems {
  /** @param term - Two characters at least. @returns what is found, the best match first, by Pipedrive's score. */
  search(term: string, options: ItemSearch): Promise<readonly PipedriveItem[]>;
}

/** The official file describes `item_types` as a list with commas, and accepts one of them: so there is a search per type. */
const searchItems = defineEndpoint({
  ...v2(z.object({ items: z.array(z.object({ result_score: z.number().catch(0), item: itemSchema })) })),
  path: '/itemSearch',
  query: (given: { readonly term: string; readonly item_types: PipedriveItemType; readonly limit: number }) => ({ ...given }),
  read: ({ body }) => body.data.items,
});

/** Makes the calls of Item Search API v2, within the budget of searches. */
export function createItems(callSearch: CallEndpoint): PipedriveItems {
  return {
    async search(term, { types, limit, ...options }) {
      const found = await Promise.all(types.map(async (type) => callSearch(searchItems, { term, item_types: type, limit }, options)));
      const ranked = found.flat().toSorted((a, b) => b.result_score - a.result_score);
      return ranked.slice(0, limit).map(({ item }) => item);
    },
  };
}
