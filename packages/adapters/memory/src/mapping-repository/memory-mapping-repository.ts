import {
  systemClock,
  type BeginWrites,
  type Clock,
  type IntendedWrite,
  type MappingRepository,
  type MappingScope,
  type WriteDecision,
} from '@frigg-crm/core';
import {
  areStorable,
  assertLimit,
  assertMilliseconds,
  assertStorableScope,
  assertStorableTexts,
  normalizeMoment,
  readMoment,
} from '../requests/check-request.ts';
import { compareByBytes } from '../requests/compare-by-bytes.ts';
import { UNKNOWN_PERSON, begin, confirm, fail, isLater, type MappingState } from './mapping-state.ts';
import { People, toPersonMapping } from './people.ts';

/** Settings of {@link createMemoryMappingRepository}. */
export interface MemoryMappingRepositoryOptions {
  /** By what the age of claims is measured. @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
}

/**
 * Keeps mappings in memory, until the program ends: for tests, demos and single programs that may forget. Whoever
 * forgets writes every contact again at the next sync, which does no harm.
 *
 * @example
 * ```ts
 * const mappingRepository = createMemoryMappingRepository();
 * const scope = { integrationId: 'i1', objectType: 'person' };
 * await mappingRepository.count(scope); // 0
 * ```
 */
export function createMemoryMappingRepository({ clock = systemClock }: MemoryMappingRepositoryOptions = {}): MappingRepository {
  const people = new People();
  return { ...writing(people, clock), ...asking(people) };
}

type Writing = 'beginWrites' | 'confirmWrites' | 'recordFailures' | 'remove' | 'removeAll';

function writing(people: People, clock: Clock): Pick<MappingRepository, Writing> {
  return {
    async beginWrites({ claimId, claimTtlMs, seenIn, force = false, signal, ...request }) {
      signal?.throwIfAborted();
      const intended = checkIntended({ claimId, claimTtlMs, seenIn, ...request });
      const attempt = { claimId, claimTtlMs, seenIn, force, nowMs: clock.now() };
      const decisions = new Map<string, WriteDecision>();
      for (const person of intended) {
        const key = keyOf(request, person.externalId);
        const { decision, state } = begin(people.get(key) ?? UNKNOWN_PERSON, person, attempt);
        people.put(key, state);
        decisions.set(person.externalId, decision);
      }
      return decisions;
    },
    async confirmWrites({ claimId, signal, people: confirmed, ...scope }) {
      signal?.throwIfAborted();
      assertStorableScope(scope);
      assertStorableTexts([
        claimId,
        ...confirmed.flatMap((one) => [one.externalId, one.contentHash, one.quoContactId, ...one.phoneNumbers]),
      ]);
      for (const person of confirmed) {
        const key = keyOf(scope, person.externalId);
        people.put(key, confirm(people.get(key) ?? UNKNOWN_PERSON, person, { claimId, nowMs: clock.now() }));
      }
    },
    async recordFailures({ processId, people: failed, signal, ...scope }) {
      signal?.throwIfAborted();
      assertStorableScope(scope);
      assertStorableTexts([processId, ...failed.flatMap(({ externalId, code }) => [externalId, code])]);
      for (const { externalId, code } of failed) {
        const key = keyOf(scope, externalId);
        people.put(key, fail(people.get(key) ?? UNKNOWN_PERSON, { processId, code }));
      }
    },
    async remove({ externalIds, signal, ...scope }) {
      signal?.throwIfAborted();
      for (const externalId of externalIds) people.delete(keyOf(scope, externalId));
    },
    async removeAll({ integrationId, signal }) {
      signal?.throwIfAborted();
      people.deleteAll(integrationId);
    },
  };
}

function asking(people: People): Omit<MappingRepository, Writing> {
  return {
    async findMany({ externalIds, signal, ...scope }) {
      signal?.throwIfAborted();
      return [...new Set(externalIds)].flatMap((externalId) => {
        const key = keyOf(scope, externalId);
        const state = people.get(key);
        return state === undefined ? [] : [toPersonMapping(key, state)];
      });
    },
    async findByPhone({ integrationId, phoneNumber, signal }) {
      signal?.throwIfAborted();
      return people.owners(integrationId, phoneNumber).flatMap((key) => toPersonMapping(key, people.get(key) ?? UNKNOWN_PERSON));
    },
    async findFailed({ processId, after, limit, signal, ...scope }) {
      signal?.throwIfAborted();
      return page(people, scope, { after, limit }, ({ failure }) => failure?.processId === processId);
    },
    async findUnseen({ seenIn, knownBefore, after, limit, signal, ...scope }) {
      signal?.throwIfAborted();
      const beforeMs = readMoment(knownBefore);
      const isUnseen = ({ knownSinceMs, ...state }: MappingState): boolean =>
        knownSinceMs !== null && knownSinceMs < beforeMs && state.seenIn !== seenIn;
      return page(people, scope, { after, limit }, isUnseen);
    },
    async count({ signal, ...scope }) {
      signal?.throwIfAborted();
      let count = 0;
      for (const [, { quoContactId }] of people.list(scope)) if (quoContactId !== null) count += 1;
      return count;
    },
  };
}

/**
 * Checks what an attempt wants to write, and keeps one version of each person: the last one, unless an earlier one of
 * the list was changed later.
 */
function checkIntended({ claimId, claimTtlMs, seenIn = '', people, ...scope }: BeginWrites): Iterable<IntendedWrite> {
  assertStorableScope(scope);
  assertStorableTexts([claimId, seenIn, ...people.flatMap(({ externalId, contentHash }) => [externalId, contentHash])]);
  assertMilliseconds('claimTtlMs', claimTtlMs);
  const versions = new Map<string, IntendedWrite>();
  for (const person of people) {
    const version = { ...person, sourceModifiedAt: normalizeMoment(person.sourceModifiedAt) };
    const earlier = versions.get(person.externalId);
    if (!isLater(earlier?.sourceModifiedAt ?? null, version.sourceModifiedAt)) versions.set(person.externalId, version);
  }
  return versions.values();
}

function page(
  people: People,
  scope: MappingScope,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  isWanted: (state: MappingState) => boolean,
): readonly string[] {
  assertLimit(limit);
  if (after !== undefined && !areStorable([after])) return [];
  const wanted: string[] = [];
  for (const [externalId, state] of people.list(scope)) {
    if (isWanted(state) && (after === undefined || compareByBytes(externalId, after) > 0)) wanted.push(externalId);
  }
  return wanted.sort(compareByBytes).slice(0, limit);
}

function keyOf({ integrationId, objectType }: MappingScope, externalId: string) {
  return { integrationId, objectType, externalId };
}
