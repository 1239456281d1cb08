import type { ReadApiFailure } from '@frigg-crm/http';
import * as z from 'zod';

/**
 * Makes the schema of an answer of API v1 or v2. `success: false` may come with any status, 200 included.
 * Whether there is a next page is said by `next_cursor` (v2) or `pagination` (v1) alone; null and absent both mean the end.
 */
export function pipedriveAnswerSchema<Data>(data: z.ZodType<Data>): z.ZodType<PipedriveAnswer<Data>> {
  const failure = z
    .looseObject({ success: z.literal(false) })
    .transform((answer) => ({ success: false as const, apiCode: readApiCode(answer) }));
  const success = z
    .object({ success: z.literal(true), data, additional_data: additionalDataSchema })
    .transform((answer) => toSuccess(answer as SuccessOnTheWire<Data>));
  return z.discriminatedUnion('success', [failure, success]);
}

/** Makes the schema of a list of API v1, which writes an empty one as null too. */
export function pipedriveListSchema<Item>(item: z.ZodType<Item>): z.ZodType<PipedriveAnswer<readonly Item[]>> {
  return pipedriveAnswerSchema(
    z
      .array(item)
      .nullish()
      .transform((items): readonly Item[] => items ?? []),
  );
}

/** API v2, Pagination: `next_cursor`. API v1, Pagination: `pagination`, whose `next_start` counts records. */
const additionalDataSchema = z
  .object({
    next_cursor: z.string().nullish(),
    pagination: z.object({ more_items_in_collection: z.boolean().nullish(), next_start: z.int().nonnegative().nullish() }).nullish(),
  })
  .nullish();

interface SuccessOnTheWire<Data> {
  readonly data: Data;
  readonly additional_data?: z.output<typeof additionalDataSchema>;
}

function toSuccess<Data>({ data, additional_data: additional }: SuccessOnTheWire<Data>): PipedriveAnswer<Data> {
  const { more_items_in_collection: isMore, next_start: nextStart } = additional?.pagination ?? {};
  const nextPage = isMore === true && nextStart != null ? String(nextStart) : undefined;
  return { success: true, data, nextCursor: additional?.next_cursor ?? nextPage };
}

/** What an answer says. */
export type PipedriveAnswer<Data> =
  | { readonly success: true; readonly data: Data; readonly nextCursor: string | undefined }
  | { readonly success: false; readonly apiCode: string | undefined };

/**
 * Reads Pipedrive's code out of a failure: `code` of API v2, `error` of the token endpoint, the refused field of
 * Webhooks, Create a new webhook. Texts are left out.
 */
export const readPipedriveFailure: ReadApiFailure = (body) => ({ apiCode: readApiCode(body) });

const failureSchema = z.object({ code: z.unknown(), error: z.unknown(), errors: z.record(z.string(), z.unknown()).catch({}) }).partial();

function readApiCode(body: unknown): string | undefined {
  const { code, error, errors = {} } = failureSchema.safeParse(body).data ?? {};
  // Only what can be no sentence: those may name people.
  return [code, error, ...Object.keys(errors)].find(
    (candidate): candidate is string => typeof candidate === 'string' && /^[A-Za-z_]{1,64}$/.test(candidate),
  );
}
