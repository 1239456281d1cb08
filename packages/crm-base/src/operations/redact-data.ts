import type { JsonObject, JsonValue } from '@frigg-crm/core';

/** Fields whose texts name a thing or a moment, and no person. */
const NAMING = /^(?:kind|type|objectType|direction|status|event|source|id|\w+(?:Id|At|Type|Kind))$/;
/** What such a text may look like: no phone number, no address, no sentence. */
const NAME = /^(?!\+?\d{7,15}$)[\w.:/-]{1,200}$/;

/**
 * @returns the data with its shape, its names, numbers and moments; of every other text only the length, and of a phone
 * number its last two digits: enough to find out why something failed.
 */
export function redactData(data: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, redact(value, key)]));
}

function redact(value: JsonValue, key: string): JsonValue {
  if (typeof value === 'string') return redactText(value, key);
  if (Array.isArray(value)) return value.map((one: JsonValue) => redact(one, key));
  return typeof value === 'object' && value !== null ? redactData(value as JsonObject) : value;
}

function redactText(text: string, key: string): string {
  if (/^\+\d{7,15}$/.test(text)) return `${text.slice(0, 2)}…${text.slice(-2)}`;
  return NAMING.test(key) && NAME.test(text) ? text : `[text of ${text.length}]`;
}
