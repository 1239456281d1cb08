import { createRecordCalls, type CallEndpoint, type RecordCalls, type RecordFormat } from '@frigg-crm/http';
import * as z from 'zod';
import { dataOf, listOf, pageOf, pipedriveIdSchema, type v1, type v2 } from './pipedrive-answer.ts';

/** How records of one kind are on the wire, beside what all of them have in common. */
interface PipedriveRecordFormat<Fields, Changes, Kept, Query> extends Pick<
  RecordFormat<Fields, Changes, Kept, Query, unknown, unknown, unknown, unknown>,
  'path' | 'updateMethod' | 'toJson' | 'toJsonOfChanges' | 'retry'
> {
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
    one: { ...version(schema), read: dataOf<Kept> },
    many: { ...version(listOf(schema)), query: toQuery, read: pageOf<Kept> },
  });
}
