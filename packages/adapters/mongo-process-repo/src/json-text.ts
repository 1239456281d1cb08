import type { JsonObject } from '@frigg-crm/core';
import * as z from 'zod';

/** Reads JSON text back. Whatever is no JSON, or not of the kind wanted, is an issue of the schema. */
export function jsonText<Value>(isValue: (value: unknown) => value is Value): z.ZodType<Value> {
  return z.string().transform((text, context): Value => {
    const value = parse(text);
    if (isValue(value)) return value;
    context.addIssue('is no JSON of this kind');
    return z.NEVER;
  });
}

/** Reads the JSON text of an object back. */
export const jsonObjectText: z.ZodType<JsonObject> = jsonText((value): value is JsonObject => isObject(value));

/** @returns whether the value is an object with keys, and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
