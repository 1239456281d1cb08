import type { JsonValue } from '@frigg-crm/core';
import { isStorableText } from '@frigg-crm/core/adapter';

/**
 * @returns the value as every store can keep it: U+0000 and halves of surrogate pairs, which a text message may hold, become
 * U+FFFD; what is `undefined` is left out. The value itself where nothing has to change, as for nearly every record.
 */
export function toStorableJson(value: unknown): JsonValue {
  return isStorableJson(value) ? value : toCopy(value);
}

function isStorableJson(value: unknown): value is JsonValue {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isStorableJson);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key of Object.keys(value))
    if (!isStorableText(key) || !isStorableJson((value as Readonly<Record<string, unknown>>)[key])) return false;
  return true;
}

function toCopy(value: unknown): JsonValue {
  if (typeof value === 'string') return toStorableText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map(toCopy);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [toStorableText(key), toCopy(inner)]));
}

function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** @returns the value with texts that every store and every API can take: see {@link toStorableJson}. */
export function withStorableTexts<Value extends object>(value: Value): Value {
  // Only characters inside texts change, and what is undefined is left out: the shape stays.
  return toStorableJson(value) as Value;
}
