import { compareByBytes, toCanonicalJson } from '@frigg-crm/core/adapter';

/** Says which of two values counts: positive for the first, negative for the second, 0 only for equal ones. */
export type Compare<Value> = (a: Value, b: Value) => number;

/** The greater of two values; what is not known counts least. Being a maximum, it may be taken in any order. */
export function greater<Value>(a: Value, b: Value, compare: Compare<NonNullable<Value>>): Value {
  if (a === null || a === undefined) return b;
  if (b === null || b === undefined) return a;
  return compare(a, b) >= 0 ? a : b;
}

/** Of lengths of time the longer one counts. */
export const bySize: Compare<number> = (a, b) => a - b;

/** Longer texts know more. */
export const byLength: Compare<string> = (a, b) => a.length - b.length || compareByBytes(a, b);

/** Later moments count; what is no moment counts least. */
export const byTime: Compare<string> = (a, b) => toMoment(a) - toMoment(b) || compareByBytes(a, b);

/** Longer lists know more. */
export const byContent: Compare<readonly unknown[]> = (a, b) => a.length - b.length || byLength(toCanonicalJson(a), toCanonicalJson(b));

/** Orders words as listed; those that are not listed come before the word at `unlistedBefore`. */
export function byRank(words: readonly (string | null)[], unlistedBefore: string | null): Compare<string | null> {
  const rank = (word: string | null): number => (words.includes(word) ? words.indexOf(word) : words.indexOf(unlistedBefore) - 0.5);
  return (a, b) => rank(a) - rank(b) || compareByBytes(a ?? '', b ?? '');
}

/** All of both, each once, in an order that does not depend on which came first. */
export function unite(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].toSorted(compareByBytes);
}

/** Milliseconds; the year 0 stands for what cannot be read, so that differences stay numbers. */
function toMoment(text: string): number {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? -8_640_000_000_000_001 : milliseconds;
}
