import { systemClock } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const MESSAGE = 'must be a moment in UTC such as 2026-01-31T08:00:00Z, or how long ago: 30m, 2h or 7d';

/** Reads a moment that is past: ISO 8601 in UTC, or how long ago it is. */
export const momentSchema = z.string().transform((text, context): string => {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return toIso(systemClock.now() - Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS]);
  const parsed = z.iso.datetime().safeParse(text);
  // All moments are compared as texts.
  if (parsed.success) return toIso(Date.parse(parsed.data));
  context.addIssue(MESSAGE);
  return z.NEVER;
});
