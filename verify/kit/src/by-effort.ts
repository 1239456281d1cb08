import { env } from 'node:process';

/**
 * Chooses how much a long test does: a little in `pnpm test`, all of it in `pnpm test:thorough` and wherever else
 * `FRIGG_CRM_TEST_EFFORT` is `full`.
 */
export function byEffort<Value>({ quick, full }: { readonly quick: Value; readonly full: Value }): Value {
  const effort = env['FRIGG_CRM_TEST_EFFORT'] ?? 'quick';
  if (effort !== 'quick' && effort !== 'full') throw new RangeError('FRIGG_CRM_TEST_EFFORT must be quick or full');
  return effort === 'full' ? full : quick;
}
