import { createRecordCalls, failureReader, refusable, wireField, wireRecord } from '@frigg-crm/http';
import type { ApiAnswer, CallEndpoint, ListPage, ReadApiFailure, RecordCalls, RecordWrites, RefusableParts } from '@frigg-crm/http';
import * as z from 'zod';

/** Ids are integers on the wire, but for those of leads; here they are strings, as in every connector. */
export const pipedriveIdSchema = z.union([z.int().positive(), z.string().regex(/^[1-9]\d*$/)]).transform(String);

/** @returns whether a text can be an id: one malformed id would have the whole request refused. */
export function isPipedriveId(id: string): boolean {
  return pipedriveIdSchema.safeParse(id).success;
}

/** @returns an id as it is sent. */
export function toNumber(id: string | undefined): number | undefined {
  return id === undefined ? undefined : Number(id);
}

/** What a response holds. */
export interface PipedriveAnswer<Data> {
  readonly data: Data;
  /** Names the next page, in either way of paging; `undefined` on the last one. */
  readonly nextCursor: string | undefined;
}

/** The parts that all endpoints of one version of the API have in common. */
interface PipedriveCommon<Data> extends RefusableParts<PipedriveAnswer<Data>> {
  readonly base: '/api/v1' | '/api/v2';
  /** Takes what a response holds. */
  readonly read: (answer: ApiAnswer<PipedriveAnswer<Data>>) => Data;
}

/** Endpoints of API v2: persons, organisations, deals, activities and search. Any response may say `success: false`, with status 200 too. */
export function v2<Data>(data: z.ZodType<Data>): PipedriveCommon<Data> {
  const fields = { success: z.literal(true), data, nextCursor: wireField('additional_data', nextCursorSchema) };
  // TypeScript cannot relate what is read of a generic field to its type.
  const schema = wireRecord(fields) as unknown as z.ZodType<PipedriveAnswer<Data>>;
  const parts = refusable(schema, (body) => (isRefused(body) ? readPipedriveFailure(body) : undefined));
  return { base: '/api/v2', ...parts, read: ({ body }) => body.data };
}

/** Endpoints of API v1: notes, webhooks, users and leads only exist there. */
export function v1<Data>(data: z.ZodType<Data>): PipedriveCommon<Data> {
  return { ...v2(data), base: '/api/v1' };
}

/** Makes the schema of a list, which v1 writes as null too when it is empty. */
export function listOf<Item>(item: z.ZodType<Item>): z.ZodType<readonly Item[]> {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

/** Takes a page, for `read`. */
export function pageOf<Item>({ body: { data, nextCursor } }: ApiAnswer<PipedriveAnswer<readonly Item[]>>): ListPage<Item> {
  return { data, nextCursor };
}

/** API v2, Pagination: `next_cursor`. API v1, Pagination: `pagination`, whose `next_start` counts records. Null and absent both mean the end. */
const nextCursorSchema = z
  .object({
    next_cursor: z.string().nullish(),
    pagination: z.object({ more_items_in_collection: z.boolean().nullish(), next_start: z.int().nonnegative().nullish() }).nullish(),
  })
  .nullish()
  .transform((additional) => {
    const { more_items_in_collection: isMore, next_start: nextStart } = additional?.pagination ?? {};
    return additional?.next_cursor ?? (isMore === true && nextStart != null ? String(nextStart) : undefined);
  });

function isRefused(body: unknown): boolean {
  return z.looseObject({ success: z.literal(false) }).safeParse(body).success;
}

/**
 * Reads Pipedrive's code and the refused fields out of a failure: `code` of API v2, `additional_data.code` of v1, `error`
 * of the token endpoint, the keys of `errors` (Webhooks, Create a new webhook). Of a text only fields that this connector
 * sends are read, in quotes as in `"outcome" is required` (Call logs, Add a call log).
 */
export const readPipedriveFailure: ReadApiFailure = failureReader({
  codes: ['code', 'additional_data.code', 'error'],
  fieldsIn: 'errors',
  quotedIn: 'error',
  sent: `subject type done note due_date due_time duration owner_id participants deal_id lead_id org_id content
    person_id user_id add_time subscription_url event_action event_object name version http_auth_user
    http_auth_password limit cursor start sort sort_by sort_direction updated_since ids id status term fields
    search_by_email`,
});

/** How records of one kind are on the wire, beside what all of them have in common. */
interface PipedriveRecordFormat<Fields, Changes, Kept, Query> extends RecordWrites<Fields, Changes> {
  readonly version: typeof v1 | typeof v2;
  readonly schema: z.ZodType<Kept>;
  readonly toQuery: (query: Query) => Readonly<Record<string, string | number | undefined>>;
}

/** All that matters of the response to a write: whatever else may be odd with it, it has been written. */
const writtenSchema = z.object({ id: pipedriveIdSchema, is_deleted: z.boolean().nullish(), active_flag: z.boolean().nullish() });

/** Makes the calls of one kind of record. */
export function createRecords<Fields extends object, Changes, Kept, Query extends object>(
  call: CallEndpoint,
  { version, schema, toQuery, ...format }: PipedriveRecordFormat<Fields, Changes, Kept, Query>,
): RecordCalls<Fields, Changes, Kept, Query> {
  return createRecordCalls(call, {
    ...format,
    written: version(writtenSchema),
    idOf: ({ data }) => data.id,
    isDeleted: ({ data }) => data.is_deleted === true || data.active_flag === false,
    deleted: version(z.unknown().optional()),
    one: version(schema),
    many: { ...version(listOf(schema)), query: toQuery, read: pageOf<Kept> },
  });
}
