import { expect, it } from 'vitest';
import { readInboxSearch, readPeopleSearch, toLocalInput } from './inbox-search.ts';

it('reads from an address what can be used, and ignores the rest', () => {
  expect(readInboxSearch({ state: 'failed', source: 'quo', integrationId: 'i1', phone: '+1' })).toEqual({
    state: 'failed',
    source: 'quo',
    integrationId: 'i1',
  });
  expect(readInboxSearch({ state: 'x', source: 'y', integrationId: '' })).toEqual({});
});

it('takes no number of a person from an address', () => {
  expect(readPeopleSearch({ integrationId: 'i1', crmId: 12, phone: '+14155550123' })).toEqual({ integrationId: 'i1', crmId: '12' });
});

it('takes a local time for a moment, and shows the moment as that local time again', () => {
  const { since, until } = readInboxSearch({ since: '2026-01-05T10:30', until: 'soon' });
  expect(since).toBe(new Date('2026-01-05T10:30').toISOString());
  expect(until).toBeUndefined();
  expect(toLocalInput(since)).toBe('2026-01-05T10:30');
  expect(toLocalInput(undefined)).toBe('');
});
