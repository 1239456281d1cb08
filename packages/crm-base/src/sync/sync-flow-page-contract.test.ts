import { readProgress } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { fakePeople, type FakePerson } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync, type SyncSystem } from '../test-support/sync-system.ts';
import { CURSOR_BASED, WITH_TOTAL, expectWhole } from '../test-support/whole-sync.ts';

/** A CRM that returns at most 50 people a page, whatever it is asked for. */
function withFiftyAtMost(maxBatchSize?: number): SyncSystem {
  const syncConfig = { ...WITH_TOTAL.syncConfig, ...(maxBatchSize !== undefined && { maxBatchSize }) };
  const system = createSyncSystem({ people: fakePeople(450), config: { syncConfig } });
  system.crm.tamper = (_page, { page, limit }) => {
    const start = (page ?? 0) * limit;
    return { data: system.crm.people.slice(start, start + Math.min(50, limit)), total: 450, hasMore: start + 50 < 450 };
  };
  return system;
}

it('B93, F39: asks for no more people than the CRM returns, where its connector says how many', async () => {
  const system = withFiftyAtMost(50);
  expectWhole(await runInitialSync(system), 450, 9);
  expect(new Set(system.crm.pages.map(({ limit }) => limit))).toEqual(new Set([50]));
});

it('F39: refuses a short numbered page with more to come, and names the setting', async () => {
  const process = await runInitialSync(withFiftyAtMost());
  expect(process).toMatchObject({
    state: 'ERROR',
    context: { errorCode: 'CONNECTOR_CONTRACT_BROKEN', error: expect.stringContaining('set syncConfig.maxBatchSize') as string },
  });
});

it('F39: names the connector whose cursor is no text', async () => {
  const system = createSyncSystem({ people: fakePeople(300), config: CURSOR_BASED });
  system.crm.tamper = (page) => ({ ...page, cursor: 7 as never });
  expect((await runInitialSync(system)).context['error']).toContain(
    'Connector fake: the page of Person at the given cursor names a cursor that is a number',
  );
});

describe('numbered pages without an end', () => {
  const numbered = (supportsTotal: boolean) =>
    ({ syncConfig: { paginationType: 'PAGE_BASED', supportsTotal, initialBatchSize: 10 } }) as const;

  it.each([
    ['F8: the first page under every number', () => 0],
    ['F8: the last page again and again', (page: number) => Math.min(2, page)],
    ['F8: a circle of seven pages', (page: number) => page % 7],
  ])('%s', async (_what, pageOf) => {
    const system = createSyncSystem({ people: fakePeople(100), config: numbered(false) });
    system.crm.tamper = (_page, { page }) => {
      const start = pageOf(page ?? 0) * 10;
      return { data: system.crm.people.slice(start, start + 10), hasMore: true };
    };
    const process = await runInitialSync(system);
    expect(process.context).toMatchObject({
      errorCode: 'CONNECTOR_CONTRACT_BROKEN',
      error: expect.stringContaining('page numbers') as string,
    });
    expect(system.crm.pages.length).toBeLessThan(50);
  });

  it('F8: ends where the pages end, however many the total promised', async () => {
    const system = createSyncSystem({ people: fakePeople(30), config: numbered(true) });
    system.crm.tamper = (page) => ({ ...page, total: 100_000 });
    const process = await runInitialSync(system);
    expect(process).toMatchObject({ state: 'COMPLETED', context: { processedRecords: 30 } });
    expect(process.results['aggregateData']).toMatchObject({ totalMismatch: { code: 'TOTAL_MISMATCH', total: 100_000, processed: 30 } });
    // Those that were under way when the end was met.
    expect(system.crm.pages.length).toBeLessThanOrEqual(3 + 4);
  });

  it('F8: refuses pages of a plan that repeat, or promise more than they hold', async () => {
    for (const data of [(people: FakePerson[]) => people.slice(0, 10), () => []]) {
      const system = createSyncSystem({ people: fakePeople(30), config: numbered(true) });
      system.crm.tamper = (page, params) =>
        params.page === 0 ? { ...page, total: 100_000 } : { data: data(system.crm.people), hasMore: true };
      const process = await runInitialSync(system);
      expect(process).toMatchObject({ state: 'ERROR', context: { errorCode: 'CONNECTOR_CONTRACT_BROKEN' } });
      expect(system.crm.pages.length).toBeLessThan(20);
    }
  });

  it('F8: takes pages that shift while the list grows at its front for what they are', async () => {
    const system = createSyncSystem({ people: fakePeople(60), config: numbered(false) });
    let added = 0;
    system.crm.beforePage = ({ page }) => {
      if (page !== 1 && page !== 3) return;
      const fresh = Array.from({ length: 10 }, () => ({ id: `new${(added += 1)}`, name: 'Bo', phone: `+1415555${9000 + added}` }));
      system.crm.people = [...fresh, ...system.crm.people];
    };
    expect((await runInitialSync(system)).state).toBe('COMPLETED');
  });
});

