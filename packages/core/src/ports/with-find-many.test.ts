import { expect, it } from 'vitest';
import { toProcessId } from '../domain/process/process-id.ts';
import { createSharedFinds } from '../saves/shared-finds.ts';
import { createSharedLoads } from '../saves/shared-loads.ts';
import { withDeadlines } from '../system/with-deadlines.ts';
import { aProcess } from '../test-support/a-process.ts';
import { createInMemoryDocuments } from '../test-support/in-memory-documents.ts';
import { createInMemoryProcesses } from '../test-support/in-memory-processes.ts';
import { createStillClock } from '../test-support/still-clock.ts';
import type { DocumentStore } from './document-store.ts';
import type { ProcessRepository } from './process-repository.ts';
import { withFindMany } from './with-find-many.ts';

const KEYS = ['a', 'b'].map((id) => ({ collection: 'things', integrationId: 'i1', id }));
const IDS = ['a', 'b'].map(toProcessId);

function aStore(): DocumentStore {
  return withFindMany<DocumentStore>(createInMemoryDocuments(), async (keys) => keys.map(() => undefined));
}

function aRepository(): ProcessRepository {
  return withFindMany<ProcessRepository>(createInMemoryProcesses(), async (ids) => ids.map((id) => aProcess({ id })));
}

/** Whatever wraps a port puts its own method in the place of the given one. */
function copiesOf<Port extends object>(port: Port, name: string, own: unknown): Readonly<Record<string, Port>> {
  return {
    spread: { ...port, [name]: own },
    assigned: Object.assign({}, port, { [name]: own }),
    inherited: Object.create(port, { [name]: { value: own } }) as Port,
    proxied: new Proxy(port, {
      get: (target, key, receiver) => (key === name ? own : (Reflect.get(target, key, receiver) as unknown)),
    }),
  };
}

it('lets what is searched for at the same time through a wrapper of find, each by itself', async () => {
  const seen: string[] = [];
  const find: DocumentStore['find'] = async ({ id }) => void seen.push(id);
  for (const [how, copy] of Object.entries(copiesOf(aStore(), 'find', find))) {
    seen.length = 0;
    const shared = createSharedFinds(copy, createStillClock());
    await Promise.all(KEYS.map(async (key) => shared(key)));
    expect([how, seen]).toEqual([how, ['a', 'b']]);
  }
});

it('lets processes that are loaded at the same time through a wrapper of findById, each by itself', async () => {
  const seen: string[] = [];
  const findById: ProcessRepository['findById'] = async (id) => void seen.push(id);
  for (const [how, copy] of Object.entries(copiesOf(aRepository(), 'findById', findById))) {
    seen.length = 0;
    const load = createSharedLoads(copy, createStillClock());
    expect([how, await Promise.all(IDS.map(async (id) => load(id)))]).toEqual([how, [undefined, undefined]]);
    expect([how, seen]).toEqual([how, ['a', 'b']]);
  }
});

it('sees a method that is replaced while the program runs', async () => {
  const documents = aStore();
  const shared = createSharedFinds(documents, createStillClock());
  const seen: string[] = [];
  documents.find = async ({ id }) => void seen.push(id);
  await Promise.all(KEYS.map(async (key) => shared(key)));
  expect(seen).toEqual(['a', 'b']);
});

it('stays behind a proxy that does the same to every call', async () => {
  const calls: string[] = [];
  const traced = new Proxy(aStore(), {
    get(target, key) {
      const method: unknown = Reflect.get(target, key, target);
      if (typeof method !== 'function') return method;
      return async (...args: readonly unknown[]) => {
        calls.push(String(key));
        return Reflect.apply(method, target, args) as unknown;
      };
    },
  });
  const shared = createSharedFinds(traced, createStillClock());
  await Promise.all(KEYS.map(async (key) => shared(key)));
  expect(calls).toEqual(['findMany']);
});

it('stays behind deadlines, which give each call one', async () => {
  const never = withFindMany<ProcessRepository>(createInMemoryProcesses(), async () => new Promise<never>(() => {}));
  const limited = withDeadlines(never, { clock: createStillClock(), name: 'process repository', ms: 50 });
  await expect(limited.findMany?.([])).rejects.toThrow('The process repository did not respond to findMany within 50 ms');
});
