import { toWholeSeconds } from '@frigg-crm/crm-base/connector';
import { hasStatus, type CallEndpoint } from '@frigg-crm/http';
import { createRecords, type PipedriveRecords } from './create-records.ts';
import { pipedriveActivitySchema, toWireActivity, type PipedriveActivity, type PipedriveActivityFields } from './pipedrive-activity.ts';
import { v2 } from './pipedrive-answer.ts';

/** Which activities, in the order of their last change. */
export interface ListActivitiesQuery {
  readonly personId: string;
  /** Only those changed at or after this time (ISO 8601), whole seconds, rounded down. */
  readonly updatedSince: string;
  readonly cursor?: string | undefined;
}

type Changes = Partial<PipedriveActivityFields>;

/** Activities API v2, as far as calls are logged with it. */
export type PipedriveActivities = PipedriveRecords<PipedriveActivityFields, Changes, PipedriveActivity, ListActivitiesQuery>;

const LIMIT = 100;

/** Makes the calls of Activities API v2. */
export function createActivities(call: CallEndpoint): PipedriveActivities {
  return createRecords<Changes, Changes, PipedriveActivity, ListActivitiesQuery>(call, {
    version: v2,
    path: '/activities',
    schema: pipedriveActivitySchema,
    updateMethod: 'PATCH',
    toWire: toWireActivity,
    toWireChanges: toWireActivity,
    toQuery({ personId, updatedSince, cursor }) {
      const order = { sort_by: 'update_time', sort_direction: 'asc' };
      return { person_id: personId, updated_since: toWholeSeconds(updatedSince), ...order, limit: LIMIT, cursor };
    },
    async retry(error, { type: _unknown, ...untyped }, post) {
      // A 400 wrote nothing. The type is the one thing in it that a company may not have.
      if (!hasStatus(error, 400)) throw error;
      return post(untyped).catch((second: unknown) => {
        throw hasStatus(second, 400) ? error : second;
      });
    },
  });
}
