import { expect, it } from 'vitest';
import { readRetryAfterMs } from './retry-after.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 10);

it.each([
  ['retry-after', '2', 2_000],
  ['retry-after', '0', 0],
  ['retry-after', '0.5', 500],
  ['retry-after', 'Mon, 05 Jan 2026 10:00:30 GMT', 30_000],
  ['retry-after', '2026-01-05T10:01:00Z', 60_000],
  ['retry-after', 'Mon, 05 Jan 2026 09:00:00 GMT', 0],
  ['x-ratelimit-reset', '5', 5_000],
  ['x-ratelimit-reset', String(NOW_MS / 1000 + 7), 7_000],
  ['x-ratelimit-reset', String(NOW_MS + 1_500), 1_500],
])('reads %s: %s', (name, value, waitMs) => {
  expect(readRetryAfterMs(new Headers({ [name]: value }), NOW_MS)).toBe(waitMs);
});

it('prefers Retry-After to x-ratelimit-reset', () => {
  expect(readRetryAfterMs(new Headers({ 'retry-after': '2', 'x-ratelimit-reset': '9' }), NOW_MS)).toBe(2_000);
});

it.each(['', ' ', 'soon', '99999999', 'Infinity'])('finds no hint in %j', (value) => {
  expect(readRetryAfterMs(new Headers({ 'retry-after': value }), NOW_MS)).toBeUndefined();
});

it('finds no hint where there is no header', () => {
  expect(readRetryAfterMs(new Headers(), NOW_MS)).toBeUndefined();
});
