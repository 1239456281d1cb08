import { findQuotedFields, type ApiAnswer, type EndpointRefusal, type ReadApiFailure } from '@frigg-crm/http';
import * as z from 'zod';

/** What a response holds: `failure` says why nothing of it counts, and may come with status 200. */
export interface AxisCareAnswer<Data> {
  readonly data: Data;
  readonly failure?: EndpointRefusal | undefined;
}

/**
 * Reads what is mostly `{ "results": …, "errors": null }` (List Clients, Get Call Log), without `results` in the
 * documentation of caregivers and applicants.
 * @param data - Reads the whole body.
 */
export function answering<Data>(data: z.ZodType<Data>): {
  readonly schema: z.ZodType<AxisCareAnswer<Data>>;
  readonly refusal: (answer: ApiAnswer<AxisCareAnswer<Data>>) => EndpointRefusal | undefined;
} {
  const schema = z.looseObject({}).transform((body, context): AxisCareAnswer<Data> => {
    const failure = findRefusal(body);
    // The data of a refusal is never read.
    if (failure !== undefined) return { data: undefined as Data, failure };
    const parsed = data.safeParse(body);
    if (parsed.success) return { data: parsed.data };
    for (const { path } of parsed.error.issues.slice(0, 1)) context.addIssue({ code: 'custom', message: 'is not as documented', path });
    return z.NEVER;
  });
  return { schema, refusal: ({ body }) => body.failure };
}

/** Takes what a response holds, for `read`. */
export function dataOf<Data>({ body }: ApiAnswer<AxisCareAnswer<Data>>): Data {
  return body.data;
}

/** A list that a 404 says to be empty: its body has the list (List Caregivers, 404). */
export const NONE_FOUND = 'none_found';
/** There is no such record. */
export const NOT_FOUND = 'not_found';

/** What the sentences of `errors` mean. They are written for people, and may quote what was sent: they are never passed on. */
const MEANINGS: readonly (readonly [pattern: RegExp, apiCode: string])[] = [
  [/permission/i, 'permission_denied'],
  [/not found|does not exist|no such/i, NOT_FOUND],
  [/internal server error/i, 'internal_error'],
  [/8601/, 'bad_time'],
];

/** Fields and parameters that this connector sends. */
const FIELDS: ReadonlySet<string> = new Set(
  `callerName callerPhone followUp dateTime subject notes tags entityId type limit startAfterId nextPageToken statuses
  fromDateTime toDateTime clientIds leadIds caregiverIds applicantIds`.split(/\s+/),
);

const failureSchema = z.looseObject({ success: z.unknown().optional(), errors: z.array(z.unknown()).nullish().catch(undefined) });

/** @returns why a response with a status of success is a refusal; `undefined`: it is none. */
function findRefusal(body: unknown): EndpointRefusal | undefined {
  const { success, errors } = failureSchema.safeParse(body).data ?? {};
  const texts = (errors ?? []).filter((error) => error !== null);
  if (success !== false && texts.length === 0) return undefined;
  const codes = readAxisCareFailure(body);
  return { ...codes, kind: codes.apiCode === 'permission_denied' ? 'unauthorized' : 'refused' };
}

/** Reads a code and the refused fields out of a failure: `"dateTime field is required …"` (Add Call Log, 400). */
export const readAxisCareFailure: ReadApiFailure = (body) => {
  const { errors, ...rest } = failureSchema.safeParse(body).data ?? {};
  const text = (errors ?? []).filter((error) => typeof error === 'string').join('; ');
  const hasList = ['caregivers', 'applicants'].some((name) => Array.isArray((rest as Readonly<Record<string, unknown>>)[name]));
  const apiCode = MEANINGS.find(([pattern]) => pattern.test(text))?.[1] ?? (hasList ? NONE_FOUND : undefined);
  const [, leading = ''] = /^(\w+) (?:field|parameter)\b/.exec(text) ?? [];
  const fields = [...new Set([...(FIELDS.has(leading) ? [leading] : []), ...findQuotedFields(text, FIELDS)])];
  return { apiCode, ...(fields.length > 0 && { fields }) };
};
