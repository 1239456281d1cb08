import { InvalidIntegrationDataError, type JsonObject } from '@frigg-crm/core';
import { applyMergePatch } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { isDeeperThan } from '../connector/forms/is-deeper-than.ts';
import { ownerSettingsSchema, toSettingsError } from '../connector/owner-settings.ts';
import { CONFIG_KEYS } from './phone-numbers-of.ts';

/** Far more than a workspace has. */
const MAX_SELECTED = 1000;

/** Deeper than any form; what is nested by the thousand would end in an overflow of the stack. */
const MAX_DEPTH = 32;

const patchSchema = z.record(z.string(), z.json());
const selectionSchema = z.array(z.string().startsWith('PN').max(100)).max(MAX_SELECTED);

/** What set-up finds out is not the owner's to set; a form that sends back all it was given does no harm. */
const FOUND_OUT: readonly string[] = [
  CONFIG_KEYS.numbers,
  CONFIG_KEYS.numbersFetchedAt,
  CONFIG_KEYS.initialSyncStartedAt,
  CONFIG_KEYS.cleanedUpAt,
  CONFIG_KEYS.webhookAddress,
];

/** What an owner wants to change. */
export interface ConfigPatch {
  /** Ids of phone numbers, each once; `undefined`: as they are. */
  readonly selection: readonly string[] | undefined;
  /** A JSON merge patch of the other keys. */
  readonly rest: JsonObject;
}

/**
 * Reads a JSON merge patch of a configuration, in which `resourceIds` is another name of `enabledPhoneIds`.
 * @throws {InvalidIntegrationDataError} saying what to change, never quoting values.
 */
export function readConfigPatch(patch: unknown): ConfigPatch {
  if (isDeeperThan(MAX_DEPTH, patch))
    throw new InvalidIntegrationDataError(`A configuration must not be nested deeper than ${MAX_DEPTH} levels`);
  const parsed = patchSchema.safeParse(patch);
  if (!parsed.success) throw new InvalidIntegrationDataError('A configuration must be a JSON object: send {"key": value}');
  // Not what zod made of it: that has silently lost the keys that must be refused.
  const { resourceIds, enabledPhoneIds, ...others } = patch as JsonObject;
  applyMergePatch({}, others);
  if (resourceIds !== undefined && enabledPhoneIds !== undefined)
    throw new InvalidIntegrationDataError('resourceIds and enabledPhoneIds are the same: send one of them');
  const ids = resourceIds ?? enabledPhoneIds;
  const isGiven = resourceIds !== undefined || enabledPhoneIds !== undefined;
  return {
    selection: isGiven ? readSelection(ids) : undefined,
    rest: Object.fromEntries(Object.entries(others).filter(([key]) => !FOUND_OUT.includes(key))),
  };
}

/**
 * Checks the keys that all connectors know, and those of this one where it could be loaded.
 * @throws {InvalidIntegrationDataError} naming the fields.
 */
export function checkSettings(config: JsonObject, crm: Pick<CrmIntegration, 'configSchema'> | undefined): void {
  // What is missing altogether is for `checkIfNeedsConfig` to say.
  const schema = ownerSettingsSchema(crm).partial();
  const set = Object.entries(config).filter(([key]) => Object.hasOwn(schema.shape, key));
  const parsed = schema.safeParse(Object.fromEntries(set));
  if (!parsed.success) throw toSettingsError(parsed.error);
}

/** @returns whether a change concerns what the connector reads: then what it has set up outside has to follow. */
export function concernsConnector(patch: ConfigPatch, crm: Pick<CrmIntegration, 'configSchema'> | undefined): boolean {
  return Object.keys(crm?.configSchema?.shape ?? {}).some((key) => Object.hasOwn(patch.rest, key));
}

function readSelection(ids: unknown): readonly string[] {
  const parsed = selectionSchema.safeParse(ids);
  if (parsed.success) return [...new Set(parsed.data)];
  throw new InvalidIntegrationDataError(
    `resourceIds must be a list of at most ${MAX_SELECTED} ids of phone numbers, which begin with PN; an empty list for none`,
  );
}
