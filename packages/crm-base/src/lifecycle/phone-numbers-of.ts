import { withConfig, type Integration, type JsonObject, type JsonValue } from '@frigg-crm/core';
import { compareByBytes, toIso } from '@frigg-crm/core/adapter';
import type { QuoPhoneNumber } from '@frigg-crm/quo';

/** The keys of a configuration that the lifecycle itself knows. */
export const CONFIG_KEYS = {
  /** Ids of the numbers whose calls and texts are wanted: the owner's choice. */
  selected: 'enabledPhoneIds',
  /** All numbers of the workspace. */
  numbers: 'phoneNumbersMetadata',
  numbersFetchedAt: 'phoneNumbersFetchedAt',
  initialSyncStartedAt: 'initialSyncStartedAt',
  /** Shown in forms and never stored: it holds a secret. */
  webhookAddress: 'webhookAddress',
  /** When a deletion was done with what is outside. */
  cleanedUpAt: 'deletionCleanedUpAt',
} as const;

/** A number of the workspace, as the configuration holds it. */
export interface PhoneNumberMetadata extends JsonObject {
  readonly id: string;
  /** E.164. */
  readonly number: string;
  readonly formattedNumber: string | null;
  readonly name: string | null;
  readonly symbol: string | null;
}

/** @returns the ids that are selected, each once; `undefined` when there is no selection yet. */
export function selectedPhoneIds(config: JsonObject): readonly string[] | undefined {
  const ids = config[CONFIG_KEYS.selected];
  return Array.isArray(ids) ? [...new Set(ids.filter((id) => typeof id === 'string'))] : undefined;
}

/** @returns the numbers of the workspace as the last look found them. */
export function phoneNumbersOf(config: JsonObject): readonly PhoneNumberMetadata[] {
  const numbers = config[CONFIG_KEYS.numbers];
  return Array.isArray(numbers) ? numbers.filter(isMetadata) : [];
}

/** @returns whether the same numbers are selected, in whichever order. */
export function isSameSelection(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return JSON.stringify(toSet(one)) === JSON.stringify(toSet(other));
}

/** @returns the patch that stores the numbers of the workspace. */
export function numbersPatch(numbers: readonly QuoPhoneNumber[], nowMs: number): JsonObject {
  const fetchedAt = { [CONFIG_KEYS.numbersFetchedAt]: toIso(nowMs) };
  // An empty list keeps the stored numbers: calls and texts of before still have to be recognised as ours.
  return numbers.length === 0 ? fetchedAt : { ...fetchedAt, [CONFIG_KEYS.numbers]: numbers.map(toMetadata) };
}

/**
 * Puts the numbers of the workspace into the configuration. Without a selection all of them are selected; a selection
 * stays, but for numbers that the workspace has no more.
 */
export function withWorkspaceNumbers(integration: Integration, numbers: readonly QuoPhoneNumber[], nowMs: number): Integration {
  const patch = numbersPatch(numbers, nowMs);
  if (numbers.length === 0) return withConfig(integration, patch);
  const ids = numbers.map(({ id }) => id);
  const selected = selectedPhoneIds(integration.config);
  const kept = selected === undefined ? ids : selected.filter((id) => ids.includes(id));
  return withConfig(integration, { ...patch, [CONFIG_KEYS.selected]: kept });
}

/** @returns a number as the configuration holds it. */
export function toMetadata({ id, number, formattedNumber, name, symbol }: QuoPhoneNumber): PhoneNumberMetadata {
  return { id, number, formattedNumber: formattedNumber ?? null, name: name ?? null, symbol: symbol ?? null };
}

function isMetadata(value: JsonValue): value is PhoneNumberMetadata {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    typeof (value as JsonObject)['id'] === 'string' &&
    typeof (value as JsonObject)['number'] === 'string'
  );
}

function toSet(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].sort(compareByBytes);
}
