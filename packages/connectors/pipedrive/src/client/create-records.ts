import type { CallOptions, JsonValue } from '@frigg-crm/core';
import { defineEndpoint, type ApiRequest, type CallEndpoint, type ListPage } from '@frigg-crm/http';
import * as z from 'zod';
import { dataOf, listOf, pageOf, type v1, type v2 } from './pipedrive-answer.ts';
import { pipedriveIdSchema } from './pipedrive-id.ts';

/** Records that are logged with persons: activities and notes. */
export interface PipedriveRecords<Fields, Changes, Kept, Query> {
  /**
   * Not repeated when its outcome is unknown: look it up with `list` first. An activity whose `type` the company does not
   * have is written with the company's default type, a note whose author this user may not name in his own name.
   * @returns the id.
   */
  create(fields: Fields, options?: CallOptions): Promise<string>;
  /** Changes what is given. @returns `gone` when the record was deleted: write another one. */
  update(id: string, changes: Changes, options?: CallOptions): Promise<'updated' | 'gone'>;
  /** @returns the record, a deleted activity too; `undefined` when there is none. */
  get(id: string, options?: CallOptions): Promise<Kept | undefined>;
  list(query: Query, options?: CallOptions): Promise<ListPage<Kept>>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

/** How one kind of record is on the wire. */
interface RecordFormat<Fields, Changes, Kept, Query> {
  readonly version: typeof v1 | typeof v2;
  /** Such as `/notes`. */
  readonly path: string;
  readonly schema: z.ZodType<Kept>;
  readonly updateMethod: ApiRequest['method'];
  readonly toWire: (fields: Fields) => JsonValue;
  readonly toWireChanges: (changes: Changes) => JsonValue;
  readonly toQuery: (query: Query) => NonNullable<ApiRequest['query']>;
  /** Writes again what was refused, in another way. @throws the error where there is none. */
  readonly retry: (error: unknown, fields: Fields, post: (fields: Fields) => Promise<string>) => Promise<string>;
}

/** All that matters of the response to a write: whatever else may be odd with it, it has been written. */
const writtenSchema = z.object({ id: pipedriveIdSchema, is_deleted: z.boolean().nullish(), active_flag: z.boolean().nullish() });

/** Makes the calls of one kind of record. */
export function createRecords<Fields, Changes, Kept, Query extends object>(
  call: CallEndpoint,
  format: RecordFormat<Fields, Changes, Kept, Query>,
): PipedriveRecords<Fields, Changes, Kept, Query> {
  const { version, path, schema } = format;
  const one = `${path}/{id}` as const;
  const written = version(writtenSchema);
  const create = defineEndpoint({
    ...written,
    method: 'POST',
    path,
    json: ({ fields }: { readonly fields: Fields }) => format.toWire(fields),
    read: ({ body }) => body.data.id,
  });
  const update = defineEndpoint({
    ...written,
    method: format.updateMethod,
    path: one,
    json: ({ changes }: { readonly id: string; readonly changes: Changes }) => format.toWireChanges(changes),
    read: ({ body: { data } }): 'gone' | 'updated' => (data.is_deleted === true || data.active_flag === false ? 'gone' : 'updated'),
    gone: () => 'gone',
  });
  const get = defineEndpoint({ ...version(schema), path: one, read: dataOf<Kept>, gone: () => undefined });
  const list = defineEndpoint({ ...version(listOf(schema)), path, query: format.toQuery, read: pageOf<Kept> });
  const remove = defineEndpoint({
    ...version(z.unknown().optional()),
    method: 'DELETE',
    path: one,
    read: () => undefined,
    gone: () => undefined,
  });
  return {
    async create(fields, options) {
      const post = async (given: Fields): Promise<string> => call(create, { fields: given }, options);
      return post(fields).catch(async (error: unknown) => format.retry(error, fields, post));
    },
    update: async (id, changes, options) => call(update, { id, changes }, options),
    get: async (id, options) => call(get, { id }, options),
    list: async (query, options) => call(list, query, options),
    delete: async (id, options) => call(remove, { id }, options),
  };
}
