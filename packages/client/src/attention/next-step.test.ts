import { expect, it } from 'vitest';
import { nextStepOf } from './next-step.ts';

const UNTIL = '2026-05-01T12:00:00.000Z';

it.each([
  ['whose account is refused', { state: 'PAUSED', waiting: { code: '0401001', message: 'The key is refused' } }, 'credentials'],
  ['that waits for a rate limit', { state: 'PROCESSING_BATCHES', waiting: { code: 'RATE_LIMITED', message: 'x', until: UNTIL } }, 'wait'],
  ['that is paused until a quota is free', { state: 'PAUSED', waiting: { code: 'RATE_LIMITED', message: 'x', until: UNTIL } }, 'wait'],
  ['that an operator has paused', { state: 'PAUSED', waiting: { code: 'OPERATOR', message: 'x' } }, undefined],
  ['that moves', { state: 'PROCESSING_BATCHES', waiting: null }, undefined],
  ['that has ended', { state: 'ERROR', ended: true, waiting: null }, undefined],
] as const)('says what to do about a sync %s', (_, sync, expected) => {
  expect(nextStepOf({ ended: false, ...sync })).toBe(expected);
});
