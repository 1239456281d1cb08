import { ConfigurationError } from '@frigg-crm/core';

/**
 * Writes a time as the API documents it (`2026-01-05T10:00:00Z`): RFC 3339 in UTC with whole seconds, rounded down so
 * that no person who changed within that second is left out.
 * @throws {ConfigurationError} when it is no time.
 */
export function toPipedriveTime(iso: string): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new ConfigurationError('Give the time since which persons are wanted in ISO 8601');
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
