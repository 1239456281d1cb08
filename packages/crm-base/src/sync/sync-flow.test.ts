import { readProgress, toProcessId } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync } from '../test-support/sync-system.ts';
import { CURSOR_BASED, NUMBERED_WITHOUT_TOTAL, WITH_TOTAL, expectWhole } from '../test-support/whole-sync.ts';

const KINDS = { 'pages with a total': WITH_TOTAL, 'pages without a total': NUMBERED_WITHOUT_TOTAL, cursors: CURSOR_BASED };

describe.each(Object.entries(KINDS))('a sync over %s', (_kind, config) => {
  it.each([0, 1, 99, 100, 101, 200, 950])('B1, B2, B3, B4, B5, B39: completes once with the truth about %i people', async (count) => {
    const withoutPhone = (index: number): boolean => index % 50 === 7;
    const system = createSyncSystem({ people: fakePeople(count, { withoutPhone }), config });
    const process = await runInitialSync(system);
    expectWhole(process, count, Math.max(1, Math.ceil(count / 100)));
    expect(system.quo.stored.size).toBe(readProgress(process).totalSynced);
    expect(readProgress(process).totalSkipped).toBe(system.crm.people.filter(({ phone }) => phone === undefined).length);
  });

  it('counts people that Quo refuses as failed, by id and reason, and writes all others', async () => {
    const system = createSyncSystem({ people: fakePeople(300), config });
    system.quo.answer = ({ externalId }) =>
      externalId.endsWith('7') ? { kind: 'refused', externalId, code: '0801400', message: 'Quo refuses a custom field' } : undefined;
    const process = await runInitialSync(system);
    expectWhole(process, 300, 3);
    const { totalFailed, totalSynced, errors } = readProgress(process);
    expect({ totalFailed, totalSynced }).toEqual({ totalFailed: 30, totalSynced: 270 });
    expect(errors).toHaveLength(30);
    expect(errors[0]).toMatchObject({ code: '0801400', message: 'Quo refuses a custom field' });
  });

  it('B28: leaves no trace of a fetch that failed twice and then succeeded', async () => {
    const system = createSyncSystem({ people: fakePeople(250), config });
    let failures = 0;
    system.crm.beforePage = ({ page, cursor }) => {
      if ((page === 1 || cursor === '100') && (failures += 1) <= 2) throw new Error('connection reset');
    };
    const process = await runInitialSync(system);
    expectWhole(process, 250, 3);
    expect(process.context).not.toHaveProperty('error');
    expect(readProgress(process).errors).toEqual([]);
  });

  it('B14: ends in ERROR and names the page when a page cannot be fetched, with all other people written', async () => {
    const system = createSyncSystem({ people: fakePeople(250), config });
    // Later attempts request fewer persons at a time.
    system.crm.beforePage = ({ page, cursor, limit }) => {
      if ((page ?? 0) * limit + Number(cursor ?? 0) >= 200) throw new Error('connection reset');
    };
    const process = await runInitialSync(system);
    expect(process.state).toBe('ERROR');
    expect(process.context['error']).toContain('1 of 3 units failed: 2');
    expect(process.results['pages']).toEqual({ totalPages: 3, processedPages: 2, failedPages: 1 });
    expect(readProgress(process)).toMatchObject({ processedRecords: 200, totalSynced: 200, totalFailed: 0 });
    expect(readProgress(process).errors).toEqual([expect.objectContaining({ unit: 2, code: 'UNEXPECTED_ERROR' })]);
  });

  it('B29, B30: sends back only the people that failed for the moment, and counts them once', async () => {
    const system = createSyncSystem({ people: fakePeople(100), config });
    system.quo.answer = ({ externalId }) =>
      externalId === 'p42' && (system.quo.sent.get('p42') ?? 0) < 3
        ? { kind: 'unavailable', externalId, error: new Error('503') as never }
        : undefined;
    const process = await runInitialSync(system);
    expectWhole(process, 100, 1);
    expect(readProgress(process).totalFailed).toBe(0);
    expect(system.quo.sent.get('p42')).toBe(3);
    expect(system.quo.sent.get('p41')).toBe(1);
  });

  it('counts people as failed when their attempts are used up, and ends in ERROR', async () => {
    const system = createSyncSystem({ people: fakePeople(100), config });
    system.quo.answer = ({ externalId }) =>
      externalId === 'p42' ? { kind: 'unavailable', externalId, error: new Error('503') as never } : undefined;
    const process = await runInitialSync(system);
    // Not COMPLETED: the next sync would ask for changes since this one, and never look at p42 again.
    expect(process).toMatchObject({ state: 'ERROR', context: { totalRecords: 100, processedRecords: 100, errorCode: 'UNITS_FAILED' } });
    expect(readProgress(process)).toMatchObject({
      totalSynced: 99,
      totalFailed: 1,
      errors: [expect.objectContaining({ externalId: 'p42' })],
    });
    expect(system.quo.sent.get('p42')).toBe(5);
  });

  it('B31: counts every record on a page: broken, without id, deleted, listed twice', async () => {
    const people = [
      ...fakePeople(5),
      { id: 'b', name: 'broken', phone: '+14155550199' },
      { name: 'no id' },
      { id: 'd', name: 'gone', deleted: true },
    ];
    const deleting = { syncConfig: { ...config.syncConfig, deletionPolicy: 'delete' } } as const;
    const system = createSyncSystem({ people: [...people, ...people.slice(0, 1)], config: deleting });
    const process = await runInitialSync(system);
    expectWhole(process, 9, 1);
    expect(readProgress(process)).toMatchObject({ totalSynced: 5, totalFailed: 2, totalSkipped: 2 });
    expect(
      readProgress(process)
        .errors.map(({ code }) => code)
        .toSorted(),
    ).toEqual(['PERSON_WITHOUT_ID', 'TRANSFORM_FAILED']);
    expect(JSON.stringify(process)).not.toContain('cannot read');
    expect(system.quo.deleted).toEqual(['fake/d']);
  });

  it('B94: fetches people that came after the total was read', async () => {
    const system = createSyncSystem({ people: fakePeople(200), config });
    system.crm.beforePage = ({ page, cursor }) => {
      if (page === 1 || cursor === '100') system.crm.people = fakePeople(420);
    };
    expectWhole(await runInitialSync(system), 420, 5);
  });

  it('F39: completes when people vanish while it runs, and says that fewer came than were announced', async () => {
    const system = createSyncSystem({ people: fakePeople(500), config });
    system.crm.beforePage = ({ page, cursor }) => {
      if (page === 1 || cursor === '100') system.crm.people = fakePeople(150);
    };
    const process = await runInitialSync(system);
    expect(process.state).toBe('COMPLETED');
    const { totalRecords: total, ...counted } = readProgress(process);
    expect(counted).toMatchObject({ processedRecords: 150, totalSynced: 150 });
    const noted = total === 150 ? {} : { totalMismatch: { code: 'TOTAL_MISMATCH', total, processed: 150 } };
    expect(process.results['aggregateData']).toMatchObject(noted);
  });

  it('B53, B54, P2: never has more pages under way than configured, and still gets through', async () => {
    const system = createSyncSystem({ people: fakePeople(3000), config: { ...config, queueConfig: { maxOutstandingPages: 4 } } });
    let most = 0;
    system.quo.beforeBatch = async () => {
      most = Math.max(most, system.work.size.waiting + system.work.size.inFlight);
      await system.clock.sleep(1000);
    };
    expectWhole(await runInitialSync(system), 3000, 30);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(5);
  });

  it('B52, P1: passes its position on when its time is up, through far more than 16 messages', async () => {
    const system = createSyncSystem({
      people: fakePeople(3000),
      config: { ...config, queueConfig: { maxOutstandingPages: 1 } },
      engine: { fetchTimeBudgetMs: 1 },
    });
    system.quo.beforeBatch = async () => system.clock.sleep(50);
    expectWhole(await runInitialSync(system), 3000, 30);
  });
});

