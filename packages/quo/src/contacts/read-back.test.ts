import { ApiUnavailableError } from '@frigg-crm/http';
import { createVirtualClock, TEST_START_MS } from '@frigg-crm/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { someQuoContacts } from '../test-support/a-quo-contact.ts';
import { toChunks, type Finding } from './lookup.ts';
import { readBack, type ReadBack } from './read-back.ts';
import { toWantedContact, type WantedContact } from './wanted-contact.ts';

const DELAYS_MS = [1_000, 2_000, 4_000, 8_000];
/** No lookup is as late. */
const NEVER = Number.POSITIVE_INFINITY;
const FAILURE = new ApiUnavailableError({ api: 'Quo', operation: 'GET /v1/contacts', status: 503 });

interface Reading extends ReadBack {
  /** Ids of each round of lookups, by the seconds since the start. */
  readonly asked: readonly (readonly [second: number, ids: readonly string[]])[];
}

/** Groups of contacts with the second at which each can be read; lookups in a failing second fail. */
async function read(groups: readonly (readonly number[])[], failing: readonly number[] = []): Promise<Reading> {
  const clock = createVirtualClock();
  const contacts = someQuoContacts(groups.flat().length).map((contact) => toWantedContact(contact, 'acme'));
  const visibleAt = new Map(groups.flat().map((second, index) => [contacts[index]?.externalId, second]));
  const asked: [number, readonly string[]][] = [];
  const lookup = async (externalIds: readonly string[]): Promise<ReadonlyMap<string, Finding>> => {
    const second = (clock.now() - TEST_START_MS) / 1000;
    if (externalIds.length > 0) asked.push([second, externalIds]);
    const find = (id: string): Finding => {
      if (failing.includes(second)) return { kind: 'failed', error: FAILURE };
      const isVisible = (visibleAt.get(id) ?? NEVER) <= second;
      return { kind: 'read', contacts: isVisible ? [{ id: `q-${id}`, externalId: id, source: 'acme', defaultFields: {} }] : [] };
    };
    return new Map(externalIds.map((id) => [id, find(id)]));
  };
  let begin = 0;
  const wanted = groups.map((group): readonly WantedContact[] => contacts.slice(begin, (begin += group.length)));
  const known = await clock.runUntil(readBack({ lookup, clock, readBackDelaysMs: DELAYS_MS }, wanted));
  return { ...known, asked };
}

const times = (count: number, second: number): readonly number[] => Array.from({ length: count }, () => second);
const requestsOf = ({ asked }: Reading): readonly (readonly [number, number])[] =>
  asked.map(([second, ids]) => [second, toChunks(ids, 20).length]);

it('asks for each contact once when all are there', async () => {
  const reading = await read([times(50, 0), times(48, 0)]);
  expect(requestsOf(reading)).toEqual([
    [1, 1],
    [1, 4],
  ]);
  expect(reading.found.size).toBe(98);
});

it('waits by one request a round until the first contact of a call can be read', async () => {
  const reading = await read([times(50, 5), times(50, 5)]);
  expect(requestsOf(reading)).toEqual([
    [1, 1],
    [3, 1],
    [7, 1],
    [7, 4],
  ]);
  expect(reading.found.size).toBe(100);
});

it('waits for one call while it reads what another one has created', async () => {
  const reading = await read([times(50, 0), times(50, 5)]);
  expect(reading.asked.map(([second, ids]) => [second, ids.length])).toEqual([
    [1, 20],
    [1, 40],
    [3, 20],
    [7, 20],
    [7, 30],
  ]);
  expect(reading.found.size).toBe(100);
});

it('samples other contacts in each round, since those of one may never be created', async () => {
  const reading = await read([[...times(20, NEVER), ...times(30, 0)]]);
  expect(reading.found.size).toBe(30);
  // The second round finds the rest, the third asks for the twenty once more.
  expect(reading.asked.map(([second, ids]) => [second, ids.length])).toEqual([
    [1, 20],
    [3, 20],
    [3, 30],
    [7, 20],
  ]);
});

it('asks for all in the last round, whatever the samples have said', async () => {
  const reading = await read([times(50, NEVER)]);
  expect(reading.asked.at(-1)?.[1]).toHaveLength(50);
  expect([reading.found.size, reading.failed.size]).toEqual([0, 0]);
});

it('goes on after lookups that failed, and names those whose last one did', async () => {
  expect((await read([times(50, 0)], [1, 3])).found.size).toBe(50);
  const reading = await read([times(50, 20)], [15]);
  expect([reading.found.size, reading.failed.size]).toEqual([0, 50]);
});

it('finds all that is there, and says of no contact that it is not without having asked for it at the end', async () => {
  const second = fc.constantFrom(0, 2, 5, 10, NEVER);
  const group = fc.oneof(
    fc.array(second, { minLength: 1, maxLength: 50 }),
    fc.tuple(fc.integer({ min: 1, max: 50 }), second).map(([n, s]) => times(n, s)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(group, { maxLength: 4 }), fc.subarray([1, 3, 7, 15]), async (groups, failing) => {
      const { found, failed, asked } = await read(groups, failing);
      for (const [index, at] of groups.flat().entries()) {
        const id = `rec-${index + 1}`;
        const key = JSON.stringify(['acme', id]);
        const lastAsked = asked.findLast(([, ids]) => ids.includes(id));
        const isKnown = lastAsked !== undefined && !failing.includes(lastAsked[0]);
        expect(found.has(key) || failed.has(key) || isKnown).toBe(true);
        expect(found.has(key)).toBe(isKnown && at <= lastAsked[0]);
      }
    }),
  );
});
