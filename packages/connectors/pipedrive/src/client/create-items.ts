import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { v2 } from './pipedrive-answer.ts';

/** What can be searched. */
export const ITEM_TYPES = ['person', 'organization', 'deal', 'lead'] as const;

/** A type of item that can be searched. */
export type PipedriveItemType = (typeof ITEM_TYPES)[number];

/** Something that a search has found. */
export interface PipedriveItem {
  readonly type: string;
  readonly id: string;
  /** The name of a person or an organisation, the title of a deal or a lead. */
  readonly name: string | null;
}

/** Item Search API v2. */
export interface PipedriveItems {
  /** @param term - Two characters at least. @returns what is found, as Pipedrive ranks it. */
  search(
    term: string,
    options: CallOptions & { readonly types: readonly PipedriveItemType[]; readonly limit: number },
  ): Promise<readonly PipedriveItem[]>;
}

interface SearchInput {
  readonly term: string;
  readonly types: readonly PipedriveItemType[];
  readonly limit: number;
}

const itemSchema = z
  .object({
    type: z.string(),
    id: z.union([z.string(), z.number()]).transform(String),
    name: z.string().nullish(),
    title: z.string().nullish(),
  })
  .transform(({ type, id, name, title }): PipedriveItem => ({ type, id, name: name ?? title ?? null }));
const searchItems = defineEndpoint({
  ...v2(z.object({ items: z.array(z.object({ item: itemSchema })) })),
  path: '/itemSearch',
  query: ({ term, types, limit }: SearchInput) => ({ term, item_types: types.join(','), limit }),
  read: ({ body }) => body.data.items.map(({ item }) => item),
});

/** Makes the calls of Item Search API v2, within the budget of searches. */
export function createItems(callSearch: CallEndpoint): PipedriveItems {
  return { search: async (term, { types, limit, ...options }) => callSearch(searchItems, { term, types, limit }, options) };
}
