import { handleEachMessage } from '@frigg-crm/core';
import { aProcess } from '@frigg-crm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProgram, type ProgramTask, type RunningProgram } from './test-support/start-program.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './test-support/temporary-folder.ts';
import { isFileInUse } from './connection/is-file-in-use.ts';
import { createSqliteQueue } from './message-queue/create-sqlite-queue.ts';
import type { QueueSize } from './message-queue/sqlite-queue-options.ts';
import { openSqliteStore, type SqliteStore } from './open-sqlite-store.ts';

let folder: TemporaryFolder;
let file: string;
const programs: RunningProgram[] = [];

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  file = folder.newFile();
});

afterEach(async () => {
  await Promise.all(programs.splice(0).map(async ({ kill }) => kill()));
  await folder.remove();
});

function start(task: Omit<ProgramTask, 'file'>): RunningProgram {
  const program = startProgram({ file, ...task });
  programs.push(program);
  return program;
}

/** Consumes until nothing is left, not even in the hands of others. */
async function drain(store: SqliteStore, visibilityTimeoutSeconds = 1): Promise<readonly string[]> {
  const queue = createSqliteQueue({ store, name: 'work', visibilityTimeoutSeconds });
  const bodies: string[] = [];
  const stopping = new AbortController();
  await queue.consume(
    handleEachMessage(async ({ body }) => {
      bodies.push(body);
      const { waiting, delayed, inFlight } = await queue.size();
      // This one is in flight, too.
      if (waiting + delayed + inFlight === 1) stopping.abort();
      return { kind: 'done' };
    }),
    { signal: stopping.signal },
  );
  return bodies;
}

describe('a program that is killed', () => {
  it('has lost no save that was acknowledged, and the file is sound', async () => {
    const program = start({ role: 'save', argument: JSON.stringify(aProcess({ activeKey: null })) });
    await program.wrote(30);
    expect(await isFileInUse(file)).toBe(true);
    await program.kill();
    expect(await isFileInUse(file)).toBe(false);
    const saved = Number(program.lines.at(-1)?.split(' ')[1]);
    const store = await openSqliteStore({ file });
    const [stored] = await store.processRepository.find({});
    expect(stored?.version).toBeGreaterThanOrEqual(saved);
    expect(stored?.context).toEqual({ text: 'x'.repeat(5000), count: stored?.version });
    expect(await store.check()).toEqual({ isHealthy: true, problems: [] });
    await store.close();
  });

  it('has lost no message that was accepted', async () => {
    const program = start({ role: 'send' });
    await program.wrote(30);
    await program.kill();
    const store = await openSqliteStore({ file });
    expect(await drain(store)).toEqual(expect.arrayContaining(program.lines.slice(1)));
    await store.close();
  });

  it('gets no message again that is done, and leaves the one in its hands to others', async () => {
    const store = await openSqliteStore({ file });
    const bodies = Array.from({ length: 200 }, (_, index) => `message ${index}`);
    await createSqliteQueue({ store, name: 'work' }).send(bodies.map((body) => ({ body })));
    const program = start({ role: 'consume', argument: '1' });
    await program.wrote(50);
    await program.kill();
    const handled = program.lines.slice(1);
    const rest = await drain(store);
    // The last one may have been settled without the chance to begin another.
    const settled = handled.slice(0, -1);
    expect(rest.filter((body) => settled.includes(body))).toEqual([]);
    expect([...new Set([...handled, ...rest])].toSorted()).toEqual(bodies.toSorted());
    await store.close();
  });

  it('has its message handed out again at once when no other program has the file open, else when its visibility ends', async () => {
    const store = await openSqliteStore({ file });
    await createSqliteQueue({ store, name: 'work' }).send([{ body: 'message 1' }]);
    const program = start({ role: 'hold' });
    await program.wrote(2);
    await program.kill();
    const sizeOf = async (opened: SqliteStore): Promise<QueueSize> => createSqliteQueue({ store: opened, name: 'work' }).size();
    const beside = await openSqliteStore({ file });
    expect(await sizeOf(beside)).toEqual({ waiting: 0, delayed: 0, inFlight: 1 });
    await Promise.all([store.close(), beside.close()]);
    const alone = await openSqliteStore({ file });
    const startMs = performance.now();
    expect(await drain(alone, 30)).toEqual(['message 1']);
    expect(performance.now() - startMs).toBeLessThan(5000);
    await alone.close();
  });
});

describe('programs that start together', () => {
  it('make one file, and share its queue: each message is handled once', async () => {
    const bodies = Array.from({ length: 300 }, (_, index) => `message ${index}`);
    const handled = (): readonly string[] => consumers.flatMap(({ lines }) => lines.slice(1));
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const onLine = (): void => (handled().length >= bodies.length ? finish() : undefined);
    const consumers = [1, 2, 3].map(() => start({ role: 'consume', argument: '30', onLine }));
    const store = await openSqliteStore({ file });
    const queue = createSqliteQueue({ store, name: 'work' });
    await queue.send(bodies.slice(0, 150).map((body) => ({ body })));
    await Promise.all(consumers.map(async ({ wrote }) => wrote(1)));
    await queue.send(bodies.slice(150).map((body) => ({ body })));
    await finished;
    expect(handled().toSorted()).toEqual(bodies.toSorted());
    await store.close();
  });
});
