import { createIntegrationRepository, silentLogger } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { TEST_START_MS } from '@frigg-crm/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { resolveCrmConfig } from '../connector/crm-config.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { createSyncOccurrences } from './sync-occurrences.ts';
import { SyncSchedule } from './sync-schedule.ts';

const HOUR_MS = 3_600_000;
const IDS = ['i1', 'i2', 'i3'];

/** Some programs over one store, with a clock that is set. Starts are kept as the orchestrator keeps them: one per slot. */
async function createSchedulers(sync: { readonly pollIntervalMinutes?: number; readonly cron?: string }) {
  let nowMs = TEST_START_MS;
  const documents = createMemoryDocumentStore();
  const integrations = createIntegrationRepository(documents);
  const config = resolveCrmConfig({
    personObjectTypes: [{ crmObjectName: 'Person' }],
    syncConfig: { paginationType: 'PAGE_BASED', ...sync },
  });
  const at = toIso(nowMs);
  for (const id of IDS) {
    const times = { setUpAt: at, dueAt: null, failedAttempts: 0, createdAt: at, updatedAt: at, version: 0 };
    await integrations.create({
      id,
      userId: 'u1',
      connector: 'fake',
      status: 'ENABLED',
      config: {},
      messages: [],
      lookupKeys: [],
      ...times,
    });
  }
  const starts = new Map<string, { readonly slotStartMs: number; readonly atMs: number }[]>(IDS.map((id) => [id, []]));
  let crash: 'before' | 'after' | undefined;
  const syncOrchestrator = {
    async startScheduledSync({ integration, slotStartMs }: { readonly integration: CrmIntegration; readonly slotStartMs: number }) {
      await Promise.resolve();
      if (crash === 'before') throw new Error('crashed');
      const started = starts.get(integration.integrationId) ?? [];
      const hasBegun = started.some((one) => one.slotStartMs === slotStartMs || one.atMs >= slotStartMs);
      if (!hasBegun) started.push({ slotStartMs, atMs: nowMs });
      if (crash === 'after') throw new Error('crashed');
      return true;
    },
  };
  const calls: string[] = [];
  const boot = (): SyncSchedule =>
    new SyncSchedule({
      integrations,
      documents,
      loadIntegration: async ({ id }) => {
        calls.push(id);
        return { integrationId: id, config } as Partial<CrmIntegration> as CrmIntegration;
      },
      syncOrchestrator,
      clock: { now: () => nowMs, sleep: async () => {} },
      logger: silentLogger,
    });
  const programs = [boot(), boot(), boot()];
  return {
    starts,
    calls,
    documents,
    occurrencesOf: (id: string) => createSyncOccurrences(id, config.syncConfig),
    now: () => nowMs,
    async run(passMs: number, how?: 'before' | 'after') {
      nowMs += passMs;
      crash = how;
      await Promise.all(programs.map(async (program) => program.startDue()));
      crash = undefined;
    },
    /** A program that has crashed begins anew, and knows nothing. */
    reboot: (index: number) => void (programs[index] = boot()),
  };
}

const spec = fc.constantFrom({ pollIntervalMinutes: 60 }, { pollIntervalMinutes: 5 }, { cron: '0 */2 * * *' }, { cron: '30 6 * * *' });
const act = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(30_000, 120_000, HOUR_MS / 2, HOUR_MS).map((passMs) => ({ passMs })) },
  { weight: 2, arbitrary: fc.constantFrom<'before' | 'after'>('before', 'after').map((crash) => ({ passMs: 60_000, crash })) },
  { weight: 1, arbitrary: fc.constantFrom(-3 * HOUR_MS, 30 * HOUR_MS, -400 * HOUR_MS).map((passMs) => ({ passMs })) },
  { weight: 1, arbitrary: fc.nat(2).map((reboot) => ({ passMs: 1000, reboot })) },
);

