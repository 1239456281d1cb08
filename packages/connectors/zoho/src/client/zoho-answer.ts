import { toUtc, toWholeSeconds } from '@frigg-crm/crm-base/connector';
import {
  createRecordCalls,
  failureReader,
  nullableText,
  refusable,
  type ApiAnswer,
  type ApiError,
  type CallEndpoint,
} from '@frigg-crm/http';
import type { ListPage, ReadApiFailure, RecordCalls, RecordFormat, RecordWrites, RefusableParts } from '@frigg-crm/http';
import * as z from 'zod';

/** Ids have 18 or 19 digits, more than a number holds: they are strings, here and on the wire. */
export const zohoIdSchema = z.string().regex(/^\d{1,20}$/);

/** @returns whether a text can be an id: one malformed id would have the whole request refused. */
export function isZohoId(id: string): boolean {
  return zohoIdSchema.safeParse(id).success;
}

/** All endpoints of Zoho CRM API v8 begin with it. */
export const BASE = '/crm/v8';

/**
 * Reads Zoho's code and the field that it refuses, out of a failure as a whole or out of the first item of a list of results
 * (Zoho CRM API v8, Status Codes). Messages are left out: they may name people.
 */
export const readZohoFailure: ReadApiFailure = failureReader({
  codes: ['code', 'error'],
  itemsIn: ['data', 'watch'],
  success: 'SUCCESS',
  fieldIn: 'details.api_name',
});

/** One result per record: a status of success says nothing of them. */
const resultSchema = z
  .object({
    status: z.string(),
    details: z
      .looseObject({ id: z.string().optional(), events: z.array(z.object({ channel_expiry: z.string().nullish() })).optional() })
      .optional(),
  })
  .transform(({ details }) => ({ id: details?.id, events: details?.events ?? [] }));

/** What came of one record of a write. */
export type ZohoResult = z.output<typeof resultSchema>;

/** The parts that writes of one record have in common; `key` names the list of results. */
export function writeOf(key: 'data' | 'watch'): RefusableParts<ZohoResult> & { readonly base: typeof BASE } {
  const answer = z.looseObject({ [key]: z.tuple([resultSchema], resultSchema) });
  // The line above says what it holds.
  const schema = answer.transform((body) => (body[key] as [ZohoResult, ...ZohoResult[]])[0]);
  const parts = refusable(schema, (body) => {
    const failure = readZohoFailure(body);
    return failure.apiCode === undefined ? undefined : failure;
  });
  return { base: BASE, ...parts };
}

/** A record that was deleted is an id that Zoho does not accept any more; another field that it refuses is named. */
export function isGoneRecord({ status, code, apiCode, fields }: ApiError): boolean {
  if (status === 404 || status === 410) return true;
  return code === 'API_REFUSED' && apiCode === 'INVALID_DATA' && fields.every((field) => field === 'id');
}

/** A time as Zoho writes it, in UTC with milliseconds; `null`: none. */
export const utcTime: z.ZodType<string | null> = nullableText.transform((time) => toUtc(time) ?? null);

/** What a list holds. */
interface ListAnswer<Item> extends ListPage<Item> {
  readonly isMore: boolean;
}

/** The parts that lists have in common: 204 and 304 mean that there is nothing. */
interface ZohoPages<Item, Query> {
  readonly base: typeof BASE;
  readonly schema: z.ZodType<ListAnswer<Item>>;
  readonly empty: () => ListPage<Item>;
  readonly read: (answer: ApiAnswer<ListAnswer<Item>>, query: Query) => ListPage<Item>;
}

const infoSchema = z.object({ more_records: z.boolean().nullish(), next_page_token: z.string().nullish() }).nullish();

/**
 * Lists whose pages have tokens: each page but the last must name that of the next one, or persons would be left out in
 * silence.
 */
export function tokenPages<Item>(item: z.ZodType<Item>): ZohoPages<Item, unknown> {
  const { schema, ...parts } = numberedPages(item);
  const withToken = schema.refine(({ isMore, nextCursor }) => !isMore || nextCursor !== undefined, {
    path: ['info'],
    message: 'no next_page_token',
  });
  return { ...parts, schema: withToken, read: ({ body: { data, nextCursor } }) => ({ data, nextCursor }) };
}

/** Lists whose pages have numbers, counted from 1. @param key - The name of the list. */
export function numberedPages<Item>(item: z.ZodType<Item>, key = 'data'): ZohoPages<Item, { readonly cursor?: string | undefined }> {
  const schema = z.object({ [key]: z.array(item), info: infoSchema }).transform((body): ListAnswer<Item> => {
    // The keys are those of the line above.
    const info = body['info'] as z.output<typeof infoSchema>;
    const isMore = info?.more_records === true;
    return { data: body[key] as readonly Item[], isMore, nextCursor: (isMore ? info.next_page_token : undefined) ?? undefined };
  });
  return {
    base: BASE,
    schema,
    empty: () => ({ data: [], nextCursor: undefined }),
    read: ({ body: { data, isMore } }, { cursor }) => ({ data, nextCursor: isMore ? String(Number(cursor ?? '1') + 1) : undefined }),
  };
}

/** How records of one kind are on the wire, beside what all of them have in common. */
interface ZohoRecordFormat<Fields, Changes, Kept, Query> extends RecordWrites<Fields, Changes> {
  readonly many: RecordFormat<Fields, Changes, Kept, Query, unknown, unknown, ListAnswer<Kept>, unknown>['many'];
  readonly schema: z.ZodType<Kept>;
  /** Which fields are requested of a record. @defaultValue all of them */
  readonly fields?: string | undefined;
}

/** Makes the calls for records of one kind. */
export function createRecords<Fields extends object, Changes, Kept, Query extends object>(
  call: CallEndpoint,
  { schema, fields, ...format }: ZohoRecordFormat<Fields, Changes, Kept, Query>,
): RecordCalls<Fields, Changes, Kept, Query> {
  const written = writeOf('data');
  return createRecordCalls(call, {
    ...format,
    written,
    idOf: ({ id }) => id ?? '',
    deleted: written,
    one: { ...numberedPages(schema), read: ({ body }) => body.data[0], query: () => ({ fields }) },
    isGone: isGoneRecord,
    isEmptyGone: true,
  });
}

/** The header of lists of those that changed after a time; they are whole seconds, rounded down. */
export function toModifiedSince({ modifiedSince }: { readonly modifiedSince?: string | undefined }): Readonly<Record<string, string>> {
  return modifiedSince === undefined ? {} : { 'if-modified-since': toWholeSeconds(modifiedSince, { utc: '+00:00' }) };
}
