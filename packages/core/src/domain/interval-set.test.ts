import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  EMPTY_SET,
  addValue,
  countValues,
  eachValue,
  hasValue,
  keepValues,
  missingBelow,
  removeValues,
  type IntervalSet,
} from './interval-set.ts';

const setOf = (values: Iterable<number>): IntervalSet => [...values].reduce(addValue, EMPTY_SET);
const ascending = (a: number, b: number): number => a - b;

it('closes a gap between two runs into one run', () => {
  expect(setOf([0, 1, 3, 4])).toEqual([
    [0, 1],
    [3, 4],
  ]);
  expect(setOf([0, 1, 3, 4, 2])).toEqual([[0, 4]]);
});

it('lengthens a run at either end', () => {
  expect(setOf([5, 6])).toEqual([[5, 6]]);
  expect(setOf([5, 4])).toEqual([[4, 5]]);
});

it('keeps what is in runs that overlap and have no order', () => {
  expect(
    keepValues(setOf([0, 1, 2, 5, 7, 8, 9]), [
      [8, 20],
      [1, 6],
      [2, 3],
    ]),
  ).toEqual([
    [1, 2],
    [5, 5],
    [8, 9],
  ]);
  expect(keepValues(setOf([3]), [])).toEqual([]);
});

it('returns the same set when the value is in it already', () => {
  const set = setOf([1, 2, 3]);
  expect(addValue(set, 2)).toBe(set);
});

it('keeps a hundred thousand neighbours as one pair of numbers', () => {
  let set = EMPTY_SET;
  for (let value = 0; value < 100_000; value += 1) set = addValue(set, value);
  expect(set).toEqual([[0, 99_999]]);
  expect(countValues(set)).toBe(100_000);
});

it('names the missing numbers as runs, the open end included', () => {
  expect(missingBelow(setOf([2, 3, 7]), 10)).toEqual([
    [0, 1],
    [4, 6],
    [8, 9],
  ]);
  expect(missingBelow(EMPTY_SET, 3)).toEqual([[0, 2]]);
  expect(missingBelow(setOf([0, 1, 2]), 3)).toEqual([]);
  expect(missingBelow(setOf([5]), 0)).toEqual([]);
});

it('works up to the greatest exact number', () => {
  const last = Number.MAX_SAFE_INTEGER;
  const set = setOf([last, last - 1]);
  expect(set).toEqual([[last - 1, last]]);
  expect(hasValue(set, last)).toBe(true);
  expect(missingBelow(set, last)).toEqual([[0, last - 2]]);
});

it('holds what a Set holds, whatever is added in whatever order', () => {
  const values = fc.array(fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 4000 })), { maxLength: 60 });
  const property = fc.property(values, fc.nat({ max: 60 }), (added, end) => {
    const reference = new Set(added);
    const set = setOf(added);
    expect([...eachValue(set)]).toEqual([...reference].toSorted(ascending));
    expect(countValues(set)).toBe(reference.size);
    for (let value = 0; value <= 41; value += 1)
      if (hasValue(set, value) !== reference.has(value)) throw new Error(`hasValue is wrong for ${value}`);
    expect([...eachValue(missingBelow(set, end))]).toEqual(
      Array.from({ length: end }, (_, value) => value).filter((value) => !reference.has(value)),
    );
  });
  fc.assert(property, { numRuns: 3000 });
});

it('keeps its runs sorted and apart, however they came about', () => {
  const property = fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 60 }), (added) => {
    const bounds = setOf(added).flat();
    for (const [index, bound] of bounds.entries()) {
      const next = bounds[index + 1];
      if (next !== undefined && next - bound < (index % 2 === 0 ? 0 : 2)) throw new Error(`runs touch: ${bounds.join(' ')}`);
    }
  });
  fc.assert(property, { numRuns: 2500 });
});

it('takes numbers out as a plain Set does', () => {
  const numbers = fc.uniqueArray(fc.nat({ max: 40 }));
  const property = fc.property(numbers, numbers, (all, others) => {
    const toSet = (values: readonly number[]): IntervalSet => values.reduce<IntervalSet>(addValue, []);
    const left = all.filter((value) => !others.includes(value)).toSorted((a, b) => a - b);
    expect([...eachValue(removeValues(toSet(all), toSet(others)))]).toEqual(left);
  });
  fc.assert(property);
});
