import type { JsonValue } from '@frigg-crm/core';

/**
 * @returns a copy that every store can keep: U+0000 and halves of surrogate pairs, which a text message may hold, become
 * U+FFFD; what is `undefined` is left out.
 */
export function toStorableJson(value: unknown): JsonValue {
  if (typeof value === 'string') return toStorableText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map(toStorableJson);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [toStorableText(key), toStorableJson(inner)]));
}

function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** @returns the value with texts that every store and every API can take: see {@link toStorableJson}. */
export function withStorableTexts<Value extends object>(value: Value): Value {
  // Only characters inside texts change, and what is undefined is left out: the shape stays.
  return toStorableJson(value) as Value;
}
