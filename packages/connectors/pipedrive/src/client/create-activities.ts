import type { CallOptions } from '@frigg-crm/core';
import { toWholeSeconds } from '@frigg-crm/crm-base/connector';
import { defineEndpoint, hasStatus, type CallEndpoint, type ListPage } from '@frigg-crm/http';
import * as z from 'zod';
import { pipedriveActivitySchema, toWireActivity, type PipedriveActivity, type PipedriveActivityFields } from './pipedrive-activity.ts';
import { dataOf, pageOf, v2 } from './pipedrive-answer.ts';
import { pipedriveIdSchema } from './pipedrive-id.ts';

/** Which activities, in the order of their last change. */
export interface ListActivitiesQuery {
  readonly personId: string;
  /** Only those changed at or after this time (ISO 8601), whole seconds, rounded down. */
  readonly updatedSince: string;
  readonly cursor?: string | undefined;
}

/** Activities API v2, as far as calls are logged with it. */
export interface PipedriveActivities {
  /**
   * Not repeated when its outcome is unknown: look it up with `list` first. If the company has no such `type`, it is
   * written with the company's default type.
   * @returns the id.
   */
  create(fields: PipedriveActivityFields, options?: CallOptions): Promise<string>;
  /** Changes what is given. @returns `gone` when it was deleted: write another one. */
  update(id: string, changes: Partial<PipedriveActivityFields>, options?: CallOptions): Promise<'updated' | 'gone'>;
  /** @returns the activity, also a deleted one; `undefined` when there is none. */
  get(id: string, options?: CallOptions): Promise<PipedriveActivity | undefined>;
  list(query: ListActivitiesQuery, options?: CallOptions): Promise<ListPage<PipedriveActivity>>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

const LIMIT = 100;
const one = { path: '/activities/{id}', gone: () => undefined } as const;
/** All that matters of the response to a write: whatever else may be odd with it, it has been written. */
const written = v2(z.object({ id: pipedriveIdSchema, is_deleted: z.boolean().nullish() }));
type Changes = Partial<PipedriveActivityFields>;

const createActivity = defineEndpoint({
  ...written,
  method: 'POST',
  path: '/activities',
  json: (fields: Changes) => toWireActivity(fields),
  read: ({ body }) => body.data.id,
});
const updateActivity = defineEndpoint({
  ...written,
  method: 'PATCH',
  path: '/activities/{id}',
  json: ({ changes }: { readonly id: string; readonly changes: Changes }) => toWireActivity(changes),
  read: ({ body }) => (body.data.is_deleted === true ? 'gone' : 'updated') as 'gone' | 'updated',
  gone: () => 'gone',
});
const getActivity = defineEndpoint({ ...v2(pipedriveActivitySchema), ...one, read: dataOf<PipedriveActivity> });
const deleteActivity = defineEndpoint({ ...v2(z.unknown().optional()), ...one, method: 'DELETE', read: () => undefined });
const listActivities = defineEndpoint({
  ...v2(z.array(pipedriveActivitySchema)),
  path: '/activities',
  query: ({ personId, updatedSince, cursor }: ListActivitiesQuery) => ({
    person_id: personId,
    updated_since: toWholeSeconds(updatedSince),
    cursor,
    sort_by: 'update_time',
    sort_direction: 'asc',
    limit: LIMIT,
  }),
  read: pageOf<PipedriveActivity>,
});

/** Makes the calls of Activities API v2. */
export function createActivities(call: CallEndpoint): PipedriveActivities {
  return {
    async create(fields, options) {
      try {
        return await call(createActivity, fields, options);
      } catch (error) {
        // A 400 wrote nothing. The type is the one thing in it that a company may not have.
        if (!hasStatus(error, 400)) throw error;
        const { type: _unknown, ...untyped } = fields;
        return call(createActivity, untyped, options).catch((second: unknown) => {
          throw hasStatus(second, 400) ? error : second;
        });
      }
    },
    update: async (id, changes, options) => call(updateActivity, { id, changes }, options),
    get: async (id, options) => call(getActivity, { id }, options),
    list: async (query, options) => call(listActivities, query, options),
    delete: async (id, options) => call(deleteActivity, { id }, options),
  };
}
