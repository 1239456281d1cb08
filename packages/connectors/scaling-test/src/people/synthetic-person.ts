import { hashToShare } from './hash.ts';
import { toSyntheticId } from './synthetic-id.ts';
import { syntheticName } from './synthetic-name.ts';
import { syntheticPhone } from './synthetic-phone.ts';

/** A person as the synthetic CRM sends them. A type alias, so that it counts as JSON. */
export type SyntheticPerson = {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  /** E.164; `null` for a person without one. */
  readonly phone: string | null;
  readonly emails: readonly string[];
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
  /** The field that is not as documented, of a record that no contact can be made of. @defaultValue none */
  readonly unusableField?: string | undefined;
};

/** What the people of a population are like. Shares are numbers from 0 to 1. */
export interface PopulationMix {
  /** People without a phone number. @defaultValue 0.02 */
  readonly withoutPhoneShare?: number | undefined;
  /** People with a phone number whom Quo is to refuse, see `isRefusedBySandbox`. @defaultValue 0 */
  readonly refusedShare?: number | undefined;
}

/** 2025-01-01. The people were changed one after another from then on, long before any sync. */
const FIRST_UPDATE_MS = Date.UTC(2025, 0, 1);
/** Two million people fit into the year. */
const UPDATE_STEP_MS = 15_000;

/** @returns when the person was last changed, as long as no test changes them in a sandbox; ascending with the index. */
export function syntheticUpdateMs(index: number): number {
  return FIRST_UPDATE_MS + index * UPDATE_STEP_MS;
}

/** @returns the first index whose {@link syntheticUpdateMs} is not before `sinceMs`. */
export function firstIndexUpdatedSince(sinceMs: number): number {
  return Math.max(0, Math.ceil((sinceMs - FIRST_UPDATE_MS) / UPDATE_STEP_MS));
}

/** Whether a person has no phone number, and whether Quo is to refuse them; never both. */
export function syntheticTraits(
  seed: number,
  index: number,
  mix: PopulationMix = {},
): { readonly hasPhone: boolean; readonly isRefused: boolean } {
  const { withoutPhoneShare = 0.02, refusedShare = 0 } = mix;
  const hasPhone = hashToShare(seed, index, 5) >= withoutPhoneShare;
  // Of those that have a phone number, so that the share is one of all people.
  const isRefused = hasPhone && hashToShare(seed, index, 6) * (1 - withoutPhoneShare) < refusedShare;
  return { hasPhone, isRefused };
}

/**
 * Makes one person, without knowing any other: a million cost no memory. The same arguments make the same person.
 *
 * @param seed - Whole number; names the population.
 * @param index - Whole number from 0 to `MAX_PEOPLE - 1`.
 *
 * @example
 * ```ts
 * syntheticPerson(1, 42).id; // 'person-42'
 * ```
 */
export function syntheticPerson(seed: number, index: number, mix: PopulationMix = {}): SyntheticPerson {
  const { hasPhone, isRefused } = syntheticTraits(seed, index, mix);
  const emails = [`p${index}@people.example`];
  if (hashToShare(seed, index, 7) < 0.1) emails.push(`p${index}@work.example`);
  return {
    id: toSyntheticId(index, isRefused),
    ...syntheticName(seed, index),
    phone: hasPhone ? syntheticPhone(seed, index) : null,
    emails,
    updatedAt: new Date(syntheticUpdateMs(index)).toISOString(),
  };
}
