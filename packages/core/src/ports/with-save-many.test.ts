import { expect, it } from 'vitest';
import { createInMemoryProcesses } from '../test-support/in-memory-processes.ts';
import { withDeadlines } from '../system/with-deadlines.ts';
import { createStillClock } from '../test-support/still-clock.ts';
import type { ProcessRepository } from './process-repository.ts';
import { withSaveMany } from './with-save-many.ts';

const saveMany = async (): Promise<readonly never[]> => [];
const other: ProcessRepository['save'] = async (process) => process;

it('adds saveMany to the same repository', async () => {
  const inner = createInMemoryProcesses();
  const repository = withSaveMany(inner, saveMany);
  expect(repository).toBe(inner);
  expect(repository.saveMany).toBe(saveMany);
});

it('hides saveMany wherever another save stands in the place of its own', () => {
  const repository = withSaveMany(createInMemoryProcesses(), saveMany);
  const copies: Readonly<Record<string, ProcessRepository>> = {
    spread: { ...repository, save: other },
    assigned: Object.assign({}, repository, { save: other }),
    inherited: Object.create(repository, { save: { value: other } }) as ProcessRepository,
    proxied: new Proxy(repository, {
      get: (target, key, receiver) => (key === 'save' ? other : (Reflect.get(target, key, receiver) as unknown)),
    }),
  };
  for (const [how, copy] of Object.entries(copies)) expect([how, copy.saveMany]).toEqual([how, undefined]);
  expect(repository.saveMany).toBe(saveMany);
  repository.save = other;
  expect(repository.saveMany).toBeUndefined();
});

it('stays behind deadlines, which give each call one', async () => {
  const never = withSaveMany(createInMemoryProcesses(), async () => new Promise<never>(() => {}));
  const limited = withDeadlines(never, { clock: createStillClock(), name: 'process repository', ms: 50 });
  await expect(limited.saveMany?.([])).rejects.toThrow('The process repository did not respond to saveMany within 50 ms');
});
