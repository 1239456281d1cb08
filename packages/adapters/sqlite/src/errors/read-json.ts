import { StorageError } from '@frigg-crm/core';

/**
 * Reads a JSON column. A row that was changed by hand must not become something else.
 * @throws {StorageError} naming the table and the column, never the content.
 */
export function readJson<Value>(text: string, isValue: (value: unknown) => value is Value, where: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isValue(value)) throw new StorageError(`A stored row cannot be read: check ${where}`);
  return value;
}

/** @returns whether it is a list of texts. */
export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** @returns whether it is an object, and no list. */
export function isJsonObject<Value extends object>(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
