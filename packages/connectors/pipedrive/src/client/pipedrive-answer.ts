import type { ReadApiFailure } from '@frigg-crm/http';
import { z } from 'zod';

/**
 * Makes the schema of an answer of API v2. `success: false` may come with any status, 200 included.
 * Whether there is a next page is said by `next_cursor` alone; null and absent both mean the end.
 */
export function pipedriveAnswerSchema<Data>(data: z.ZodType<Data>): z.ZodType<PipedriveAnswer<Data>> {
  const failure = z
    .looseObject({ success: z.literal(false) })
    .transform((answer) => ({ success: false as const, apiCode: readApiCode(answer) }));
  const list = z.object({ next_cursor: z.string().nullish() }).nullish();
  const success = z.object({ success: z.literal(true), data, additional_data: list }).transform(toSuccess<Data>);
  return z.discriminatedUnion('success', [failure, success]);
}

function toSuccess<Data>(answer: {
  success: true;
  data: Data;
  additional_data?: { next_cursor?: string | null | undefined } | null | undefined;
}): PipedriveAnswer<Data> {
  return { success: true, data: answer.data, nextCursor: answer.additional_data?.next_cursor ?? undefined };
}

/** What an answer says. */
export type PipedriveAnswer<Data> =
  | { readonly success: true; readonly data: Data; readonly nextCursor: string | undefined }
  | { readonly success: false; readonly apiCode: string | undefined };

/** Reads Pipedrive's code out of a failure: `code` of API v2, `error` of the token endpoint. Texts are left out. */
export const readPipedriveFailure: ReadApiFailure = (body) => ({ apiCode: readApiCode(body) });

const failureSchema = z.object({ code: z.unknown(), error: z.unknown() }).partial();

function readApiCode(body: unknown): string | undefined {
  const { code, error } = failureSchema.safeParse(body).data ?? {};
  // Only what can be no sentence: those may name people.
  return [code, error].find((candidate): candidate is string => typeof candidate === 'string' && /^[A-Za-z_]{1,64}$/.test(candidate));
}
