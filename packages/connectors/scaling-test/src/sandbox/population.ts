import type { Clock } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { toPersonIndex } from '../people/synthetic-id.ts';
import {
  firstIndexUpdatedSince,
  syntheticPerson,
  syntheticTraits,
  type PopulationMix,
  type SyntheticPerson,
} from '../people/synthetic-person.ts';

/** What became of a person after the population was made. */
interface Change {
  readonly revision: number;
  readonly updatedMs: number;
}

/** The people of a sandbox. Only those that were changed take memory. */
export interface Population {
  readonly count: number;
  person(index: number): SyntheticPerson;
  /** @returns `undefined` when there is no such person. */
  findIndex(id: string): number | undefined;
  /** The person changes now: another company, and a new `updatedAt`. */
  change(index: number): void;
  /** @returns the indices of those changed at or after `sinceMs`, as positions to look up; ascending. */
  changedSince(sinceMs: number): { readonly length: number; at(position: number): number; positionAfter(index: number): number };
}

/** How many people there are, and how they are made. */
export interface PopulationOptions {
  readonly count: number;
  readonly seed: number;
  readonly mix: PopulationMix;
  readonly clock: Clock;
}

/** Makes a population in which no person has changed yet. */
export function createPopulation({ count, seed, mix, clock }: PopulationOptions): Population {
  const changes = new Map<number, Change>();

  function person(index: number): SyntheticPerson {
    const original = syntheticPerson(seed, index, mix);
    const change = changes.get(index);
    if (change === undefined) return original;
    return { ...original, company: `${original.company} ${change.revision + 1}`, updatedAt: toIso(change.updatedMs) };
  }

  return {
    count,
    person,
    findIndex(id) {
      const index = toPersonIndex(id);
      return index !== undefined && index < count && person(index).id === id ? index : undefined;
    },
    change(index) {
      changes.set(index, { revision: (changes.get(index)?.revision ?? 0) + 1, updatedMs: clock.now() });
    },
    changedSince(sinceMs) {
      const first = Math.min(count, firstIndexUpdatedSince(sinceMs));
      // From `first` on every person qualifies; before it those who were changed since.
      const early = [...changes].filter(([index, { updatedMs }]) => index < first && updatedMs >= sinceMs).map(([index]) => index);
      early.sort((a, b) => a - b);
      return {
        length: early.length + count - first,
        at: (position) => early[position] ?? first + position - early.length,
        positionAfter: (index) => (index >= first ? early.length + index + 1 - first : early.filter((other) => other <= index).length),
      };
    },
  };
}

/** What a sync of a whole population must come to. */
export interface ExpectedPeople {
  readonly total: number;
  /** Skipped. */
  readonly withoutPhone: number;
  /** Failed, if Quo's sandbox refuses them. */
  readonly refused: number;
}

/** Counts people by what will become of them. */
export function countExpected({ count, seed, mix }: Omit<PopulationOptions, 'clock'>): ExpectedPeople {
  let withoutPhone = 0;
  let refused = 0;
  for (let index = 0; index < count; index += 1) {
    const { hasPhone, isRefused } = syntheticTraits(seed, index, mix);
    if (!hasPhone) withoutPhone += 1;
    if (isRefused) refused += 1;
  }
  return { total: count, withoutPhone, refused };
}
