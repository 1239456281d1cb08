import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findNameProblem, forgetView, isNewView, MAX_VIEWS, readViews, saveView } from './saved-views.ts';

const FAILED_OF_I1 = { name: 'Failed of Acme', search: { state: 'ERROR', integrationId: 'i1' } } as const;

it('keeps a view, replaces one of its name, and forgets it', () => {
  const one = saveView([], FAILED_OF_I1);
  expect(one).toEqual([FAILED_OF_I1]);
  const changed = { name: FAILED_OF_I1.name, search: { state: 'PAUSED' } } as const;
  expect(saveView(one, changed)).toEqual([changed]);
  expect(forgetView(one, FAILED_OF_I1.name)).toEqual([]);
});

it('offers to keep what has no name yet', () => {
  expect(isNewView([], { state: 'ERROR' })).toBe(false);
  expect(isNewView([], FAILED_OF_I1.search)).toBe(true);
  expect(isNewView([FAILED_OF_I1], FAILED_OF_I1.search)).toBe(false);
});

it('says what is wrong with a name', () => {
  expect(findNameProblem('  ')).toBe('Give it a name');
  expect(findNameProblem('x'.repeat(41))).toBe('At most 40 characters');
  expect(findNameProblem('Failed')).toBe('There is a view of this name');
  expect(findNameProblem('Ünïcode 🦊')).toBeUndefined();
});

it('reads what a browser has kept, whatever it is', () => {
  expect(readViews([FAILED_OF_I1, { name: 'odd', search: { state: 'NONE' } }, null, 7, { name: 1, search: {} }])).toEqual([
    FAILED_OF_I1,
    { name: 'odd', search: {} },
  ]);
  const many = Array.from({ length: MAX_VIEWS + 1 }, (_, index) => ({ ...FAILED_OF_I1, name: `${index}` }));
  expect(readViews(many).map(({ name }) => name)).toEqual(many.slice(1).map(({ name }) => name));
  fc.assert(fc.property(fc.jsonValue(), (kept) => readViews(kept).length <= MAX_VIEWS));
});
