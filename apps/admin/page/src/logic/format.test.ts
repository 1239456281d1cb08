import { expect, it } from 'vitest';
import { formatCount, formatDuration, formatMoment, formatRate, formatRelative, formatTotal, shortId, toWords } from './format.ts';

it('shows no zero for what is not known', () => {
  expect([formatCount(null), formatCount(undefined), formatCount(0), formatRate(0)]).toEqual(['—', '—', '0', '—']);
  expect(formatTotal({ total: null, totalIsFinal: false })).toBe('—');
});

it('says of a total that can still grow that it is a lower bound', () => {
  expect(formatTotal({ total: 1200, totalIsFinal: false })).toBe('≥ 1,200');
  expect(formatTotal({ total: 1200, totalIsFinal: true })).toBe('1,200');
});

it('shows durations in at most two units', () => {
  const shown = [0, 900, 59_000, 61_000, 3_600_000, 7_500_000, 90_000_000, 172_800_000].map(formatDuration);
  expect(shown).toEqual(['0 s', '1 s', '59 s', '1 min 1 s', '1 h', '2 h 5 min', '1 d 1 h', '2 d']);
});

it('shows moments relative to the clock of the server, and exactly', () => {
  const nowMs = Date.parse('2026-05-01T12:00:00Z');
  expect(formatRelative('2026-05-01T11:57:00Z', nowMs)).toBe('3 min ago');
  expect(formatRelative('2026-05-01T12:00:12Z', nowMs)).toBe('in 12 s');
  expect(formatRelative('2026-05-01T12:00:01Z', nowMs)).toBe('now');
  expect(formatMoment('2026-05-01T09:30:00Z', { zone: 'utc', nowMs })).toBe('09:30:00');
  expect(formatMoment('2026-04-30T09:30:00Z', { zone: 'utc', nowMs })).toBe('2026-04-30 09:30:00');
});

it('writes rates with a digit while they are small', () => {
  expect([formatRate(3.25), formatRate(1234.5)]).toEqual(['3.3', '1,235']);
});

it('writes names of states as words', () => {
  expect(toWords('FETCHING_TOTAL')).toBe('Fetching total');
});

it('shortens ids to what differs between those that were made at the same time', () => {
  expect(['01a228de-7a54-7000-8000-00c0ffee0001', '01a228de-7a54-7000-8000-00c0ffee0001:catch-up', 'acme'].map(shortId)).toEqual([
    'ffee0001',
    'ffee0001',
    'acme',
  ]);
});
