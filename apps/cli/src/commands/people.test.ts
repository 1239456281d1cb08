import type { JsonObject } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import type { SyncPersonSettings } from '../config/people-settings.ts';
import type { PeopleOperations } from '../wiring/people-operations.ts';
import { syncPerson, toLookups } from './people.ts';

const SETTINGS = { integration: 'i1', objectType: 'Person', dryRun: false, wait: true } as SyncPersonSettings;

/** Syncs a person whose entry is in these states, one after the other; in the last one it stays. */
async function sync(...states: readonly { readonly state: 'open' | 'done' | 'failed'; readonly code: string | null }[]) {
  const clock = createVirtualClock();
  const written: JsonObject[] = [];
  let looks = 0;
  const operations: Pick<PeopleOperations, 'syncNow' | 'findEntry'> = {
    syncNow: async () => 'e1',
    findEntry: async () => states[Math.min(looks++, states.length - 1)],
  };
  const dependencies = {
    operations: operations as PeopleOperations,
    json: true,
    write: (line: string) => void written.push(JSON.parse(line) as JsonObject),
  };
  const startedMs = clock.now();
  const outcome = await clock.runUntil(
    syncPerson('7', SETTINGS, dependencies, { clock }).then(
      () => 'done',
      (error: Error) => error.message,
    ),
  );
  return { outcome, waitedMs: clock.now() - startedMs, types: written.map(({ type }) => type) };
}

const [OPEN, DONE] = [
  { state: 'open', code: null },
  { state: 'done', code: null },
] as const;

describe('waiting for a person to be synced', () => {
  it('ends when it is done', async () => {
    expect(await sync(OPEN, OPEN, DONE)).toEqual({ outcome: 'done', waitedMs: 1000, types: ['scheduled', 'synced'] });
  });

  it('fails with the reason when it has failed for good', async () => {
    const { outcome, types } = await sync(OPEN, { state: 'failed', code: 'PERSON_NOT_SYNCED' });
    expect(outcome).toBe('It has failed for good (PERSON_NOT_SYNCED): frigg-crm dead-letters list shows it');
    expect(types).toEqual(['scheduled']);
  });

  it('gives up after a minute, and says that it stays scheduled', async () => {
    const { outcome, waitedMs } = await sync({ state: 'open', code: 'API_UNAVAILABLE' });
    expect(outcome).toBe('It is not done yet (API_UNAVAILABLE): is frigg-crm serve running? It stays scheduled');
    expect(waitedMs).toBe(60_000);
  });
});

it.each([
  ['+1 (415) 555-0123', ['phone']],
  ['ana@example.com', ['email']],
  ['Ana Ruiz', ['name']],
  ["O'Brien", ['crmId', 'quoId', 'name']],
  ['4711', ['crmId', 'quoId']],
  ['c0ffee-12', ['crmId', 'quoId']],
])('guesses how %s is meant', (text, kinds) => {
  expect(toLookups(text, { by: undefined, objectType: undefined }).map((way) => Object.keys(way)[0])).toEqual(kinds);
});
