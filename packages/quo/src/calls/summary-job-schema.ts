import * as z from 'zod';
import type { QuoSummaryJob } from './quo-call-summary.ts';
import { listOf, orNull, textOrNull } from '../api/event-fields.ts';
import type { JsonValue } from '@frigg-crm/core';

const MAX_DEPTH = 8;

/**
 * Copies a value that JSON could hold, so far as it is nested like something that people read: what lies deeper is
 * `null`, and can exhaust no stack.
 */
function toBoundedJson(value: unknown, depth = 0): JsonValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item: unknown) => toBoundedJson(item, depth + 1));
  // Entries, not assignments: a key named `__proto__` stays a key.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toBoundedJson(inner, depth + 1)]));
}

const itemSchema = z
  .object({ name: textOrNull, value: z.unknown().optional() })
  .transform(({ name, value }) => ({ name: name ?? '', value: toBoundedJson(value) }));

/** Reads what an assistant of Quo had to find out; what it found may be anything that JSON can say. */
export const summaryJobSchema = z
  .object({ icon: textOrNull, name: textOrNull, result: orNull(z.object({ data: listOf(itemSchema) })) })
  .transform(({ icon, name, result }): QuoSummaryJob => ({ icon, name: name ?? '', items: result?.data ?? [] }));
