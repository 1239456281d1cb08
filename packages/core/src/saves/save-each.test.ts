import { expect, it } from 'vitest';
import type { Process } from '../domain/process/process.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import { StorageError } from '../errors/storage-error.ts';
import type { SaveOutcome } from '../ports/process-repository.ts';
import { withSaveMany } from '../ports/with-save-many.ts';
import { aProcess } from '../test-support/a-process.ts';
import { createInMemoryProcesses } from '../test-support/in-memory-processes.ts';
import { saveEach } from './save-each.ts';

const named = (id: string): Process => aProcess({ id: toProcessId(id) });
const saved = (process: Process): SaveOutcome => ({ kind: 'saved', process: { ...process, version: process.version + 1 } });

/** A repository whose `saveMany` responds so. */
function responding(respond: (processes: readonly Process[]) => Promise<readonly SaveOutcome[]>) {
  const processes = createInMemoryProcesses(['a', 'b', 'c'].map(named));
  return withSaveMany(processes, respond);
}

async function outcomes(repository: Parameters<typeof saveEach>[0], processes: readonly Process[]): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(saveEach(repository, processes).results);
  return settled.map((one) => (one.status === 'fulfilled' ? `${one.value.id}@${one.value.version}` : one.reason));
}

it('gives each process its own outcome, by its place', async () => {
  const error = new Error('refused');
  const repository = responding(async ([first]) => [saved(first ?? named('')), { kind: 'failed', error }, { kind: 'untouched' }]);
  expect(await outcomes(repository, ['a', 'b', 'c'].map(named))).toEqual(['a@1', error, 'c@1']);
  expect(repository.saves.map(({ id }) => id)).toEqual(['c']);
});

it('distinguishes two saves of the very same object', async () => {
  const process = named('a');
  const conflict = new Error('old version');
  const repository = responding(async () => [saved(process), { kind: 'failed', error: conflict }]);
  expect(await outcomes(repository, [process, process])).toEqual(['a@1', conflict]);
});

it('settles those that are known while another one hangs that is saved alone', async () => {
  const repository = responding(async (processes) =>
    processes.map((process) => (process.id === 'b' ? { kind: 'untouched' } : saved(process))),
  );
  repository.beforeSave = async () => new Promise(() => {});
  const { results, shared } = saveEach(repository, ['a', 'b', 'c'].map(named));
  await shared;
  const inTime = await Promise.all([results[0], results[2]]);
  expect(inTime.map((process) => process?.version)).toEqual([1, 1]);
});

it.each<[string, (processes: readonly Process[]) => readonly (SaveOutcome | undefined)[]]>([
  ['is missing', ([first]) => [saved(first ?? named(''))]],
  ['is that of another process', ([first]) => [saved(first ?? named('')), saved(first ?? named(''))]],
  ['is of another version', ([first, second]) => [saved(first ?? named('')), { kind: 'saved', process: second ?? named('') }]],
  ['is nothing', ([first]) => [saved(first ?? named('')), undefined]],
])('never takes a process for stored whose outcome %s', async (_, respond) => {
  const repository = responding(async (processes) => respond(processes) as readonly SaveOutcome[]);
  const [first, second] = await outcomes(repository, ['a', 'b'].map(named));
  expect(first).toBe('a@1');
  expect(second).toMatchObject({ code: 'STORAGE_FAILED', retryable: true, message: expect.stringContaining('process b') as string });
});

it('rejects each when the call fails as a whole, and saves none of them again', async () => {
  const away = new StorageError('away');
  const repository = responding(async () => Promise.reject(away));
  expect(await outcomes(repository, ['a', 'b'].map(named))).toEqual([away, away]);
  expect(repository.saves).toEqual([]);
});

it('saves one alone, and each alone where the repository has no saveMany', async () => {
  const one = responding(async () => Promise.reject(new Error('not for one')));
  expect(await outcomes(one, [named('a')])).toEqual(['a@1']);
  const without = createInMemoryProcesses(['a', 'b'].map(named));
  expect(await outcomes(without, ['a', 'b', 'b', 'x'].map(named))).toEqual([
    'a@1',
    'b@1',
    expect.objectContaining({ code: 'PROCESS_CONFLICT' }),
    expect.objectContaining({ code: 'PROCESS_CONFLICT' }),
  ]);
});

it('passes the signal on, to the call and to saves alone', async () => {
  const signals: unknown[] = [];
  const { signal } = new AbortController();
  const inner = createInMemoryProcesses(['a', 'b'].map(named));
  const save = async (process: Process, options?: { readonly signal?: AbortSignal | undefined }): Promise<Process> => {
    signals.push(options?.signal);
    return inner.save(process);
  };
  const repository = withSaveMany({ ...inner, save }, async (processes, options) => {
    signals.push(options?.signal);
    return processes.map((): SaveOutcome => ({ kind: 'untouched' }));
  });
  await Promise.all(saveEach(repository, ['a', 'b'].map(named), { signal }).results);
  expect(signals).toEqual([signal, signal, signal]);
});
