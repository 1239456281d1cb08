import { expect, it } from 'vitest';
import { checkDependencies } from './check-dependencies.ts';

const OPTIONS = { required: ['processRepository', 'clock'], optional: ['publisher'] };

it('F31, F34: names everything that is missing or unknown at once, and what there is', () => {
  expect(() => checkDependencies('CreateProcess', { clock: null, websocketService: {}, state: 'X' }, OPTIONS)).toThrow(
    expect.objectContaining({
      code: 'CONFIGURATION_INVALID',
      message:
        'CreateProcess: processRepository, clock are required; websocketService, state are no options of it. Its options are processRepository, clock, publisher',
    }) as Error,
  );
});

it('F31: says so when no options are given at all', () => {
  for (const given of [undefined, null, 'text'])
    expect(() => checkDependencies('GetProcess', given, OPTIONS)).toThrow('GetProcess needs an object of options: processRepository');
});

it('takes an option that is undefined for left out', () => {
  expect(() => checkDependencies('X', { processRepository: {}, clock: {}, publisher: undefined, other: undefined }, OPTIONS)).not.toThrow();
  expect(() => checkDependencies('X', { processRepository: undefined, clock: {} }, OPTIONS)).toThrow('processRepository is required');
});
