import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import type { Process } from './process.ts';
import { isIso } from './timing.ts';

/** How deep JSON may be nested: below what every database allows, and far above what a process needs. */
const MAX_DEPTH = 64;

const BAD_TEXT = 'a text with U+0000 or half a surrogate pair';

/**
 * Checks that every store can hold the process unchanged, so that no adapter accepts what another one would lose:
 * U+0000 (PostgreSQL has no such text), half surrogate pairs (UTF-8 has no such text), numbers and objects that JSON
 * does not know, times in another notation.
 *
 * @throws {InvalidProcessDataError} naming the field.
 */
export function assertStorableProcess(process: Process): void {
  for (const field of Object.keys(process)) {
    const fault = findStorageFault(process[field as keyof Process]);
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

/** Each save walks over the whole process: without a copy of any part of it. */
function findFault(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return isStorableText(value) ? undefined : BAD_TEXT;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'a number that JSON does not know';
  if (typeof value === 'boolean' || value === null) return undefined;
  if (depth > MAX_DEPTH) return `JSON nested deeper than ${MAX_DEPTH} levels`;
  if (Array.isArray(value)) return findFaultInList(value, depth + 1);
  if (!isPlainObject(value)) return `a value that JSON does not know (${typeof value})`;
  return findFaultInObject(value, depth + 1);
}

function findFaultInList(values: readonly unknown[], depth: number): string | undefined {
  for (const value of values) {
    const fault = findFault(value, depth);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function findFaultInObject(object: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    const fault = isStorableText(key) ? findFault(value, depth) : BAD_TEXT;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Of another realm, or of a class: JSON takes it as it is.
  return prototype === Object.prototype || Object.prototype.toString.call(value) === '[object Object]';
}
