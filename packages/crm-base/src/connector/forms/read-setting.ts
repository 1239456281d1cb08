import type { JsonObject } from '@frigg-crm/core';
import type * as z from 'zod';

/**
 * Reads one setting of an owner. What is stored was validated when it was set, but maybe by another version.
 * @returns `undefined` when it is not set, or cannot be used: then the default counts.
 */
export function readSetting<Value>(settings: JsonObject | undefined, key: string, schema: z.ZodType<Value>): Value | undefined {
  const value = settings !== undefined && Object.hasOwn(settings, key) ? settings[key] : undefined;
  return schema.safeParse(value ?? undefined).data;
}
