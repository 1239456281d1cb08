import { expect, it } from 'vitest';
import { isLimitUsedUp, MAX_RETRY_AFTER_MS, readRetryAfterMs } from './retry-after.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 10);

it.each([
  ['retry-after', '2', 2_000],
  ['retry-after', ' 2 ', 2_000],
  ['retry-after', '0', 0],
  ['retry-after', '0.5', 500],
  ['retry-after', 'Mon, 05 Jan 2026 10:00:30 GMT', 30_000],
  ['retry-after', 'Monday, 05-Jan-26 10:00:30 GMT', 30_000],
  ['retry-after', 'Mon Jan  5 10:00:30 2026', 30_000],
  ['retry-after', '2026-01-05T10:01:00Z', 60_000],
  ['retry-after', '2026-01-05T12:01:00.250+02:00', 60_250],
  ['retry-after', 'Mon, 05 Jan 2026 09:00:00 GMT', 0],
  ['retry-after', String(NOW_MS / 1000 + 7), 7_000],
  ['retry-after', String(NOW_MS + 1_500), 1_500],
  ['retry-after', String(NOW_MS - 1_500), 0],
  ['x-ratelimit-reset-after', '1.25', 1_250],
  ['x-ratelimit-reset', '5', 5_000],
  ['x-ratelimit-reset', String(NOW_MS / 1000 + 7), 7_000],
  ['x-ratelimit-reset', String(NOW_MS + 1_500), 1_500],
  ['x-ratelimit-reset', '2026-01-05T10:00:09Z', 9_000],
  ['x-rate-limit-reset', '3', 3_000],
  ['ratelimit-reset', '4', 4_000],
  ['ratelimit', '"burst";r=0;t=2', 2_000],
  ['ratelimit', '"burst";r=0;t=2, "daily";r=0;t=3600, "monthly";r=7;t=99999', 3_600_000],
  ['ratelimit', 'limit=10, remaining=0, reset=5', 5_000],
])('reads %s: %s', (name, value, waitMs) => {
  expect(readRetryAfterMs(new Headers({ [name]: value }), NOW_MS)).toBe(waitMs);
});

it.each([
  ['retry-after', String(366 * 24 * 3600), MAX_RETRY_AFTER_MS],
  ['retry-after', '3600000', MAX_RETRY_AFTER_MS],
  ['retry-after', 'Sun, 01 Feb 2026 10:00:00 GMT', MAX_RETRY_AFTER_MS],
  ['retry-after', String(NOW_MS / 1000 + 200_000), MAX_RETRY_AFTER_MS],
  ['x-ratelimit-reset', '86400', MAX_RETRY_AFTER_MS],
  ['x-ratelimit-reset', '3600000', 3_600_000],
  ['x-ratelimit-reset', '900000000', MAX_RETRY_AFTER_MS],
  ['x-ratelimit-reset', String(NOW_MS + 200_000_000), MAX_RETRY_AFTER_MS],
  ['ratelimit', '"monthly";r=0;t=2592000', MAX_RETRY_AFTER_MS],
])('F18: believes a day at most of %s: %s', (name, value, waitMs) => {
  expect(readRetryAfterMs(new Headers({ [name]: value }), NOW_MS)).toBe(waitMs);
});

it('takes the most exact of several hints, and the next one where it is unusable', () => {
  const hints = [
    ['retry-after', '2'],
    ['x-ratelimit-reset-after', '3'],
    ['x-ratelimit-reset', '4'],
    ['ratelimit-reset', '5'],
    ['ratelimit', '"default";r=0;t=6'],
  ] as const;
  for (const [index] of hints.entries()) {
    expect(readRetryAfterMs(new Headers(Object.fromEntries(hints.slice(index))), NOW_MS)).toBe((index + 2) * 1000);
    const unusable = Object.fromEntries([...hints.slice(index), [hints[index]?.[0] ?? '', 'soon']]);
    expect(readRetryAfterMs(new Headers(unusable), NOW_MS)).toBe(index + 1 < hints.length ? (index + 3) * 1000 : undefined);
  }
});

it.each([
  '',
  ' ',
  'soon',
  'in 5 minutes',
  'May 5',
  '-5',
  '1e3',
  '0x10',
  '99999999',
  'Infinity',
  '2028-01-05T10:00:00Z',
  'Mon, 99 Jan 2026 10:00:30 GMT',
])('finds no hint in %j', (value) => {
  expect(readRetryAfterMs(new Headers({ 'retry-after': value }), NOW_MS)).toBeUndefined();
});

it('compares moments with the clock of the API, which may not agree with ours', () => {
  const date = 'Mon, 05 Jan 2026 10:10:00 GMT';
  const wait = (hint: string): number | undefined => readRetryAfterMs(new Headers({ date, 'retry-after': hint }), NOW_MS);
  expect(wait('Mon, 05 Jan 2026 10:10:01 GMT')).toBe(1_000);
  expect(wait(String(NOW_MS / 1000 + 602))).toBe(2_000);
  expect(wait('3')).toBe(3_000);
  expect(readRetryAfterMs(new Headers({ date: 'today', 'retry-after': 'Mon, 05 Jan 2026 10:00:01 GMT' }), NOW_MS)).toBe(1_000);
});

it('finds no hint where there is no header, or none that says how long', () => {
  expect(readRetryAfterMs(new Headers(), NOW_MS)).toBeUndefined();
  expect(readRetryAfterMs(new Headers({ ratelimit: '"burst";r=0', 'x-ratelimit-remaining': '0' }), NOW_MS)).toBeUndefined();
});

it.each([
  ['x-ratelimit-remaining', '0', true],
  ['X-RateLimit-Remaining', ' 0 ', true],
  ['x-rate-limit-remaining', '0', true],
  ['ratelimit-remaining', '0', true],
  ['ratelimit', '"burst";r=0;t=2', true],
  ['ratelimit', 'limit=10, remaining=0, reset=5', true],
  ['x-ratelimit-remaining', '10', false],
  ['ratelimit', '"burst";r=05', false],
  ['ratelimit', '"burst";r=7;t=2', false],
  ['x-other', '0', false],
])('reads of %s: %s that a limit is used up: %s', (name, value, isUsedUp) => {
  expect(isLimitUsedUp(new Headers({ [name]: value }))).toBe(isUsedUp);
});
