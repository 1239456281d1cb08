import { toWholeSeconds } from '@frigg-crm/crm-base/connector';
import {
  createRecordCalls,
  findApiCode,
  type ApiAnswer,
  type ApiError,
  type CallEndpoint,
  type EndpointRefusal,
  type ListPage,
  type ReadApiFailure,
  type RecordCalls,
  type RecordFormat,
} from '@frigg-crm/http';
import * as z from 'zod';

/** Ids have 18 or 19 digits, more than a number holds: they are strings, here and on the wire. */
export const zohoIdSchema = z.string().regex(/^\d{1,20}$/);

/** @returns whether a text can be an id: one malformed id would have the whole request refused. */
export function isZohoId(id: string): boolean {
  return zohoIdSchema.safeParse(id).success;
}

/** All endpoints of Zoho CRM API v8 begin with it. */
export const BASE = '/crm/v8';

const unknownSchema = z.unknown().optional();
const itemSchema = z.object({
  code: unknownSchema,
  error: unknownSchema,
  details: z.looseObject({ api_name: unknownSchema }).optional().catch(undefined),
});
const itemsSchema = z.array(z.unknown()).optional().catch(undefined);
const outerSchema = z.object({ data: itemsSchema, watch: itemsSchema, ...itemSchema.shape });

/**
 * Reads Zoho's code and the field that it refuses, out of a failure as a whole or out of the first item of a list of results
 * (Zoho CRM API v8, Status Codes). Messages are left out: they may name people.
 */
export const readZohoFailure: ReadApiFailure = (body) => {
  const outer = outerSchema.safeParse(body).data;
  const items = [...(outer?.data ?? []), ...(outer?.watch ?? [])].map((item) => itemSchema.safeParse(item).data);
  const codes = [outer, ...items].map((item) => ({ code: findApiCode(item?.code, item?.error), details: item?.details }));
  const failed = codes.find(({ code }) => code !== undefined && code !== 'SUCCESS');
  const field = findApiCode(failed?.details?.api_name);
  return { apiCode: failed?.code, ...(field !== undefined && { fields: [field] }) };
};

/** One result per record: a status of success says nothing of them. */
const resultSchema = z
  .object({
    status: z.string(),
    details: z
      .looseObject({ id: z.string().optional(), events: z.array(z.object({ channel_expiry: z.string().nullish() })).optional() })
      .optional(),
  })
  .transform(({ status, details }) => ({ isWritten: status === 'success', id: details?.id, events: details?.events ?? [] }));

/** What came of one record of a write. */
export type ZohoResult = z.output<typeof resultSchema>;

/** The answer to a write of one record, and Zoho's refusal where it was not written. */
interface WriteAnswer {
  readonly result: ZohoResult;
  readonly failure: EndpointRefusal | undefined;
}

/** The parts that writes of one record have in common; `key` names the list of results. */
export function writeOf(key: 'data' | 'watch'): {
  readonly base: typeof BASE;
  readonly schema: z.ZodType<WriteAnswer>;
  readonly refusal: (answer: ApiAnswer<WriteAnswer>) => EndpointRefusal | undefined;
} {
  const schema = z.looseObject({ [key]: z.tuple([resultSchema], resultSchema) }).transform((body): WriteAnswer => {
    // The line above says so.
    const [result] = body[key] as [ZohoResult, ...ZohoResult[]];
    return { result, failure: undefined };
  });
  const failed = z.unknown().transform((body, context): WriteAnswer => {
    const failure = readZohoFailure(body);
    if (failure.apiCode === undefined) context.addIssue({ code: 'custom', message: 'no failure' });
    return { result: { isWritten: false, id: undefined, events: [] }, failure };
  });
  return { base: BASE, schema: z.union([failed, schema]), refusal: ({ body }) => body.failure };
}

/** A record that was deleted is an id that Zoho does not accept any more; another field that it refuses is named. */
export function isGoneRecord({ status, code, apiCode, fields }: ApiError): boolean {
  if (status === 404 || status === 410) return true;
  return code === 'API_REFUSED' && apiCode === 'INVALID_DATA' && fields.every((field) => field === 'id');
}

/** What a list holds. */
interface ListAnswer<Item> extends ListPage<Item> {
  readonly isMore: boolean;
}

const infoSchema = z.object({ more_records: z.boolean().nullish(), next_page_token: z.string().nullish() }).nullish();

/**
 * The parts that lists have in common: 204 and 304 mean that there is nothing. `key` names the list; with `tokens` each page
 * but the last must name the token of the next one, or persons would be left out in silence.
 */
export function listOf<Item>(
  item: z.ZodType<Item>,
  { key = 'data', tokens = false }: { readonly key?: string; readonly tokens?: boolean } = {},
): { readonly base: typeof BASE; readonly schema: z.ZodType<ListAnswer<Item>>; readonly empty: () => ListPage<Item> } {
  const schema = z.object({ [key]: z.array(item), info: infoSchema }).transform((body, context): ListAnswer<Item> => {
    // The keys are those of the line above.
    const info = body['info'] as z.output<typeof infoSchema>;
    const isMore = info?.more_records === true;
    const nextCursor = (isMore ? info.next_page_token : undefined) ?? undefined;
    if (tokens && isMore && nextCursor === undefined) context.addIssue({ code: 'custom', path: ['info'], message: 'no next_page_token' });
    return { data: body[key] as readonly Item[], nextCursor, isMore };
  });
  return { base: BASE, schema, empty: () => ({ data: [], nextCursor: undefined }) };
}

/** Takes a page whose next one has a token. */
export function tokenPageOf<Item>({ body: { data, nextCursor } }: ApiAnswer<ListAnswer<Item>>): ListPage<Item> {
  return { data, nextCursor };
}

/** Takes a page whose next one has a number, counted from 1. */
export function numberedPageOf<Item>(
  { body: { data, isMore } }: ApiAnswer<ListAnswer<Item>>,
  { cursor }: { readonly cursor?: string | undefined },
): ListPage<Item> {
  return { data, nextCursor: isMore ? String(Number(cursor ?? '1') + 1) : undefined };
}

/** How records of one kind are on the wire, beside what all of them have in common. */
interface ZohoRecordFormat<Fields, Changes, Kept, Query> extends Pick<
  RecordFormat<Fields, Changes, Kept, Query, unknown, unknown, ListAnswer<Kept>, unknown>,
  'path' | 'collection' | 'toJson' | 'toJsonOfChanges' | 'many'
> {
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
    updateMethod: 'PUT',
    written,
    idOf: ({ result }) => result.id ?? '',
    deleted: written,
    one: { ...listOf(schema), read: ({ body }) => body.data[0], query: () => ({ fields }) },
    isGone: isGoneRecord,
    isEmptyGone: true,
  });
}

/** The header of lists of those that changed after a time; they are whole seconds, rounded down. */
export function toModifiedSince({ modifiedSince }: { readonly modifiedSince?: string | undefined }): Readonly<Record<string, string>> {
  return modifiedSince === undefined ? {} : { 'if-modified-since': toWholeSeconds(modifiedSince, { utc: '+00:00' }) };
}
