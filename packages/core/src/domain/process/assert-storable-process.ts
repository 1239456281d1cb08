import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import type { Process } from './process.ts';
import { isIso } from './timing.ts';

/** How deep JSON may be nested: below what every database allows, and far above what a process needs. */
const MAX_DEPTH = 64;

/**
 * Checks that every store can hold the process unchanged, so that no adapter accepts what another one would lose:
 * U+0000 (PostgreSQL has no such text), half surrogate pairs (UTF-8 has no such text), numbers and objects that JSON
 * does not know, times in another notation.
 *
 * @throws {InvalidProcessDataError} naming the field.
 */
export function assertStorableProcess(process: Process): void {
  for (const [field, value] of Object.entries(process)) {
    const fault = findStorageFault(value);
    if (fault !== undefined) throw new InvalidProcessDataError(`${field} cannot be stored: it holds ${fault}`);
  }
  for (const field of ['createdAt', 'updatedAt', 'endedAt'] as const) {
    const time = process[field];
    if (time !== null && !isIso(time))
      throw new InvalidProcessDataError(`${field} cannot be stored: write it as Date.prototype.toISOString does`);
  }
}

/** @returns whether every store can hold the text. What it cannot hold cannot be found there either. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** @returns what is in the value that no store can hold; `undefined` when it can be stored. */
export function findStorageFault(value: unknown): string | undefined {
  return findFault(value, 0);
}

function findFault(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return isStorableText(value) ? undefined : 'a text with U+0000 or half a surrogate pair';
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'a number that JSON does not know';
  if (typeof value === 'boolean' || value === null) return undefined;
  if (depth > MAX_DEPTH) return `JSON nested deeper than ${MAX_DEPTH} levels`;
  if (Array.isArray(value)) return firstFault(value, depth);
  if (Object.prototype.toString.call(value) !== '[object Object]') return `a value that JSON does not know (${typeof value})`;
  const entries = Object.entries(value as object).filter(([, inner]) => inner !== undefined);
  return firstFault(entries.flat(), depth);
}

function firstFault(values: readonly unknown[], depth: number): string | undefined {
  for (const value of values) {
    const fault = findFault(value, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
