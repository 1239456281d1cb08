import type { JsonValue } from '@frigg-crm/core';

/** Controls, marks of direction, joiners, blanks that count as letters: none of them takes room on a screen. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** U+0000 and halves of surrogate pairs: databases and JSON parsers refuse them, or store something else. */
const UNSTORABLE = /\0|\p{Cs}/gu;

/** @returns the text without characters that cannot be seen. For numbers and addresses: in names some of them join letters. */
export function withoutInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, '');
}

/** @returns whether every system can store and return the text as it is. */
export function isStorable(text: string): boolean {
  return text.search(UNSTORABLE) === -1;
}

/** @returns the text without U+0000 and halves of surrogate pairs. */
export function toStorable(text: string): string {
  return text.replaceAll(UNSTORABLE, '');
}

/** @returns the value with its texts made storable, keys included. */
export function toStorableJson(value: JsonValue): JsonValue {
  if (typeof value === 'string') return toStorable(value);
  if (Array.isArray(value)) return value.map((item: JsonValue) => toStorableJson(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [toStorable(key), toStorableJson(inner)]));
}
