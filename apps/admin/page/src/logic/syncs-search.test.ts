import { expect, it } from 'vitest';
import { isSameSearch, matchesSearch, PRESETS, readSyncsSearch } from './syncs-search.ts';

it('reads from an address what can be used, and ignores the rest', () => {
  expect(readSyncsSearch({ state: 'ERROR', integrationId: 'i1', active: false })).toEqual({
    state: 'ERROR',
    integrationId: 'i1',
    active: false,
  });
  expect(readSyncsSearch({ state: 'DROP TABLE', integrationId: '', active: 'yes', other: 1 })).toEqual({});
});

it('reads every view with a name as it is', () => {
  for (const { search } of PRESETS) expect(isSameSearch(readSyncsSearch(search), search)).toBe(true);
});

it('knows whether a sync that has moved still belongs to what is shown', () => {
  const sync = { state: 'COMPLETED', ended: true, integrationId: 'i1' };
  expect(matchesSearch(sync, {})).toBe(true);
  expect(matchesSearch(sync, { active: true })).toBe(false);
  expect(matchesSearch(sync, { active: false, integrationId: 'i1', state: 'COMPLETED' })).toBe(true);
  expect(matchesSearch(sync, { state: 'ERROR' })).toBe(false);
});
