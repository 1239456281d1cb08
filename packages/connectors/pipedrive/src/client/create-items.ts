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

/** What is searched. */
interface ItemSearch {
  readonly types: readonly PipedriveItemType[];
  readonly limit: number;
}

/** Item Search API v2. */
export interface PipedriveItems {
  /** @param term - Two characters at least. @returns what is found, as Pipedrive ranks it. */
  search(term: string, options: CallOptions & ItemSearch): Promise<readonly PipedriveItem[]>;
}

const searchItems = defineEndpoint({
  ...v2(z.object({ items: z.array(z.object({ item: itemSchema })) })),
  path: '/itemSearch',
  query: ({ term, types, limit }: ItemSearch & { readonly term: string }) => ({ term, item_types: types.join(','), limit }),
  read: ({ body }) => body.data.items.map(({ item }) => item),
});

/** Makes the calls of Item Search API v2, within the budget of searches. */
export function createItems(callSearch: CallEndpoint): PipedriveItems {
  return { search: async (term, { types, limit, ...options }) => callSearch(searchItems, { term, types, limit }, options) };
}
