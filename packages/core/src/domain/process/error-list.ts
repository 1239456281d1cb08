import type { ProcessErrorEntry, WaitingReason } from './process-update.ts';

/** How many error entries a process keeps: the newest ones. The total is counted apart. */
export const MAX_ERRORS = 100;
/** The longest message an entry keeps, in UTF-16 units. */
export const MAX_ERROR_MESSAGE_LENGTH = 300;
const MAX_ID_LENGTH = 100;
/** What is looked at of a message: a whole HTML page as an error must not cost seconds of pattern matching. */
const MAX_INSPECTED_LENGTH = 2000;
/** The end of a cut text may be half an address or half a number, which no pattern would recognise. */
const CUT_OFF_TAIL = /[\d ().+-]*\S*$/;

/** E-mail addresses, phone numbers, and what looks like a token: nothing of that may stand in an error. */
const SENSITIVE = /[^\s@<>"']+@[^\s@<>"']+\.[^\s@<>"']+|\+?\d[\d ().-]{6,}\d|\b(?:bearer\s+)?[A-Za-z0-9_-]{32,}\b/gi;

/** @returns the newest entries, each cut to size and with personal data struck out. */
export function boundErrors(entries: readonly ProcessErrorEntry[]): readonly ProcessErrorEntry[] {
  return entries.slice(-MAX_ERRORS).map(boundError);
}

/** @returns the entry, cut to size and with personal data struck out of its message. */
export function boundError(entry: ProcessErrorEntry): ProcessErrorEntry {
  const message = cut(inspected(storable(entry.message)).replaceAll(SENSITIVE, '[redacted]'), MAX_ERROR_MESSAGE_LENGTH);
  return {
    ...(entry.externalId === undefined ? {} : { externalId: cut(storable(entry.externalId), MAX_ID_LENGTH) }),
    ...(entry.unit === undefined ? {} : { unit: entry.unit }),
    code: cut(storable(entry.code), MAX_ID_LENGTH),
    message,
  };
}

/** @returns the reason, cut to size and with personal data struck out. */
export function boundReason({ code, message, until }: WaitingReason): WaitingReason {
  return { ...boundError({ code, message }), ...(until === undefined ? {} : { until }) };
}

function inspected(message: string): string {
  return message.length <= MAX_INSPECTED_LENGTH ? message : message.slice(0, MAX_INSPECTED_LENGTH).replace(CUT_OFF_TAIL, '…');
}

/** Half a surrogate pair and NUL are JSON, but PostgreSQL's jsonb refuses them: one bad message would block a process. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

/** Cuts at whole characters: half an emoji would not be valid UTF-8. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.slice(0, length - 1);
  return `${end.isWellFormed() ? end : end.slice(0, -1)}…`;
}
