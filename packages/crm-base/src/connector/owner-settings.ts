import { InvalidIntegrationDataError, type JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import { toFieldProblems } from './forms/field-problems.ts';
import { LOGGING_SETTINGS } from './logging-settings.ts';

/** What knows the settings of a connector: its descriptor, or one of its integrations. */
export interface SettingsSource {
  readonly configSchema?: z.ZodObject | undefined;
}

/** @returns the schema of all that owners can set beside the phone numbers: what all connectors have, then the connector's own. */
export function ownerSettingsSchema(source: SettingsSource | undefined): z.ZodObject {
  return z.object({ ...LOGGING_SETTINGS, ...source?.configSchema?.shape });
}

/**
 * Reads settings that are given to an integration as a whole, where no stored record has them.
 * @throws {InvalidIntegrationDataError} naming each field that is unknown, missing or wrong, never what was given.
 */
export function readOwnerSettings(source: SettingsSource | undefined, given: JsonObject): JsonObject {
  const parsed = ownerSettingsSchema(source).strict().safeParse(given);
  if (parsed.success) return parsed.data as JsonObject;
  throw toSettingsError(parsed.error);
}

/** Internal: what the reading of settings throws. */
export function toSettingsError(error: z.ZodError): InvalidIntegrationDataError {
  const fields = toFieldProblems(error);
  const corrections = new Set(fields.map(({ field, problem }) => `${field} ${problem}`));
  return new InvalidIntegrationDataError(`The configuration has values that cannot be used: ${[...corrections].join('; ')}`, { fields });
}