it('takes the numbers from a contact whose person has lost them, instead of leaving stale ones', async () => {
  const system = createSyncSystem({ people: fakePeople(1) });
  await runInitialSync(system);
  system.crm.people = [{ id: 'p0', name: 'Ana' }];
  const machine = system.boot();
  const { processIds } = await machine.integration.startInitialSync();
  const [process] = await system.untilEnded(machine, processIds);
  expect(process?.results['aggregateData']).toMatchObject({ totalSynced: 1, totalSkipped: 0 });
  expect(system.quo.stored.get('p0')?.defaultFields.phoneNumbers).toEqual([]);
});

it('fetches a page again that does not fit into a message', async () => {
  const people = fakePeople(100).map((person) => ({ ...person, name: '🎈'.repeat(1000) }));
  const system = createSyncSystem({ people, config: CURSOR_BASED });
  const process = await runInitialSync(system);
  expectWhole(process, 100, 1);
  expect(system.crm.pages).toHaveLength(2);
});

it('splits a range of pages that is too long for one message', async () => {
  const system = createSyncSystem({ people: fakePeople(1500), config: { syncConfig: { ...WITH_TOTAL.syncConfig, initialBatchSize: 1 } } });
  const process = await runInitialSync(system);
  expectWhole(process, 1500, 1500);
  expect(JSON.stringify(process.ledger).length).toBeLessThan(500);
});

