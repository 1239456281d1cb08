import { InvalidIntegrationDataError } from '../../errors/invalid-integration-data-error.ts';
import type { JsonObject, JsonValue } from '../json.ts';

const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Applies a JSON merge patch (RFC 7396): objects are merged, everything else replaces, `null` removes. Neither argument
 * is changed.
 * @throws {InvalidIntegrationDataError} when the patch is no object or uses a key that could reach a prototype.
 */
export function applyMergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  if (!isObject(patch)) throw new InvalidIntegrationDataError('A patch of the configuration must be a JSON object');
  const merged = new Map<string, JsonValue>(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (UNSAFE_KEYS.has(key)) throw new InvalidIntegrationDataError(`A configuration must not use the keys ${[...UNSAFE_KEYS].join(', ')}`);
    if (value === null) merged.delete(key);
    else merged.set(key, isObject(value) ? applyMergePatch(objectOr(merged.get(key)), value) : value);
  }
  return Object.fromEntries(merged);
}

function objectOr(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
