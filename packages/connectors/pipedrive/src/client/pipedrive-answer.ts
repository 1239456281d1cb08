import { findApiCode, findQuotedFields, type ApiAnswer, type EndpointRefusal, type ListPage, type ReadApiFailure } from '@frigg-crm/http';
import * as z from 'zod';

/** Ids are integers on the wire, but for those of leads; here they are strings, as in every connector. */
export const pipedriveIdSchema = z.union([z.int().positive(), z.string().regex(/^[1-9]\d*$/)]).transform(String);

/** @returns whether a text can be an id: one malformed id would have the whole request refused. */
export function isPipedriveId(id: string): boolean {
  return pipedriveIdSchema.safeParse(id).success;
}

/** What a response holds: `failure` says why nothing of it counts, and may come with any status, 200 included. */
export interface PipedriveAnswer<Data> {
  readonly data: Data;
  /** Names the next page, in either way of paging; `undefined` on the last one. */
  readonly nextCursor: string | undefined;
  readonly failure?: EndpointRefusal | undefined;
}

/** The parts that all endpoints of one version of the API have in common. */
interface PipedriveCommon<Data> {
  readonly base: '/api/v1' | '/api/v2';
  readonly schema: z.ZodType<PipedriveAnswer<Data>>;
  readonly refusal: (answer: ApiAnswer<PipedriveAnswer<Data>>) => EndpointRefusal | undefined;
}

/** Endpoints of API v2: persons, organisations, deals, activities and search. */
export function v2<Data>(data: z.ZodType<Data>): PipedriveCommon<Data> {
  return { base: '/api/v2', schema: answerSchema(data), refusal: ({ body }) => body.failure };
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

/** Takes what a response holds, for `read`. */
export function dataOf<Data>({ body }: ApiAnswer<PipedriveAnswer<Data>>): Data {
  return body.data;
}

/** Takes a page, for `read`. */
export function pageOf<Item>({ body: { data, nextCursor } }: ApiAnswer<PipedriveAnswer<readonly Item[]>>): ListPage<Item> {
  return { data, nextCursor };
}

/** API v2, Pagination: `next_cursor`. API v1, Pagination: `pagination`, whose `next_start` counts records. Null and absent both mean the end. */
const additionalDataSchema = z
  .object({
    next_cursor: z.string().nullish(),
    pagination: z.object({ more_items_in_collection: z.boolean().nullish(), next_start: z.int().nonnegative().nullish() }).nullish(),
  })
  .nullish();

function answerSchema<Data>(data: z.ZodType<Data>): z.ZodType<PipedriveAnswer<Data>> {
  const failure = z
    .looseObject({ success: z.literal(false) })
    // The data of a refusal is never read.
    .transform((answer): PipedriveAnswer<Data> => ({
      data: undefined as Data,
      nextCursor: undefined,
      failure: readPipedriveFailure(answer),
    }));
  const success = z
    .object({ success: z.literal(true), data, additional_data: additionalDataSchema })
    .transform((answer) => toAnswer(answer as AnswerOnTheWire<Data>));
  return z.discriminatedUnion('success', [failure, success]);
}

interface AnswerOnTheWire<Data> {
  readonly data: Data;
  readonly additional_data?: z.output<typeof additionalDataSchema>;
}

function toAnswer<Data>({ data, additional_data: additional }: AnswerOnTheWire<Data>): PipedriveAnswer<Data> {
  const { more_items_in_collection: isMore, next_start: nextStart } = additional?.pagination ?? {};
  const nextPage = isMore === true && nextStart != null ? String(nextStart) : undefined;
  return { data, nextCursor: additional?.next_cursor ?? nextPage };
}

/**
 * Reads Pipedrive's code and the refused fields out of a failure: `code` of API v2, `additional_data.code` of v1, `error`
 * of the token endpoint, the keys of `errors` (Webhooks, Create a new webhook). Of a text only fields that this connector
 * sends are read, in quotes as in `"outcome" is required` (Call logs, Add a call log): all else may name people.
 */
export const readPipedriveFailure: ReadApiFailure = (body) => {
  const { code, error, errors = {}, additional_data: additional } = failureSchema.safeParse(body).data ?? {};
  const keys = Object.keys(errors).filter((key) => findApiCode(key) !== undefined);
  const fields = [...new Set([...keys, ...findQuotedFields(error, FIELDS)])].slice(0, 10);
  return { apiCode: findApiCode(code, additional?.code, error, ...keys), ...(fields.length > 0 && { fields }) };
};

const failureSchema = z
  .object({
    code: z.unknown(),
    error: z.unknown(),
    errors: z.record(z.string(), z.unknown()).catch({}),
    additional_data: z.object({ code: z.unknown() }).nullish().catch(undefined),
  })
  .partial();

/** Fields of the bodies and queries that this connector sends. */
const FIELDS: ReadonlySet<string> = new Set(
  [
    'subject type done note due_date due_time duration owner_id participants deal_id lead_id org_id content',
    'person_id user_id add_time subscription_url event_action event_object name version http_auth_user',
    'http_auth_password limit cursor start sort sort_by sort_direction updated_since ids id status term fields',
    'search_by_email',
  ].flatMap((names) => names.split(' ')),
);
