import type { ProcessErrorEntry } from './process-update.ts';

/** How many error entries a process keeps: the newest ones. The total is counted apart. */
export const MAX_ERRORS = 100;
/** The longest message an entry keeps, in UTF-16 units. */
export const MAX_ERROR_MESSAGE_LENGTH = 300;
const MAX_ID_LENGTH = 100;

/** E-mail addresses, phone numbers, and what looks like a token: nothing of that may stand in an error. */
const SENSITIVE = /[^\s@<>"']+@[^\s@<>"']+\.[^\s@<>"']+|\+?\d[\d ().-]{6,}\d|\b(?:bearer\s+)?[A-Za-z0-9_-]{32,}\b/gi;

/** @returns the newest entries, each cut to size and with personal data struck out. */
export function boundErrors(entries: readonly ProcessErrorEntry[]): readonly ProcessErrorEntry[] {
  return entries.slice(-MAX_ERRORS).map(boundError);
}

/** @returns the entry, cut to size and with personal data struck out of its message. */
export function boundError(entry: ProcessErrorEntry): ProcessErrorEntry {
  const message = cut(entry.message.replaceAll(SENSITIVE, '[redacted]'), MAX_ERROR_MESSAGE_LENGTH);
  return {
    ...(entry.externalId === undefined ? {} : { externalId: cut(entry.externalId, MAX_ID_LENGTH) }),
    ...(entry.unit === undefined ? {} : { unit: entry.unit }),
    code: cut(entry.code, MAX_ID_LENGTH),
    message,
  };
}

/** Cuts at whole characters: half an emoji would not be valid UTF-8. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.slice(0, length - 1);
  return `${end.isWellFormed() ? end : end.slice(0, -1)}…`;
}
