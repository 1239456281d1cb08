import type { MappingRepository } from '@frigg-crm/core';
import { toIso, type BeginWrites, type ConfirmWrites } from '@frigg-crm/core/adapter';
import { TEST_START_MS, createVirtualClock, mappingRepositoryCases } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryMappingRepository } from './memory-mapping-repository.ts';

type Fault = (inner: MappingRepository) => Partial<MappingRepository>;

const beginning =
  (change: (request: BeginWrites) => BeginWrites): Fault =>
  (inner) => ({ beginWrites: async (request) => inner.beginWrites(change(request)) });
const confirming =
  (change: (request: ConfirmWrites) => ConfirmWrites): Fault =>
  (inner) => ({ confirmWrites: async (request) => inner.confirmWrites(change(request)) });

/** Faults that an adapter may have. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'treats every claim as abandoned': beginning((request) => ({ ...request, claimTtlMs: 0 })),
  'never treats a claim as abandoned': beginning((request) => ({ ...request, claimTtlMs: 1e12 })),
  'treats all attempts as the same one': (inner) => ({
    beginWrites: async (request) => inner.beginWrites({ ...request, claimId: 'one' }),
    confirmWrites: async (request) => inner.confirmWrites({ ...request, claimId: 'one' }),
  }),
  'knows one open claim only': (inner) => {
    let last = '';
    return {
      beginWrites: async (request) => {
        last = request.claimId;
        return inner.beginWrites(request);
      },
      confirmWrites: async (request) => {
        await inner.confirmWrites(request);
        if (request.claimId !== last) return;
        // Drops the other claims, by a failure that is cleared again.
        const found = await inner.findMany({ ...request, externalIds: request.people.map(({ externalId }) => externalId) });
        const contested = found.filter(({ contentHash }) => contentHash === null);
        await inner.recordFailures({ ...request, processId: 'x', people: contested.map(({ externalId }) => ({ externalId, code: 'X' })) });
        const again = request.people.filter(({ externalId }) => contested.some((person) => person.externalId === externalId));
        await inner.confirmWrites({ ...request, people: again });
      },
    };
  },
  'accepts every confirmation': (inner) => ({
    confirmWrites: async (request) => {
      const people = request.people.map(({ externalId, contentHash }) => ({ externalId, contentHash, sourceModifiedAt: null }));
      await inner.recordFailures({ ...request, processId: 'x', people: people.map(({ externalId }) => ({ externalId, code: 'X' })) });
      await inner.beginWrites({ ...request, people, claimTtlMs: 0, force: true });
      await inner.confirmWrites(request);
    },
  }),
  'clears the content when a confirmation comes twice': (inner) => ({
    confirmWrites: async (request) => {
      const before = await inner.findMany({ ...request, externalIds: request.people.map(({ externalId }) => externalId) });
      await inner.confirmWrites(request);
      const known = before.filter(({ contentHash }) => contentHash !== null).map(({ externalId }) => ({ externalId, code: 'X' }));
      await inner.recordFailures({ ...request, processId: 'x', people: known });
      const again = request.people.filter(({ externalId }) => known.some((person) => person.externalId === externalId));
      await inner.confirmWrites({ ...request, people: again });
    },
  }),
  'knows no force': beginning((request) => ({ ...request, force: false })),
  'always writes': beginning((request) => ({ ...request, force: true })),
  'does not know when the CRM changed a person': beginning((request) => ({
    ...request,
    people: request.people.map((person) => ({ ...person, sourceModifiedAt: null })),
  })),
  'drops which sync saw a person': beginning((request) => ({ ...request, seenIn: undefined })),
  'notes a sync that has seen no person': beginning((request) => ({ ...request, seenIn: request.seenIn ?? 'no sync' })),
  'keeps the first of two versions': beginning((request) => ({ ...request, people: request.people.toReversed() })),
  'keeps the first of two confirmations': confirming((request) => ({ ...request, people: request.people.toReversed() })),
  'sorts phone numbers': confirming((request) => ({
    ...request,
    people: request.people.map((person) => ({ ...person, phoneNumbers: person.phoneNumbers.toSorted() })),
  })),
  'loses people who failed before an attempt began': (inner) => ({
    recordFailures: async (request) => {
      const known = await inner.findMany({ ...request, externalIds: request.people.map(({ externalId }) => externalId) });
      const people = request.people.filter(({ externalId }) => known.some((person) => person.externalId === externalId));
      await inner.recordFailures({ ...request, people });
    },
  }),
  'lists who came during the sync as unseen': (inner) => ({
    findUnseen: async (query) => inner.findUnseen({ ...query, knownBefore: toIso(TEST_START_MS * 2) }),
  }),
  'pages by UTF-16': (inner) => ({
    findUnseen: async (query) => (await inner.findUnseen(query)).toSorted((a, b) => (a < b ? -1 : 1)),
    findFailed: async (query) => (await inner.findFailed({ ...query, limit: 1000 })).toSorted().slice(0, query.limit),
  }),
  'begins each page anew': (inner) => ({ findUnseen: async (query) => inner.findUnseen({ ...query, after: undefined, limit: 4 }) }),
  'finds the owners of a number in any order': (inner) => ({
    findByPhones: async (query) => (await inner.findByPhones(query)).toReversed(),
  }),
  'finds a person once for each of the numbers': (inner) => ({
    findByPhones: async (query) => {
      const found = await Promise.all(query.phoneNumbers.map(async (one) => inner.findByPhones({ ...query, phoneNumbers: [one] })));
      return found.flat();
    },
  }),
  'queries the first number only': (inner) => ({
    findByPhones: async (query) => inner.findByPhones({ ...query, phoneNumbers: query.phoneNumbers.slice(0, 1) }),
  }),
  'removes one object type only': (inner) => ({
    removeAll: async ({ integrationId }) => {
      const ids = await inner.findUnseen({ integrationId, objectType: 'person', seenIn: '?', knownBefore: '2099-01-01', limit: 1e6 });
      await inner.remove({ integrationId, objectType: 'person', externalIds: ids });
    },
  }),
  'ignores the signal': (inner) => ({ count: async (scope) => inner.count({ ...scope, signal: undefined }) }),
};

/** @returns the first promise of the contract that the repository breaks. */
async function brokenPromise(fault: Fault): Promise<string | undefined> {
  for (const { title, run } of mappingRepositoryCases) {
    const clock = createVirtualClock();
    const inner = createMemoryMappingRepository({ clock });
    const mappings = { ...inner, ...fault(inner) };
    const isKept = await run({ mappings, open: () => mappings, clock }).then(
      () => true,
      () => false,
    );
    if (!isKept) return title;
  }
  return undefined;
}

describe('the contract of the mapping repository', () => {
  it.each(Object.entries(FAULTS))('catches a repository that %s', async (_, fault) => {
    expect(await brokenPromise(fault)).toBeDefined();
  });

  it('finds no fault in one that has none', async () => {
    expect(await brokenPromise(() => ({}))).toBeUndefined();
  });
});
