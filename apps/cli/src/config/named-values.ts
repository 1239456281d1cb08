import type { JsonObject, JsonValue } from '@frigg-crm/core';
import * as z from 'zod';

/** Texts by name, as a flag says them that is given once for each. */
export type NamedTexts = Readonly<Record<string, string>>;

/** Reads `name=value`, given any number of times; of two with one name the last one counts. */
export const namedTextsSchema = z
  .array(z.string().regex(/^[^=\s]+=/, 'must be name=value'))
  .transform((given): NamedTexts =>
    Object.fromEntries(given.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)])),
  );

/**
 * Makes of texts what the fields of a form hold: a text stays one, a list may be written with commas, and everything else
 * is JSON. What it is none of stays a text, which the form then refuses.
 * @param schema - JSON Schema of the form.
 */
export function toFieldValues(schema: JsonObject, texts: NamedTexts): JsonObject {
  const fields = (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, toFieldValue(Object.hasOwn(fields, name) ? fields[name] : undefined, text)]),
  );
}

function toFieldValue(field: JsonObject | undefined, text: string): JsonValue {
  const type = field?.['type'];
  if (type === 'string') return text;
  const value = readJson(text);
  if (type === 'array' && !Array.isArray(value))
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return value ?? text;
}

function readJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
