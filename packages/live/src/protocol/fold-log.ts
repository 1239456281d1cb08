import type { LiveEvent, ServerMessage } from './messages.ts';

/** Where a reader of a log is. */
export interface LogCursor {
  readonly channel: string;
  /** The last event that was seen; `undefined` before the first answer. */
  readonly after: number | undefined;
}

/** What a message means for a reader of a log. */
export interface FoldedLog {
  readonly cursor: LogCursor;
  /** New ones, in order, without a gap. */
  readonly events: readonly LiveEvent[];
  /** What has to follow: subscribe again from the cursor, for events are missing; or read a page by HTTP first. @defaultValue nothing */
  readonly next?: 'subscribe' | 'readPage' | undefined;
}

/** Folds a message into a log: each event comes once and in order, or the gap is named. */
export function foldLog(cursor: LogCursor, message: ServerMessage): FoldedLog {
  if (!('channel' in message) || message.channel !== cursor.channel) return { cursor, events: [] };
  if (message.type === 'reset') return { cursor, events: [], next: 'readPage' };
  if (message.type === 'upToDate') return foldUpToDate(cursor, message.seq);
  return message.type === 'events' ? foldEvents(cursor, message.events) : { cursor, events: [] };
}

function foldUpToDate(cursor: LogCursor, seq: number | undefined): FoldedLog {
  if (seq === undefined) return { cursor, events: [] };
  if (cursor.after === undefined) return { cursor: { ...cursor, after: seq }, events: [] };
  return seq > cursor.after ? { cursor, events: [], next: 'subscribe' } : { cursor, events: [] };
}

function foldEvents(cursor: LogCursor, events: readonly LiveEvent[]): FoldedLog {
  const fresh: LiveEvent[] = [];
  let after = cursor.after;
  for (const event of events) {
    if (after !== undefined && event.seq <= after) continue;
    if (after !== undefined && event.seq > after + 1) return { cursor: { ...cursor, after }, events: fresh, next: 'subscribe' };
    fresh.push(event);
    after = event.seq;
  }
  return { cursor: { ...cursor, after }, events: fresh };
}
