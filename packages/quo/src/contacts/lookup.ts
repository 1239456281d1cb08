import type { CallOptions } from '@frigg-crm/core';
import { ApiError, type HttpClient } from '@frigg-crm/http';
import * as z from 'zod';
import { listAll } from '../api/list-all.ts';
import { isUsableExternalId } from './find-contact-problem.ts';
import { storedContactSchema, type StoredQuoContact } from './stored-contact.ts';
import { isAccountRefused } from './upsert-outcome.ts';

/** What is known of one external id. */
export type Finding =
  /** All contacts with that external id, whatever their source. */
  { readonly kind: 'read'; readonly contacts: readonly StoredQuoContact[] } | { readonly kind: 'failed'; readonly error: ApiError };

/** Findings by external id; what fails, fails for its own external ids only. */
export type Lookup = (externalIds: readonly string[], options?: CallOptions) => Promise<ReadonlyMap<string, Finding>>;

/** More repeated keys than this are refused with 400. */
export const MAX_EXTERNAL_IDS = 20;
const answerSchema = z.object({ data: z.array(storedContactSchema), nextPageToken: z.string().nullish() });

/** Makes the lookup over a client (Quo API, List contacts). */
export function createLookup(http: HttpClient): Lookup {
  async function readChunk(externalIds: readonly string[], options: CallOptions): Promise<readonly (readonly [string, Finding])[]> {
    try {
      const contacts = await listChunk(http, externalIds, options);
      return externalIds.map((id) => [id, { kind: 'read', contacts: contacts.filter(({ externalId }) => externalId === id) }]);
    } catch (error) {
      if (!ApiError.is(error) || isAccountRefused(error)) throw error;
      // One unacceptable id must not take the nineteen others with it.
      if (error.code === 'API_REFUSED' && externalIds.length > 1)
        return (await Promise.all(externalIds.map(async (id) => readChunk([id], options)))).flat();
      return externalIds.map((id) => [id, { kind: 'failed', error }]);
    }
  }

  return async (externalIds, options = {}) => {
    const usable = [...new Set(externalIds)].filter(isUsableExternalId);
    const findings = await Promise.all(toChunks(usable, MAX_EXTERNAL_IDS).map(async (chunk) => readChunk(chunk, options)));
    return new Map(findings.flat());
  };
}

async function listChunk(http: HttpClient, externalIds: readonly string[], { signal }: CallOptions): Promise<readonly StoredQuoContact[]> {
  const path = '/v1/contacts';
  const fetchPage = async (pageToken: string | undefined): Promise<z.infer<typeof answerSchema>> =>
    http.request({ method: 'GET', path, query: { externalIds, maxResults: 50, pageToken }, schema: answerSchema, signal });
  return listAll(fetchPage, { operation: `GET ${path}`, signal });
}

/** Cuts a list into pieces of at most `size`. */
export function toChunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
