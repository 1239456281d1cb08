import type { Logger } from '@frigg-crm/core';
import { reasonOf } from '@frigg-crm/core/adapter';
import type { LiveEventLog, LiveEventPage } from './live-event-log.ts';
import type { LogPosition } from './session.ts';

/** How many events are read at once. */
const LIMIT = 100;

/** @returns a reader of logs. Clients that are at the same place share a reading. */
export function createLogReader({
  eventLog,
  logger,
}: {
  readonly eventLog: LiveEventLog | undefined;
  readonly logger: Logger;
}): (log: LogPosition) => Promise<LiveEventPage | undefined> {
  const underWay = new Map<string, Promise<LiveEventPage | undefined>>();
  return async ({ integrationId, after }) => {
    if (eventLog === undefined) return { events: [], first: 1, last: 0 };
    const key = JSON.stringify([integrationId, after]);
    const reading =
      underWay.get(key) ??
      eventLog
        .read({ integrationId, after, limit: LIMIT })
        .catch((error: unknown) => {
          logger.warn({ integrationId, reason: reasonOf(error) }, 'a log could not be read for live progress; retrying');
          return undefined;
        })
        .finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  };
}
