import { redactCode, redactId, redactText } from './redact.ts';
import type { ProcessErrorEntry, WaitingReason } from './process-update.ts';

/** How many error entries a process keeps: the newest ones. The total is counted apart. */
export const MAX_ERRORS = 100;
/** The longest message an entry keeps, in UTF-16 units. */
export const MAX_ERROR_MESSAGE_LENGTH = 300;
const MAX_ID_LENGTH = 100;
/** What is inspected of a message: a whole HTML page as an error must not cost seconds of pattern matching. */
const MAX_INSPECTED_LENGTH = 2000;

/** @returns the newest entries, each cut to size and with personal data struck out. */
export function boundErrors(entries: readonly ProcessErrorEntry[]): readonly ProcessErrorEntry[] {
  return entries.slice(-MAX_ERRORS).map(boundError);
}

/** @returns the entry, cut to size and with personal data struck out. */
export function boundError(entry: ProcessErrorEntry): ProcessErrorEntry {
  return {
    ...(entry.externalId === undefined ? {} : { externalId: cut(redactId(inspected(storable(entry.externalId))), MAX_ID_LENGTH) }),
    ...(entry.unit === undefined ? {} : { unit: entry.unit }),
    code: cut(redactCode(inspected(storable(entry.code))), MAX_ID_LENGTH),
    message: cut(redactText(inspected(storable(entry.message))), MAX_ERROR_MESSAGE_LENGTH),
  };
}

/** @returns the reason, cut to size and with personal data struck out. */
export function boundReason({ code, message, until }: WaitingReason): WaitingReason {
  return { ...boundError({ code, message }), ...(until === undefined ? {} : { until }) };
}

/**
 * The start of a huge text, without its last word: that may be half an address or half a number, which no pattern would
 * recognise. Cut character by character: a pattern would look for its start at each of them again.
 */
function inspected(text: string): string {
  if (text.length <= MAX_INSPECTED_LENGTH) return text;
  let end = MAX_INSPECTED_LENGTH;
  while (end > 0 && !isSpace(text[end - 1])) end -= 1;
  while (end > 0 && isPartOfNumber(text[end - 1])) end -= 1;
  return `${text.slice(0, end)}…`;
}

function isSpace(character = ''): boolean {
  return /\s/.test(character);
}

function isPartOfNumber(character = ''): boolean {
  return /[\d\s().+/-]/.test(character);
}

/** C0 and C1 except what breaks lines, and marks of direction: a terminal or a page would obey them. */
// oxlint-disable-next-line no-control-regex -- control characters are what it matches
const CONTROLS = /\u001B\[[0-?]*[ -/]*[@-~]|[\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Half a surrogate pair and NUL are JSON, but PostgreSQL's jsonb refuses them: one bad message would block a process. */
function storable(text: string): string {
  return text
    .slice(0, 2 * MAX_INSPECTED_LENGTH)
    .toWellFormed()
    .replaceAll('\0', '')
    .replaceAll(CONTROLS, '');
}

/** Cuts at whole characters: half an emoji would not be valid UTF-8. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.slice(0, length - 1);
  return `${end.isWellFormed() ? end : end.slice(0, -1)}…`;
}
