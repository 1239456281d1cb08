import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { dataOf, v2 } from './attio-answer.ts';

/** What a token is good for, and in which workspace. */
export interface AttioSelf {
  /** All ids of Attio are of one workspace. */
  readonly workspaceId: string;
  readonly workspaceName: string | null;
  /** What was granted; a scope that may write is also one that may read. */
  readonly scopes: readonly string[];
}

/** The token itself. */
export interface AttioTokenInfo {
  /** @throws {ApiUnauthorizedError} when the token is not active: Attio says so in a response of success. */
  get(options?: CallOptions): Promise<AttioSelf>;
}

/** Objects and their attributes. */
export interface AttioObjects {
  /** @returns the id of the object in this workspace; events name objects by it. */
  idOf(slug: string, options?: CallOptions): Promise<string>;
  /** @returns the id of an attribute of an object; `undefined` when there is none with this slug. */
  attributeIdOf(slug: string, attribute: string, options?: CallOptions): Promise<string | undefined>;
  /** @returns all objects of the workspace, its own ones included. */
  list(options?: CallOptions): Promise<readonly AttioObject[]>;
  /** Searches records by text: fuzzy, and behind by a moment. @param options.limit - 25 at most. */
  search(
    term: string,
    options: CallOptions & { readonly objects: readonly string[]; readonly limit: number },
  ): Promise<readonly AttioFoundRecord[]>;
}

/** An object of a workspace: what its records are. */
export interface AttioObject {
  readonly slug: string;
  readonly singularNoun: string | null;
  readonly pluralNoun: string | null;
}

/** A record that a search has found. */
export interface AttioFoundRecord {
  /** The slug of its object. */
  readonly object: string;
  readonly id: string;
  /** As Attio shows it. */
  readonly text: string | null;
}

/** Meta, Identify. An inactive token has nothing but `active`. */
const selfSchema = z.union([
  z
    .object({ active: z.literal(true), workspace_id: z.string().min(1), workspace_name: z.string().nullish(), scope: z.string().nullish() })
    .transform((wire): AttioSelf => ({
      workspaceId: wire.workspace_id,
      workspaceName: wire.workspace_name ?? null,
      scopes: (wire.scope ?? '').split(' ').filter((scope) => scope !== ''),
    })),
  z.object({ active: z.literal(false) }).transform((): undefined => undefined),
]);
const getSelf = defineEndpoint({
  base: '/v2',
  path: '/self',
  schema: selfSchema,
  refusal: ({ body }) => (body === undefined ? { kind: 'unauthorized', apiCode: 'inactive_token' } : undefined),
  // An inactive one has been refused.
  read: ({ body }) => body as AttioSelf,
});
const getObject = defineEndpoint({
  ...v2(z.object({ id: z.object({ object_id: z.string().min(1) }) })),
  path: '/objects/{slug}',
  read: ({ body }) => body.data.id.object_id,
});
const getAttribute = defineEndpoint({
  ...v2(z.object({ id: z.object({ attribute_id: z.string().min(1) }) })),
  path: '/objects/{slug}/attributes/{attribute}',
  read: ({ body }) => body.data.id.attribute_id,
  gone: () => undefined,
});

const objectSchema = z
  .object({ api_slug: z.string().min(1), singular_noun: z.string().nullish(), plural_noun: z.string().nullish() })
  .transform(({ api_slug: slug, singular_noun: singular, plural_noun: plural }): AttioObject => {
    return { slug, singularNoun: singular ?? null, pluralNoun: plural ?? null };
  });
const listObjects = defineEndpoint({ ...v2(z.array(objectSchema)), path: '/objects', read: dataOf<readonly AttioObject[]> });

const foundSchema = z
  .object({ id: z.object({ record_id: z.string().min(1) }), object_slug: z.string(), record_text: z.string().nullish() })
  .transform(({ id, object_slug: object, record_text: text }): AttioFoundRecord => ({ object, id: id.record_id, text: text ?? null }));
interface RecordSearch {
  readonly term: string;
  readonly objects: readonly string[];
  readonly limit: number;
}
/** Records, Search records (beta). */
const searchRecords = defineEndpoint({
  ...v2(z.array(foundSchema)),
  method: 'POST',
  path: '/objects/records/search',
  repeatable: true,
  json: ({ term, objects, limit }: RecordSearch) => ({
    query: term,
    objects: [...objects],
    request_as: { type: 'workspace' },
    limit: Math.min(limit, MAX_FOUND),
  }),
  read: dataOf<readonly AttioFoundRecord[]>,
});
const MAX_FOUND = 25;

/** Makes the call that identifies a token. */
export function createTokenInfo(call: CallEndpoint): AttioTokenInfo {
  return { get: async (options) => call(getSelf, {}, options) };
}

/** Makes the calls for objects. */
export function createObjects(call: CallEndpoint): AttioObjects {
  return {
    idOf: async (slug, options) => call(getObject, { slug }, options),
    attributeIdOf: async (slug, attribute, options) => call(getAttribute, { slug, attribute }, options),
    list: async (options) => call(listObjects, {}, options),
    search: async (term, { objects, limit, ...options }) => call(searchRecords, { term, objects, limit }, options),
  };
}
