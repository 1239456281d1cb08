import { expect, it } from 'vitest';
import { aProcess } from '../../test-support/a-process.ts';
import { addMetrics, complete } from '../../test-support/updates.ts';
import { EMPTY_LEDGER } from './ledger.ts';
import { withGeneration } from './with-generation.ts';

it('F15: binds an update to the first life of a process, under its own id', () => {
  expect(withGeneration(aProcess(), complete)).toEqual({ ...complete, generation: 0 });
});

it('F15: gives the same work of a later life another id, and keeps the number of a stream at its end', () => {
  const process = aProcess({ ledger: { ...EMPTY_LEDGER, generation: 2 } });
  expect(withGeneration(process, complete)).toMatchObject({ generation: 2, updateId: 'complete:2' });
  expect(withGeneration(process, addMetrics('batch#7', { synced: 1 }))).toMatchObject({ generation: 2, updateId: 'batch:2#7' });
});
