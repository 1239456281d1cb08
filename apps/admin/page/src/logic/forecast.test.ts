import { expect, it } from 'vitest';
import type { Sync } from '../api/types.ts';
import { forecastOf, longestWait } from './forecast.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');

it('says when an API can be called again, by whichever of its limits is later', () => {
  const budgets = [
    { key: 'tenant/i1', pausedUntil: null, freeInMs: 0 },
    { key: 'pipedrive/12ab', pausedUntil: '2026-05-01T12:30:00Z', freeInMs: 5000 },
    { key: 'quo:key', pausedUntil: null, freeInMs: 9000 },
  ];
  expect(forecastOf(budgets, undefined, NOW)).toEqual([
    { api: 'The integration as a whole', freeAt: undefined, eta: undefined },
    { api: 'Pipedrive', freeAt: '2026-05-01T12:30:00.000Z', eta: undefined },
    { api: 'Quo', freeAt: '2026-05-01T12:00:09.000Z', eta: undefined },
  ]);
});

it('leaves to a sync that waits what it says itself', () => {
  const sync = { waiting: { code: 'RATE_LIMITED', message: 'x', until: '2026-05-01T12:30:00Z' }, ended: true } as Sync;
  const budgets = ['tenant/i1', 'quo:key'].map((key) => ({ key, pausedUntil: '2026-05-01T12:30:00Z', freeInMs: 0 }));
  expect(forecastOf(budgets, sync, NOW).map(({ api }) => api)).toEqual(['Quo']);
});

it('waits for the API that is free last', () => {
  const nowMs = Date.parse('2026-01-01T12:00:00.000Z');
  const paused = { key: 'quo/1', pausedUntil: '2026-01-01T12:01:30.000Z', freeInMs: 0 };
  expect(longestWait([{ key: 'tenant/1', pausedUntil: null, freeInMs: 500 }, paused], nowMs)).toBe(90);
  expect(longestWait([{ ...paused, pausedUntil: '2026-01-01T11:00:00.000Z' }], nowMs)).toBe(0);
  expect(longestWait([], nowMs)).toBe(0);
});
