import type { CallOptions, JsonObject } from '@frigg-crm/core';
import { createNextPageList, defineEndpoint, nullableText, type CallEndpoint, type ListPage, type PageQuery } from '@frigg-crm/http';
import * as z from 'zod';
import type { AxisCareRecordType } from '../person-keys.ts';
import { answering, dataOf } from './axiscare-answer.ts';

/** Whom a call log is about. */
export type AxisCareTag = { readonly type: AxisCareRecordType; readonly entityId: number };

/** What is written of a call (Add Call Log): all of it is required. */
export type AxisCareCallLogFields = {
  readonly callerName: string;
  readonly callerPhone: string;
  readonly followUp: boolean;
  /** ISO 8601 with an offset, whole seconds. */
  readonly dateTime: string;
  readonly subject: string;
  readonly notes: string;
  readonly tags: readonly AxisCareTag[];
};

/** Which call logs; times are ISO 8601 with an offset. */
export type ListCallLogsQuery = { readonly from: string; readonly to: string; readonly cursor?: string | undefined };

/** The call logs of one site. They cannot be deleted by the API. */
export interface AxisCareCallLogs {
  /** @throws {ApiError} */
  list(query: ListCallLogsQuery, options?: CallOptions): Promise<ListPage<AxisCareCallLog>>;
  /** @returns the id. @throws {ApiError} */
  create(fields: AxisCareCallLogFields, options?: CallOptions): Promise<string>;
  /** @throws {ApiError} */
  update(id: string, fields: Partial<AxisCareCallLogFields>, options?: CallOptions): Promise<'updated' | 'gone'>;
}

const PATH = '/api/call-logs';
const LIMIT = 100;

/** `https://1234.axiscare.com?customers-profile.php&id=4` (List Call Logs, example). */
const tagSchema = z
  .looseObject({ type: nullableText, url: nullableText })
  .transform(({ type, url }) => ({ type, entityId: /[?&]id=(\d{1,15})(?!\d)/.exec(url ?? '')?.[1] }));

const callLogSchema = z.object({
  id: z.int().positive().transform(String),
  callerPhone: nullableText,
  dateTime: nullableText,
  subject: nullableText,
  notes: nullableText,
  tags: z.array(tagSchema).catch([]),
});

/** A call log as it is kept: responses name those whom it is about by a link alone. */
export type AxisCareCallLog = z.output<typeof callLogSchema>;

const listCallLogs = defineEndpoint({
  path: PATH,
  query: (values: PageQuery) => values,
  ...answering(
    z
      .looseObject({ results: z.looseObject({ callLogs: z.array(callLogSchema), nextPage: z.string().nullish() }) })
      .transform(({ results: { callLogs: data, nextPage } }) => ({ data, nextPage })),
  ),
  read: dataOf,
});
const addCallLog = defineEndpoint({
  method: 'POST',
  path: PATH,
  json: ({ fields }: { readonly fields: AxisCareCallLogFields }): JsonObject => ({ ...fields }),
  ...answering(
    z
      .looseObject({ results: z.looseObject({ data: z.looseObject({ id: z.int().positive() }) }) })
      .transform(({ results }) => String(results.data.id)),
  ),
  read: dataOf,
});
const changeCallLog = defineEndpoint({
  method: 'PATCH',
  path: `${PATH}/{id}`,
  json: ({ fields }: { readonly id: string; readonly fields: Partial<AxisCareCallLogFields> }): JsonObject => ({ ...fields }),
  ...answering(z.unknown()),
  read: () => 'updated' as const,
  gone: () => 'gone',
});

/** Makes the calls about call logs. `baseUrl` is the site's: next pages must be there too. */
export function createCallLogs(call: CallEndpoint, { baseUrl }: { readonly baseUrl: string }): AxisCareCallLogs {
  const place = { api: 'AxisCare', operation: `GET ${PATH}`, baseUrl, path: PATH };
  const list = createNextPageList<AxisCareCallLog>({
    ...place,
    fetchPage: async (query, options) => call(listCallLogs, query, options),
  });
  return {
    list: async ({ from, to, cursor }, options) => list({ first: { fromDateTime: from, toDateTime: to, limit: LIMIT }, cursor }, options),
    create: async (fields, options) => call(addCallLog, { fields }, options),
    update: async (id, fields, options) => call(changeCallLog, { id, fields }, options),
  };
}