it('starts each due occurrence once, whatever the number of programs, crashes and jumps of the clock', async () => {
  await fc.assert(
    fc.asyncProperty(spec, fc.array(act, { maxLength: 30, size: 'max' }), async (sync, acts) => {
      const schedulers = await createSchedulers(sync);
      for (const { passMs, ...what } of acts) {
        if ('reboot' in what) schedulers.reboot(what.reboot);
        await schedulers.run(passMs, 'crash' in what ? what.crash : undefined);
      }
      const slots = [...schedulers.starts].flatMap(([id, started]) => started.map(({ slotStartMs }) => `${id} ${slotStartMs}`));
      expect(slots).toHaveLength(new Set(slots).size);
      // What crashed leaves its claim for five minutes; then all is as it should be, and stays so.
      await schedulers.run(400_000);
      await schedulers.run(400_000);
      for (const id of IDS) {
        const slotStartMs = schedulers.occurrencesOf(id).latest(schedulers.now()) ?? Number.NaN;
        const started = schedulers.starts.get(id) ?? [];
        expect(started.some((one) => one.slotStartMs === slotStartMs || one.atMs >= slotStartMs)).toBe(true);
      }
    }),
    { numRuns: 15 },
  );
});

it('starts one sync per occurrence while all is well, and makes up for a downtime once', async () => {
  for (const sync of [{ pollIntervalMinutes: 60 }, { cron: '0 * * * *' }]) {
    const schedulers = await createSchedulers(sync);
    await schedulers.run(0);
    for (let minute = 0; minute < 5 * 60; minute += 1) await schedulers.run(60_000);
    expect([...schedulers.starts.values()].map(({ length }) => length)).toEqual([6, 6, 6]);
    await schedulers.run(50 * HOUR_MS);
    expect([...schedulers.starts.values()].map(({ length }) => length)).toEqual([7, 7, 7]);
  }
});

it('loads an integration when it is due, and not to find out', async () => {
  const schedulers = await createSchedulers({ pollIntervalMinutes: 24 * 60 });
  await schedulers.run(0);
  const { length } = schedulers.calls;
  for (let minute = 0; minute < 60; minute += 1) await schedulers.run(10_000);
  expect(schedulers.calls).toHaveLength(length);
});

it('follows a cron expression in its time zone, over the change to summer time, spread over five minutes', () => {
  const sync = { pollIntervalMinutes: 60, cron: '0 6 * * *', cronTimeZone: 'Europe/Vienna' };
  const before = createSyncOccurrences('i1', sync).next(Date.UTC(2026, 2, 28, 0)) ?? 0;
  const after = createSyncOccurrences('i1', sync).next(Date.UTC(2026, 2, 29, 0)) ?? 0;
  expect([before - Date.UTC(2026, 2, 28, 5), after - Date.UTC(2026, 2, 29, 4)].map((ms) => ms >= 0 && ms < 300_000)).toEqual([true, true]);
  const starts = Array.from({ length: 50 }, (_, index) => createSyncOccurrences(`i${index}`, sync).next(Date.UTC(2026, 0, 1)));
  expect(new Set(starts).size).toBeGreaterThan(45);
});

it('an occurrence is the newest one exactly from its moment on', () => {
  fc.assert(
    fc.property(spec, fc.integer({ min: 0, max: 10 ** 9 }), (sync, offsetMs) => {
      const { latest, next } = createSyncOccurrences('i1', { pollIntervalMinutes: 60, cron: null, cronTimeZone: 'UTC', ...sync });
      const nowMs = TEST_START_MS + offsetMs;
      const nextMs = next(nowMs) ?? 0;
      expect(nextMs).toBeGreaterThan(nowMs);
      expect(latest(nowMs)).toBeLessThanOrEqual(nowMs);
      expect(latest(nextMs)).toBe(nextMs);
      expect(latest(nextMs - 1)).toBe(latest(nowMs));
    }),
  );
});

it.each([{ cron: 'every day' }, { cron: '0 0 30 2 *' }, { cronTimeZone: 'Moon/Tycho' }])('refuses a schedule of %j', (wrong) => {
  const config = { personObjectTypes: [{ crmObjectName: 'Person' }], syncConfig: { paginationType: 'PAGE_BASED', ...wrong } } as const;
  expect(() => resolveCrmConfig(config)).toThrow(/syncConfig\.cron/);
});
