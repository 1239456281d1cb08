import type { LiveEvent } from '../protocol/messages.ts';
import type { LiveEventLog } from '../server/live-event-log.ts';

/** A log in memory, of one integration. */
export interface MemoryEventLog extends LiveEventLog {
  append(type: string): LiveEvent;
  /** Deletes events up to this one. */
  forget(seq: number): void;
}

/** Makes an empty log. */
export function createMemoryEventLog(): MemoryEventLog {
  let events: LiveEvent[] = [];
  let last = 0;
  return {
    append(type) {
      last += 1;
      const event = { seq: last, at: '2026-01-05T10:00:00.000Z', type, data: {} };
      events.push(event);
      return event;
    },
    forget(seq) {
      events = events.filter((event) => event.seq > seq);
    },
    async read({ after, limit }) {
      const first = events[0]?.seq ?? last + 1;
      return { events: after === undefined ? [] : events.filter(({ seq }) => seq > after).slice(0, limit), first, last };
    },
  };
}
