import type { CallOptions } from '@frigg-crm/core';
import { orGone } from '@frigg-crm/http';
import * as z from 'zod';
import type { PipedriveApi } from './create-pipedrive-api.ts';
import { hasStatus } from './has-status.ts';
import { pipedriveActivitySchema, toWireActivity, type PipedriveActivity, type PipedriveActivityFields } from './pipedrive-activity.ts';
import { pipedriveAnswerSchema } from './pipedrive-answer.ts';
import { pipedriveIdSchema } from './pipedrive-id.ts';
import { toPipedriveTime } from './to-pipedrive-time.ts';

/** Which activities, in the order of their last change. */
export interface ListActivitiesQuery {
  readonly personId: string;
  /** Only those changed at or after this time (ISO 8601), whole seconds, rounded down. */
  readonly updatedSince: string;
  readonly cursor?: string | undefined;
}

/** One page of activities. */
export interface PipedriveActivityPage {
  readonly data: readonly PipedriveActivity[];
  readonly nextCursor: string | undefined;
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
  list(query: ListActivitiesQuery, options?: CallOptions): Promise<PipedriveActivityPage>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

const LIMIT = 100;
const ROUTE = '/activities/{id}';
const toPath = (id: string): string => `/activities/${encodeURIComponent(id)}`;

const activitySchema = pipedriveAnswerSchema(pipedriveActivitySchema);
const activitiesSchema = pipedriveAnswerSchema(z.array(pipedriveActivitySchema));
/** All that matters of the response to a write: whatever else may be odd with it, it has been written. */
const writtenSchema = pipedriveAnswerSchema(z.object({ id: pipedriveIdSchema, is_deleted: z.boolean().nullish() }));

/** Makes the calls of Activities API v2. */
export function createActivities(api: PipedriveApi): PipedriveActivities {
  const post = async (fields: Partial<PipedriveActivityFields>, call?: CallOptions): Promise<string> => {
    const { data } = await api({ method: 'POST', path: '/activities', json: toWireActivity(fields), schema: writtenSchema }, call);
    return data.id;
  };
  return {
    async create(fields, call) {
      try {
        return await post(fields, call);
      } catch (error) {
        // A 400 wrote nothing. The type is the one thing in it that a company may not have.
        if (!hasStatus(error, 400)) throw error;
        const { type: _unknown, ...untyped } = fields;
        return post(untyped, call).catch((second: unknown) => {
          throw hasStatus(second, 400) ? error : second;
        });
      }
    },
    async update(id, changes, call) {
      const request = { method: 'PATCH', path: toPath(id), route: ROUTE, json: toWireActivity(changes) } as const;
      const written = await orGone(api({ ...request, schema: writtenSchema }, call));
      return written === undefined || written.data.is_deleted === true ? 'gone' : 'updated';
    },
    async get(id, call) {
      return (await orGone(api({ path: toPath(id), route: ROUTE, schema: activitySchema }, call)))?.data;
    },
    async list({ personId, updatedSince, cursor }, call) {
      const order = { sort_by: 'update_time', sort_direction: 'asc', limit: LIMIT } as const;
      const query = { person_id: personId, updated_since: toPipedriveTime(updatedSince), ...order, cursor };
      return api({ path: '/activities', query, schema: activitiesSchema }, call);
    },
    async delete(id, call) {
      const schema = pipedriveAnswerSchema(z.unknown().optional());
      await orGone(api({ method: 'DELETE', path: toPath(id), route: ROUTE, schema }, call));
    },
  };
}