describe('cursors that a connector counts by itself', () => {
  const counting = { ...CURSOR_BASED, syncConfig: { ...CURSOR_BASED.syncConfig, initialBatchSize: 10 } };

  it.each([
    ['end when the CRM sends its first page for each of them', () => 0],
    ['end when the CRM sends its last page again and again', (page: number) => Math.min(2, page)],
    ['end when the CRM sends seven pages in a circle', (page: number) => page % 7],
  ])('%s', async (_what, pageOf) => {
    const system = createSyncSystem({ people: fakePeople(100), config: counting });
    system.crm.tamper = (_page, { cursor }) => {
      const offset = Number(cursor ?? 0);
      const start = pageOf(offset / 10) * 10;
      return { data: system.crm.people.slice(start, start + 10), hasMore: true, cursor: String(offset + 10) };
    };
    const process = await runInitialSync(system);
    expect(process.context).toMatchObject({ errorCode: 'CONNECTOR_CONTRACT_BROKEN', error: expect.stringContaining('cursors') as string });
    expect(system.crm.pages.length).toBeLessThan(50);
  });

  it('go on over pages of people without an id, which say nothing', async () => {
    const system = createSyncSystem({ people: fakePeople(1), config: counting });
    system.crm.tamper = (_page, { cursor }) => {
      const offset = Number(cursor ?? 0);
      return { data: Array.from({ length: 10 }, () => ({ name: 'Bo' }) as never), hasMore: offset < 90, cursor: String(offset + 10) };
    };
    const process = await runInitialSync(system);
    expect(process).toMatchObject({ state: 'COMPLETED', context: { processedRecords: 100 } });
  });
});

it('P11: follows an empty page that has a next one', async () => {
  const system = createSyncSystem({ people: fakePeople(300), config: CURSOR_BASED });
  system.crm.tamper = (page, { cursor }) => (cursor === '100' ? { ...page, data: [] } : page);
  const process = await runInitialSync(system);
  expect(process.state).toBe('COMPLETED');
  expect(readProgress(process).processedRecords).toBe(200);
});

it.each([
  ['the same cursor twice', (cursor: string | null) => ({ cursor: cursor ?? 'a', hasMore: true }), 'names itself'],
  [
    'cursors that go round in a circle',
    (cursor: string | null) => ({ cursor: { a: 'b', b: 'c', c: 'a' }[cursor ?? 'c'] ?? 'a', hasMore: true }),
    'named before',
  ],
  ['B13: a next page without a cursor', () => ({ cursor: null, hasMore: true }), 'names no cursor'],
])('ends in ERROR with the reason on %s', async (_what, tamper, reason) => {
  const system = createSyncSystem({ people: fakePeople(10), config: CURSOR_BASED });
  system.crm.tamper = (page, { cursor }) => ({ ...page, ...tamper(cursor) });
  const process = await runInitialSync(system);
  expect(process.state).toBe('ERROR');
  expect(process.context).toMatchObject({ errorCode: 'CONNECTOR_CONTRACT_BROKEN', error: expect.stringContaining(reason) });
});

it.each([
  ['larger than asked', { data: fakePeople(101) }, 'holds 101 people'],
  ['without a list', { data: undefined }, 'no list'],
  ['that does not say whether there are more', { hasMore: undefined }, 'hasMore'],
])('ends in ERROR with the reason on a page %s', async (_what, change, reason) => {
  const system = createSyncSystem({ people: fakePeople(10), config: CURSOR_BASED });
  system.crm.tamper = (page) => ({ ...page, ...change }) as never;
  const process = await runInitialSync(system);
  expect(process.state).toBe('ERROR');
  expect(process.context['error']).toContain(reason);
  expect(readProgress(process).processedRecords).toBe(0);
});

it('finds a circle of cursors that is longer than the work of one message', async () => {
  const config = { ...CURSOR_BASED, queueConfig: { maxOutstandingPages: 1 } };
  const system = createSyncSystem({ people: fakePeople(1), config, engine: { fetchTimeBudgetMs: 1 } });
  system.crm.tamper = (page, { cursor }) => ({ ...page, cursor: String((Number(cursor ?? 0) + 1) % 50), hasMore: true });
  const process = await runInitialSync(system);
  expect(process.context).toMatchObject({ errorCode: 'CONNECTOR_CONTRACT_BROKEN', error: expect.stringContaining('named before') });
});

it('ends in ERROR when empty pages promise further ones without an end', async () => {
  const system = createSyncSystem({ config: CURSOR_BASED });
  system.crm.tamper = (_page, { cursor }) => ({ data: [], cursor: String(Number(cursor ?? 0) + 1), hasMore: true });
  const process = await runInitialSync(system);
  expect(process.context).toMatchObject({ errorCode: 'CONNECTOR_CONTRACT_BROKEN', error: expect.stringContaining('empty pages') });
});
