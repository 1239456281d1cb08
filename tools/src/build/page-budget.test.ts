import { expect, it } from 'vitest';
import { findOverweight } from './page-budget.ts';

it('refuses a page that loads more at first, or has more in all, than its budget', () => {
  const budget = { firstScripts: 150 * 1024, firstStyles: 15 * 1024, everything: 320 * 1024 };
  expect(findOverweight(budget)).toEqual([]);
  expect(findOverweight({ ...budget, firstScripts: 160 * 1024 })).toEqual(['firstScripts: 160.0 KB gzipped, the budget is 150 KB']);
  expect(findOverweight({ firstScripts: 0, firstStyles: 15 * 1024 + 1, everything: 321 * 1024 })).toHaveLength(2);
});
