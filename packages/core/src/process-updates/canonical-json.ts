import { escapeForQueues } from '../system/escape-for-queues.ts';

/**
 * @returns the value as JSON that is the same for equal values, whatever the order of their keys, and that every queue
 * carries: emoji and non-characters are escaped.
 */
export function toCanonicalJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) => (isRecord(inner) ? sorted(inner) : inner));
  return escapeForQueues(text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Entries, not assignments: a key named `__proto__` stays a key, and is refused by the reader. */
function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))));
}
