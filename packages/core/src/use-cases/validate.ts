import * as z from 'zod';
import { COUNTED_CONTEXT_KEYS } from '../domain/process/progress.ts';
import { InvalidProcessDataError } from '../errors/invalid-process-data-error.ts';

const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * A JSON object at a door: no arrays, nothing that JSON would lose, no key that could reach a prototype. The keys are
 * checked first, since zod's records drop `__proto__` in silence.
 */
export const jsonObjectSchema = z
  .unknown()
  .refine((value) => !hasUnsafeKey(value), { error: `must not use the keys ${[...UNSAFE_KEYS].join(', ')}`, abort: true })
  .pipe(z.record(z.string(), z.json()));

/** Context that a caller hands over: what only counting may change is refused. */
export const contextUpdatesSchema = jsonObjectSchema.refine((value) => !COUNTED_CONTEXT_KEYS.some((key) => Object.hasOwn(value, key)), {
  error: `must not set ${COUNTED_CONTEXT_KEYS.join(', ')}: they are counted, use UpdateProcessMetrics`,
});

/** An id as callers give it. */
export const idSchema = z.string().trim().min(1, 'must be a non-empty string');

/**
 * Checks a value at the door of a use case.
 * @throws {InvalidProcessDataError} with every issue in one message.
 */
export function validate<Output>(schema: z.ZodType<Output>, value: unknown, what: string): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${[what, ...issue.path.map(String)].join('.')} ${describe(issue)}`);
  throw new InvalidProcessDataError(issues.join('; '));
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `has unknown keys: ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_type') return `must be of type ${issue.expected}`;
  return issue.message;
}

function hasUnsafeKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => UNSAFE_KEYS.has(key) || hasUnsafeKey(inner));
}
