import { expect, it } from 'vitest';
import { sumPlans, type PlanOfSync } from './sum-plans.ts';

const plan = (integrationId: string, seconds: number | undefined): PlanOfSync => ({
  integrationId,
  seconds,
  pages: 2,
  people: 200,
  writes: 100,
  crmRequests: 2,
  quoRequests: 110,
});

it('adds up what syncs take, and takes as long as the slowest integration', () => {
  expect(sumPlans([plan('i1', 30), plan('i1', 40), plan('i2', 60)])).toEqual({
    syncs: 3,
    pages: 6,
    people: 600,
    writes: 300,
    crmRequests: 6,
    quoRequests: 330,
    seconds: 70,
  });
});

it('says no time where that of one sync is unknown, and none where there is none', () => {
  expect(sumPlans([plan('i1', 30), plan('i2', undefined)]).seconds).toBeUndefined();
  expect(sumPlans([])).toMatchObject({ syncs: 0, seconds: 0 });
});
