/** One run of neighbouring numbers, both ends included. */
export type Interval = readonly [from: number, to: number];

/**
 * A set of non-negative integers, kept as sorted runs that do not touch each other. A hundred thousand settled pages
 * in a row take one pair of numbers; work done out of order costs a pair per gap, and gaps close.
 */
export type IntervalSet = readonly Interval[];

export const EMPTY_SET: IntervalSet = Object.freeze([]);

/** @returns whether `value` is in the set. */
export function hasValue(set: IntervalSet, value: number): boolean {
  const run = set[firstRunEndingAtOrAfter(set, value)];
  return run !== undefined && run[0] <= value;
}

/** @returns the set with `value`; the same set when it was there already. */
export function addValue(set: IntervalSet, value: number): IntervalSet {
  if (hasValue(set, value)) return set;
  const start = firstRunEndingAtOrAfter(set, value - 1);
  let end = start;
  let [from, to] = [value, value];
  for (let run = set[end]; run !== undefined && run[0] <= value + 1; run = set[end]) {
    from = Math.min(from, run[0]);
    to = Math.max(to, run[1]);
    end += 1;
  }
  return [...set.slice(0, start), [from, to], ...set.slice(end)];
}

/** @returns how many numbers are in the set. */
export function countValues(set: IntervalSet): number {
  return set.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

/** @returns the numbers from 0 to `end - 1` that are not in the set, as runs. */
export function missingBelow(set: IntervalSet, end: number): IntervalSet {
  const missing: Interval[] = [];
  let next = 0;
  for (const [from, to] of set) {
    if (from >= end) break;
    if (from > next) missing.push([next, from - 1]);
    next = to + 1;
  }
  if (next < end) missing.push([next, end - 1]);
  return missing;
}

/** @returns the set without the numbers of `others`. */
export function removeValues(set: IntervalSet, others: IntervalSet): IntervalSet {
  const left: Interval[] = [];
  for (const [from, to] of set) {
    let next = from;
    for (const [start, end] of others) {
      if (end < next || start > to) continue;
      if (start > next) left.push([next, start - 1]);
      next = end + 1;
    }
    if (next <= to) left.push([next, to]);
  }
  return left;
}

/** @returns the numbers of the set that are in one of `runs` as well, which may overlap and be in any order. */
export function keepValues(set: IntervalSet, runs: readonly Interval[]): IntervalSet {
  const sorted = runs.toSorted(([a], [b]) => a - b);
  return removeValues(set, removeValues(set, sorted));
}

/** Walks over the numbers of a set, smallest first. */
export function* eachValue(set: IntervalSet): Generator<number> {
  for (const [from, to] of set) for (let value = from; value <= to; value += 1) yield value;
}

/** Binary search: the index of the first run whose end is not below `value`. */
function firstRunEndingAtOrAfter(set: IntervalSet, value: number): number {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const run = set[middle];
    if (run !== undefined && run[1] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