it('B68, B93: fetches whole records where pages only list people, plans by what is listed, and skips who is gone', async () => {
  const system = createSyncSystem({
    people: fakePeople(950),
    config: { syncConfig: { ...WITH_TOTAL.syncConfig, returnFullRecords: false } },
  });
  system.crm.tamper = (page) => ({ ...page, data: [...page.data.slice(1), { id: 'gone', name: 'gone' }] });
  const process = await runInitialSync(system);
  expectWhole(process, 950, 10);
  expect(readProgress(process)).toMatchObject({ totalSynced: 940, totalSkipped: 10 });
});

it('counts a record whose id is no text as failed', async () => {
  const system = createSyncSystem({ people: fakePeople(2) });
  system.integration.personExternalId = (({ id }: { id: string }) => (id === 'p1' ? 7 : id)) as never;
  expect(readProgress(await runInitialSync(system))).toMatchObject({
    totalSynced: 1,
    totalFailed: 1,
    errors: [{ code: 'PERSON_WITHOUT_ID' }],
  });
});

it('goes on past a page that a slower fetch has given up', async () => {
  const system = createSyncSystem({ people: fakePeople(1000), config: CURSOR_BASED });
  const { processIds } = await system.integration.startInitialSync();
  const processId = toProcessId(processIds[0] ?? '');
  let isLate = false;
  system.quo.beforeBatch = async () => {
    const { ledger } = await system.find(processId);
    if (ledger.expectedUnits < 5 || isLate) return;
    isLate = true;
    // A second chain of messages that used up its attempts at page 2 says so late.
    await system.engine.processManager.apply([{ type: 'EXPECT_UNITS', processId, updateId: 'late', expectedUnits: 3, closed: true }]);
  };
  const [process] = await system.untilEnded(system.machine, processIds);
  expect(isLate).toBe(true);
  expect(process).toMatchObject({ state: 'COMPLETED', context: { processedRecords: 1000 } });
});

it('B12, P11: takes "" and "0" for cursors, not for their absence', async () => {
  const system = createSyncSystem({ config: CURSOR_BASED });
  const next: Record<string, string | null> = { start: '', '': '0', '0': null };
  system.crm.tamper = (_page, { cursor }) => {
    const following = next[cursor ?? 'start'] ?? null;
    return { data: [{ id: `p-${cursor ?? 'start'}`, name: 'Ana', phone: '+14155550101' }], cursor: following, hasMore: following !== null };
  };
  expectWhole(await runInitialSync(system), 3, 3);
});
