import type { CallOptions } from '@frigg-crm/core';
import type { RecordCalls } from '@frigg-crm/http';
import type { LoggedActivity } from '../logged-activity.ts';
import type { WrittenKind } from './create-activity-writer.ts';
import { findWritten, type FindWrittenOptions } from './find-written.ts';

/** Where a record is that may have been written, and how it is known again. */
export interface WrittenRecord<Kept, Query> extends Omit<FindWrittenOptions<Kept>, 'api' | 'fetchPage' | 'signal'> {
  /** Which records are looked through. */
  readonly query: Query;
}

/** Records of one kind as which a CRM keeps calls or messages. */
export interface RecordKind<Fields, Changes, Kept, Query> {
  /** The calls of the client. */
  readonly records: Pick<RecordCalls<Fields, Changes, Kept, Query>, 'create' | 'update' | 'list' | 'delete'>;
  readonly toFields: (activity: LoggedActivity, options: CallOptions) => Promise<Fields> | Fields;
  /** Leave out what a person may have changed since. */
  readonly toChanges: (activity: LoggedActivity, options: CallOptions) => Promise<Changes> | Changes;
  /** @returns `undefined` when it cannot have been written. */
  readonly toWritten: (activity: LoggedActivity, options: CallOptions) => WrittenRecord<Kept, Query> | undefined;
}

/** Makes what writes activities of one kind as records, for `createActivityWriter`. @param api - The name of the API in errors. */
export function writeRecords<Fields, Changes, Kept extends { readonly id: string }, Query extends object>(
  api: string,
  { records, toFields, toChanges, toWritten }: RecordKind<Fields, Changes, Kept, Query>,
): WrittenKind {
  return {
    create: async (activity, options) => records.create(await toFields(activity, options), options),
    update: async (id, activity, options) => records.update(id, await toChanges(activity, options), options),
    delete: records.delete,
    find: async (activity, options) => findWrittenRecord(api, records, toWritten(activity, options), options),
  };
}

/** Looks for a record whose creation had an unknown outcome. @returns its id. */
export async function findWrittenRecord<Kept extends { readonly id: string }, Query extends object>(
  api: string,
  { list }: Pick<RecordCalls<never, never, Kept, Query>, 'list'>,
  written: WrittenRecord<Kept, Query> | undefined,
  options: CallOptions = {},
): Promise<string | undefined> {
  if (written === undefined) return undefined;
  const { query, ...wanted } = written;
  return findWritten({ api, ...wanted, ...options, fetchPage: async (cursor) => list({ ...query, cursor }, options) });
}
