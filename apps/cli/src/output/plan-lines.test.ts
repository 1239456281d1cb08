import { expect, it } from 'vitest';
import { workLines } from './plan-lines.ts';

it('says the budget and the time that a plan takes, and nothing where it takes none', () => {
  expect(workLines({ crmRequests: 1, quoRequests: 1050, seconds: 105 })).toEqual([
    'at most 1 request to the CRM and 1,050 requests to Quo, about 1 min 45 s when it is as fast as before',
  ]);
  expect(workLines({ crmRequests: 2, quoRequests: 0, seconds: null })).toEqual([
    'at most 2 requests to the CRM and 0 requests to Quo, how long is not known before a first sync',
  ]);
  expect(workLines({ crmRequests: 0, quoRequests: 0, seconds: 0 })).toEqual([]);
});
