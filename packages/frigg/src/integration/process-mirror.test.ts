import { createProcesses, createRandomIds, silentLogger, type Process } from '@frigg-crm/core';
import { openMemoryStore } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { FriggProcessRows, type RowWrite } from '../test-support/frigg-process-rows.ts';
import { createFriggSystem, type FriggSystem } from '../test-support/frigg-system.ts';
import type { FriggProcessTable } from './frigg-process-table.ts';
import { createProcessMirror } from './process-mirror.ts';

const ROW = { id: 17, userId: 5, config: {}, externalIds: [] };
const PEOPLE = 230;

interface Mirrored extends FriggSystem {
  readonly table: FriggProcessRows;
  /** Lets the app work until each process has ended and its newest version is in one row. */
  untilMirrored(): Promise<void>;
}

function createMirrored({ concurrency = 1 }: { readonly concurrency?: number } = {}): Mirrored {
  const clock = createVirtualClock();
  const table = new FriggProcessRows(clock);
  const system = createFriggSystem({ people: PEOPLE, concurrency, clock, quoLatencyMs: 700, options: { processTable: () => table } });
  const isMirrored = ({ id, version, endedAt }: Process): boolean =>
    endedAt !== null && (table.of(id)[0]?.context['friggCrm'] as { version: number } | undefined)?.version === version;
  return {
    ...system,
    table,
    untilMirrored: async () =>
      system.app.until(async () => {
        const all = await system.processes();
        return all.length > 0 && all.every(isMirrored);
      }),
  };
}

/** Asserts that each process has one row, which says what became of it, in Frigg's form. */
async function expectOneRowEach({ table, processes, app }: Mirrored): Promise<void> {
  const all = await processes();
  expect(table.rows.size).toBe(all.length);
  for (const { id, state, results } of all) expect(table.of(id)).toMatchObject([{ userId: '5', integrationId: '17', state, results }]);
  expect([table.misread, app.stats.failed]).toEqual([[], []]);
}

describe("processes in Frigg's own table", () => {
  it('B20: are one row each, although two programs write them, and never go a step back', async () => {
    const system = createMirrored({ concurrency: 2 });
    await system.app.create(ROW);
    await system.untilMirrored();
    await expectOneRowEach(system);
    const { writes } = system.table;
    const pairs = writes.flatMap((write, index): [RowWrite, RowWrite][] => {
      const next = writes.slice(index + 1).find(({ id }) => id === write.id);
      return next === undefined ? [] : [[write, next]];
    });
    expect(pairs.length).toBeGreaterThan(3);
    expect(pairs.filter(([write, next]) => next.version < write.version)).toEqual([]);
    const tooOften = pairs.filter(([write, next]) => next.state === write.state && next.atMs - write.atMs < 1000);
    expect(tooOften).toEqual([]);
  });

  it('are written later when the table cannot be written, and their syncs do not notice', async () => {
    const system = createMirrored();
    system.table.before = async () => Promise.reject(new Error('the database is locked'));
    await system.app.create(ROW);
    expect((await system.untilSynced()).state).toBe('COMPLETED');
    expect(system.table.rows.size).toBe(0);
    system.table.before = async () => {};
    await system.untilMirrored();
    await expectOneRowEach(system);
  });

  it('hold an invocation up for two seconds once a minute at most, when the table does not respond', async () => {
    const [normal, hanging] = [createMirrored(), createMirrored()];
    hanging.table.before = async () => new Promise(() => {});
    for (const { app, untilSynced } of [normal, hanging]) {
      await app.create(ROW);
      expect((await untilSynced()).state).toBe('COMPLETED');
    }
    const minutes = Math.ceil(hanging.app.stats.billedMs / 60_000) + 1;
    expect(hanging.app.stats.billedMs - normal.app.stats.billedMs).toBeLessThanOrEqual(minutes * 4000);
  });

  it('get no second row when the answer to the creation of the first was lost', async () => {
    const system = createMirrored({ concurrency: 2 });
    let answers = 0;
    system.table.after = async () => {
      answers += 1;
      if (answers === 1) throw new Error('the connection was reset');
    };
    await system.app.create(ROW);
    await system.untilMirrored();
    await expectOneRowEach(system);
  });

  it('show their end again after a write that was given up has come in late', async () => {
    const system = createMirrored();
    let release = (): void => {};
    system.table.before = async ({ version }) => {
      if (system.table.writes.length !== 1 || version < 0) return;
      system.table.before = async () => {};
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    };
    await system.app.create(ROW);
    await system.app.until(async () => [...system.table.rows.values()].some(({ state }) => state === 'COMPLETED'));
    release();
    await system.clock.advance(0);
    expect([...system.table.rows.values()].some(({ state }) => state !== 'COMPLETED')).toBe(true);
    await system.untilMirrored();
    await expectOneRowEach(system);
  });

  it("name the row of their parent by Frigg's id", async () => {
    const clock = createVirtualClock();
    const [store, table] = [openMemoryStore({ clock }), new FriggProcessRows(clock)];
    const mirror = createProcessMirror({ table, store, clock, ids: createRandomIds(clock), logger: silentLogger });
    const { create, moveTo } = createProcesses({ processRepository: store.processRepository, publisher: mirror, clock });
    const data = { userId: '5', integrationId: '17', name: 'export', type: 'EXPORT' };
    const parent = await create(data);
    await moveTo(parent.id, 'RUNNING');
    await mirror.settle();
    const child = await create({ ...data, parentProcessId: parent.id });
    await moveTo(child.id, 'RUNNING');
    await mirror.settle();
    expect(table.of(child.id)).toMatchObject([{ state: 'RUNNING', parentProcessId: '1' }]);
    expect(table.misread).toEqual([]);
  });

  it('need a table of Frigg: a repository of ours is refused at the first call', async () => {
    const processTable = openMemoryStore().processRepository as unknown as FriggProcessTable;
    const { app } = createFriggSystem({ options: { processTable } });
    await expect(app.create(ROW)).rejects.toThrow('processTable has no update, findByIntegrationAndType');
  });
});
