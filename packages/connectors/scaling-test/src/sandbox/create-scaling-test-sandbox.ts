import { ConfigurationError, systemClock, type Clock } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import type { Fetch } from '@frigg-crm/http';
import { withFaults, withRateLimit, type FaultOptions } from '@frigg-crm/http/sandbox';
import type { PopulationMix } from '../people/synthetic-person.ts';
import { MAX_PEOPLE } from '../people/synthetic-phone.ts';
import { listAll } from './listing.ts';
import { createPeopleApi } from './people-api.ts';
import { countExpected, createPopulation, type ExpectedPeople } from './population.ts';

/** Options of {@link createScalingTestSandbox}. Shares are numbers from 0 to 1. */
export interface ScalingTestSandboxOptions extends PopulationMix {
  /** How many, at most `MAX_PEOPLE`. @defaultValue 10_000 */
  readonly people?: number | undefined;
  /** Whole number. The same seed makes the same people and the same faults. @defaultValue 1 */
  readonly seed?: number | undefined;
  /** The bearer tokens that are accepted. @defaultValue ['synthetic-token'] */
  readonly tokens?: readonly [string, ...string[]] | undefined;
  /** People per page, at most: a request for more gets fewer, without an error. @defaultValue 1000 */
  readonly maxPageSize?: number | undefined;
  /** Whether pages say how many people there are. @defaultValue true */
  readonly countsTotal?: boolean | undefined;
  /** Listed a second time, on the same page or a later one. `total` does not count them, as in a CRM whose pages shift. @defaultValue 0 */
  readonly duplicatesShare?: number | undefined;
  /** Changed while they are listed: per page that is handed out, this share of its size, anywhere. @defaultValue 0 */
  readonly changingShare?: number | undefined;
  /** Latency, 429, 5xx, lost and cut responses. @defaultValue none */
  readonly faults?: Omit<FaultOptions, 'random' | 'clock'> | undefined;
  /** Per token; more are refused with 429. @defaultValue unlimited */
  readonly requestsPerSecond?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** A synthetic CRM in this program. */
export interface ScalingTestSandbox {
  /** Answers a request as the CRM would; the host does not matter. */
  readonly fetch: Fetch;
  /** A token that is accepted. */
  readonly token: string;
  /** People by what a sync of all must make of them; those listed twice count once. */
  readonly expected: ExpectedPeople;
  readonly stats: {
    /** That reached the CRM: those with faults before it are not among them. */
    readonly requests: number;
    /** People on all pages handed out. */
    readonly listed: number;
    /** Changes by `change` and `changingShare`. */
    readonly changes: number;
  };
  /** Changes a person now. @returns whether there is such a person. */
  change(id: string): boolean;
}

/**
 * Makes a synthetic CRM: `GET /people?limit&page|cursor[&modifiedSince]` and `GET /people/{id}`, with a bearer token.
 * @throws {ConfigurationError} for a number that is out of range.
 *
 * @example
 * ```ts
 * const sandbox = createScalingTestSandbox({ people: 1_000_000, refusedShare: 0.01, faults: { unavailable: 0.02 } });
 * ```
 */
export function createScalingTestSandbox(options: ScalingTestSandboxOptions = {}): ScalingTestSandbox {
  const {
    people: count = 10_000,
    seed = 1,
    tokens = ['synthetic-token'],
    maxPageSize = 1000,
    countsTotal = true,
    clock = systemClock,
  } = options;
  const { duplicatesShare = 0, changingShare = 0, faults, requestsPerSecond } = options;
  checkOptions({ ...options, people: count, seed, maxPageSize });
  const mix: PopulationMix = { withoutPhoneShare: options.withoutPhoneShare, refusedShare: options.refusedShare };
  const population = createPopulation({ count, seed, mix, clock });
  const random = createSeededRandom(seed);
  const stats = { requests: 0, listed: 0, changes: 0 };
  let expected: ExpectedPeople | undefined;
  let dueChanges = 0;

  function change(index: number): void {
    population.change(index);
    stats.changes += 1;
  }

  const answer = createPeopleApi({
    population,
    all: listAll(population, { seed, duplicatesShare }),
    tokens,
    maxPageSize,
    countsTotal,
    onRequest() {
      stats.requests += 1;
    },
    onListed(people) {
      stats.listed += people;
      if (count === 0) return;
      for (dueChanges += changingShare * people; dueChanges >= 1; dueChanges -= 1) change(Math.floor(random() * count));
    },
  });
  const faulty = faults === undefined ? answer : withFaults(answer, { ...faults, random, clock });
  return {
    fetch: requestsPerSecond === undefined ? faulty : withRateLimit(faulty, { requests: requestsPerSecond, clock }),
    token: tokens[0],
    get expected() {
      expected ??= countExpected({ count, seed, mix });
      return expected;
    },
    stats,
    change(id) {
      const index = population.findIndex(id);
      if (index !== undefined) change(index);
      return index !== undefined;
    },
  };
}

type CheckedOptions = ScalingTestSandboxOptions & { readonly people: number; readonly seed: number; readonly maxPageSize: number };

function checkOptions({ people, seed, maxPageSize, ...shares }: CheckedOptions): void {
  if (!Number.isSafeInteger(people) || people < 0 || people > MAX_PEOPLE)
    throw new ConfigurationError(`people must be a whole number from 0 to ${MAX_PEOPLE}`);
  if (!Number.isSafeInteger(seed)) throw new ConfigurationError('seed must be a whole number');
  if (!Number.isSafeInteger(maxPageSize) || maxPageSize < 1) throw new ConfigurationError('maxPageSize must be a whole number, 1 or more');
  for (const name of ['withoutPhoneShare', 'refusedShare', 'duplicatesShare', 'changingShare'] as const) {
    const share = shares[name] ?? 0;
    if (!(share >= 0 && share <= 1)) throw new ConfigurationError(`${name} must be a number from 0 to 1`);
  }
}
