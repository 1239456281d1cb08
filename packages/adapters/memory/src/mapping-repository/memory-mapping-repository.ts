import { systemClock, type Clock, type MappingRepository, type MappingScope, type PersonKey } from '@frigg-crm/core';
import {
  UNKNOWN_PERSON,
  assertLimit,
  beginWrite,
  checkConfirmedWrites,
  checkFailedWrites,
  checkIntendedWrites,
  compareByBytes,
  confirmWrite,
  failWrite,
  isStorableText,
  readMoment,
  toPersonMapping,
  type MappingState,
  type StoreTime,
  type WriteDecision,
} from '@frigg-crm/core/adapter';
import { People } from './people.ts';

/** Settings of {@link createMemoryMappingRepository}. */
export interface MemoryMappingRepositoryOptions {
  /** By what the age of claims is measured. @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
}

/**
 * Keeps mappings in memory, until the program ends: for tests, demos and single programs that may lose them. What
 * is forgotten is written again at the next sync, which does no harm.
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
  return { ...writes(people, clock), ...reads(people) };
}

type WriteMethod = 'beginWrites' | 'confirmWrites' | 'recordFailures' | 'remove' | 'removeAll';

function writes(people: People, clock: Clock): Pick<MappingRepository, WriteMethod> {
  const change = (scope: MappingScope, externalId: string, next: (state: MappingState) => MappingState): void => {
    const key = keyOf(scope, externalId);
    people.put(key, next(people.get(key) ?? UNKNOWN_PERSON));
  };
  return {
    async beginWrites({ signal, ...request }) {
      signal?.throwIfAborted();
      const intended = checkIntendedWrites(request);
      const { claimId, claimTtlMs, seenIn, force = false } = request;
      const attempt = { claimId, claimTtlMs, seenIn, force, now: readTime(clock) };
      const decisions = new Map<string, WriteDecision>();
      for (const [externalId, person] of intended) {
        change(request, externalId, (before) => {
          const { decision, state } = beginWrite(before, person, attempt);
          decisions.set(externalId, decision);
          return state;
        });
      }
      return decisions;
    },
    async confirmWrites({ signal, ...request }) {
      signal?.throwIfAborted();
      const attempt = { claimId: request.claimId, now: readTime(clock) };
      for (const [externalId, person] of checkConfirmedWrites(request))
        change(request, externalId, (state) => confirmWrite(state, person, attempt));
    },
    async recordFailures({ signal, ...request }) {
      signal?.throwIfAborted();
      for (const [externalId, failure] of checkFailedWrites(request)) change(request, externalId, (state) => failWrite(state, failure));
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

function reads(people: People): Omit<MappingRepository, WriteMethod> {
  return {
    async findMany({ externalIds, signal, ...scope }) {
      signal?.throwIfAborted();
      return [...new Set(externalIds)].flatMap((externalId) => {
        const key = keyOf(scope, externalId);
        const state = people.get(key);
        return state === undefined ? [] : [toPersonMapping(key, state)];
      });
    },
    async findByPhones({ integrationId, phoneNumbers, signal }) {
      signal?.throwIfAborted();
      return people.owners(integrationId, phoneNumbers).map((key) => toPersonMapping(key, people.get(key) ?? UNKNOWN_PERSON));
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

function readTime(clock: Clock): StoreTime {
  const nowMs = clock.now();
  return { earliestMs: nowMs, latestMs: nowMs };
}

function page(
  people: People,
  scope: MappingScope,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  isWanted: (state: MappingState) => boolean,
): readonly string[] {
  assertLimit(limit);
  if (after !== undefined && !isStorableText(after)) return [];
  const wanted: string[] = [];
  for (const [externalId, state] of people.list(scope)) {
    if (isWanted(state) && (after === undefined || compareByBytes(externalId, after) > 0)) wanted.push(externalId);
  }
  return wanted.sort(compareByBytes).slice(0, limit);
}

function keyOf({ integrationId, objectType }: MappingScope, externalId: string): PersonKey {
  return { integrationId, objectType, externalId };
}
