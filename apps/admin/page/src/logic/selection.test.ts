import { expect, it } from 'vitest';
import { boundsOf, reduceSelection, type Selection, type SelectionStep } from './selection.ts';

function after(...steps: readonly SelectionStep[]): Selection | undefined {
  return steps.reduce<Selection | undefined>(reduceSelection, undefined);
}

it('selects by dragging in either direction', () => {
  expect(after({ type: 'start', page: 7 }, { type: 'extend', page: 3 })).toEqual({ anchor: 7, head: 3 });
  expect(boundsOf({ anchor: 7, head: 3 })).toEqual([3, 7]);
});

it('selects by keys, and stays within the pages', () => {
  const known = 10;
  expect(after({ type: 'move', by: 1, isExtending: false, known })).toEqual({ anchor: 0, head: 0 });
  expect(after({ type: 'start', page: 8 }, { type: 'move', by: 5, isExtending: true, known })).toEqual({ anchor: 8, head: 9 });
  expect(after({ type: 'start', page: 8 }, { type: 'move', by: -100, isExtending: false, known })).toEqual({ anchor: 0, head: 0 });
});

it('forgets what was selected', () => {
  expect(after({ type: 'start', page: 8 }, { type: 'clear' })).toBeUndefined();
});
