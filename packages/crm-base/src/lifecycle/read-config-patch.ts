import { InvalidIntegrationDataError, type JsonObject } from '@frigg-crm/core';
import { applyMergePatch } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { isDeeperThan } from '../connector/forms/is-deeper-than.ts';
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
 * Checks the keys that a connector knows.
 * @throws {InvalidIntegrationDataError} naming them.
 */
export function checkConnectorConfig(config: JsonObject, { configSchema }: Pick<CrmIntegration, 'configSchema'>): void {
  if (configSchema === undefined) return;
  const known = Object.keys(configSchema.shape);
  const own = Object.fromEntries(Object.entries(config).filter(([key]) => known.includes(key)));
  // What is missing altogether is for `checkIfNeedsConfig` to say.
  const parsed = configSchema.partial().safeParse(own);
  if (parsed.success) return;
  const corrections = new Set(parsed.error.issues.map(toCorrection));
  throw new InvalidIntegrationDataError(`The configuration has values that cannot be used: correct ${[...corrections].join(', ')}`);
}

/** Texts of zod may quote what was given; what may be given is the connector's own. */
function toCorrection(issue: z.core.$ZodIssue): string {
  const at = issue.path.join('.');
  return issue.code === 'invalid_value' ? `${at} (one of ${issue.values.map(String).join(', ')})` : at;
}

function readSelection(ids: unknown): readonly string[] {
  const parsed = selectionSchema.safeParse(ids);
  if (parsed.success) return [...new Set(parsed.data)];
  throw new InvalidIntegrationDataError(
    `resourceIds must be a list of at most ${MAX_SELECTED} ids of phone numbers, which begin with PN; an empty list for none`,
  );
}
