import type { CallOptions, JsonValue } from '@frigg-crm/core';
import type { ApiAnswer, ApiRequest } from './api-request.ts';
import { defineEndpoint, type CallEndpoint, type EndpointOptions } from './endpoint.ts';
import type { ListPage } from './read-pages.ts';

/** The calls of an API for records of one kind that are written, such as notes. */
export interface RecordCalls<Fields, Changes, Kept, Query> {
  /** Not repeated when its outcome is unknown: look it up with `list` first. @returns the id. */
  create(fields: Fields, options?: CallOptions): Promise<string>;
  /** Changes what is given. @returns `gone` when the record was deleted: write another one. */
  update(id: string, changes: Changes, options?: CallOptions): Promise<'updated' | 'gone'>;
  /** @returns `undefined` when there is none. */
  get(id: string, options?: CallOptions): Promise<Kept | undefined>;
  list(query: Query, options?: CallOptions): Promise<ListPage<Kept>>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

/** How a response is read. */
type Answer<Body> = Pick<EndpointOptions<string, unknown, Body, unknown, unknown, unknown>, 'base' | 'schema' | 'refusal'>;

/** Where records of one kind are, and how they are written, whatever the responses look like. */
export interface RecordWrites<Fields, Changes> {
  /** Such as `/notes`: a record is at `/notes/{id}`. */
  readonly path: string;
  /** Where records are created and listed; its `{names}` are fields and values of the query. @defaultValue `path` */
  readonly collection?: string | undefined;
  /** @defaultValue 'PUT' */
  readonly updateMethod?: 'PATCH' | 'PUT' | undefined;
  readonly toJson: (fields: Fields) => JsonValue;
  /** @defaultValue `toJson`: what can be changed is written as in a new record */
  readonly toJsonOfChanges?: ((changes: Changes) => JsonValue) | undefined;
  /** Writes again what was refused, in another way. @throws the error where there is none. @defaultValue the error is thrown */
  readonly retry?: ((error: unknown, fields: Fields, post: (fields: Fields) => Promise<string>) => Promise<string>) | undefined;
}

/** How records of one kind are on the wire: {@link createRecordCalls} adds methods, ids, and what "gone" means. */
export interface RecordFormat<Fields, Changes, Kept, Query, Written, One, Many, Deleted> extends RecordWrites<Fields, Changes> {
  /** The response to a write. */
  readonly written: Answer<Written>;
  readonly idOf: (body: Written) => string;
  /** Whether the response to an update says that the record is deleted. @defaultValue never */
  readonly isDeleted?: ((body: Written) => boolean) | undefined;
  /** The response to a deletion. */
  readonly deleted: Answer<Deleted>;
  readonly one: Answer<One> & {
    readonly read: (answer: ApiAnswer<One>) => Kept | undefined;
    readonly query?: () => NonNullable<ApiRequest['query']>;
  };
  readonly many: Answer<Many> &
    Pick<EndpointOptions<string, Query, Many, ListPage<Kept>, never, ListPage<Kept>>, 'query' | 'headers' | 'read' | 'empty'>;
  /** Which failures mean that there is no such record. @defaultValue status 404 and 410 */
  readonly isGone?: EndpointOptions<string, unknown, unknown, unknown, unknown, unknown>['isGone'];
  /** Whether an empty response, such as 204, means the same. @defaultValue false */
  readonly isEmptyGone?: boolean | undefined;
}

/** Makes the calls for records of one kind. */
export function createRecordCalls<Fields extends object, Changes, Kept, Query extends object, Written, One, Many, Deleted>(
  call: CallEndpoint,
  format: RecordFormat<Fields, Changes, Kept, Query, Written, One, Many, Deleted>,
): RecordCalls<Fields, Changes, Kept, Query> {
  const { path, collection = path, written, deleted, one, many, isGone, isEmptyGone = false } = format;
  // Without a function of their own, changes are fields.
  const toJsonOfChanges = format.toJsonOfChanges ?? (format.toJson as unknown as (changes: Changes) => JsonValue);
  const record = `${path}/{id}` as const;
  // Where an empty response means nothing, a schema has to read it.
  const emptyAs = <Result>(result: () => Result): { readonly empty?: () => Result } => (isEmptyGone ? { empty: result } : {});
  const create = defineEndpoint({
    ...written,
    method: 'POST',
    path: collection,
    json: ({ fields }: { readonly fields: Fields }) => format.toJson(fields),
    read: ({ body }) => format.idOf(body),
  });
  const update = defineEndpoint({
    ...written,
    method: format.updateMethod ?? 'PUT',
    path: record,
    json: ({ changes }: { readonly id: string; readonly changes: Changes }) => toJsonOfChanges(changes),
    read: ({ body }): 'gone' | 'updated' => (format.isDeleted?.(body) === true ? 'gone' : 'updated'),
    gone: () => 'gone' as const,
    isGone,
    ...emptyAs(() => 'gone' as const),
  });
  const absent = { gone: () => undefined, isGone, ...emptyAs(() => undefined) };
  const get = defineEndpoint({ ...one, path: record, ...absent });
  const list = defineEndpoint({ ...many, path: collection });
  const remove = defineEndpoint({ ...deleted, method: 'DELETE', path: record, read: () => undefined, ...absent });
  return {
    async create(fields, options) {
      const post = async (given: Fields): Promise<string> => call(create, { ...given, fields: given }, options);
      return post(fields).catch(async (error: unknown) => {
        if (format.retry === undefined) throw error;
        return format.retry(error, fields, post);
      });
    },
    update: async (id, changes, options) => call(update, { id, changes }, options),
    get: async (id, options) => call(get, { id }, options),
    list: async (query, options) => call(list, query, options),
    delete: async (id, options) => call(remove, { id }, options),
  };
}
