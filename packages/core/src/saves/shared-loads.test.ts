import { expect, it } from 'vitest';
import { toProcessId } from '../domain/process/process-id.ts';
import type { Process } from '../domain/process/process.ts';
import { StorageError } from '../errors/storage-error.ts';
import { aProcess } from '../test-support/a-process.ts';
import { createStillClock } from '../test-support/still-clock.ts';
import { createSharedLoads } from './shared-loads.ts';

const named = (id: string): Process => aProcess({ id: toProcessId(id) });

function createRepository(stored: readonly Process[]) {
  const calls: string[] = [];
  const find = (id: string): Process | undefined => {
    if (id === 'unreadable') throw new StorageError('cannot be read');
    return stored.find((process) => process.id === id);
  };
  return {
    calls,
    findById: async (id: string) => {
      calls.push(id);
      return find(id);
    },
    findMany: async (ids: readonly string[]) => {
      calls.push(ids.join('+'));
      return ids.map(find);
    },
  };
}

it('finds in one call what is searched for at the same time, each by its id', async () => {
  const repository = createRepository(['a', 'b'].map(named));
  const load = createSharedLoads(repository, createStillClock());
  const found = await Promise.all(['b', 'missing', 'a', 'b'].map(async (id) => load(toProcessId(id))));
  expect(found).toEqual([named('b'), undefined, named('a'), named('b')]);
  expect(repository.calls).toEqual(['b+missing+a+b']);
  expect(await load(toProcessId('a'))).toEqual(named('a'));
  expect(repository.calls[1]).toBe('a');
});

it('finds the others when one cannot be read', async () => {
  const repository = createRepository(['a', 'b'].map(named));
  const load = createSharedLoads(repository, createStillClock());
  const settled = await Promise.allSettled(['a', 'unreadable', 'b'].map(async (id) => load(toProcessId(id))));
  expect(settled).toMatchObject([{ value: named('a') }, { reason: { message: 'cannot be read' } }, { value: named('b') }]);
});
