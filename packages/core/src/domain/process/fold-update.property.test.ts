import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IllegalTransitionError } from '../../errors/illegal-transition-error.ts';
import { UnitsOutstandingError } from '../../errors/units-outstanding-error.ts';
import { aProcess } from '../../test-support/a-process.ts';
import { CRM_LIKE } from '../../test-support/crm-like-process-type.ts';
import { NaiveProcess } from '../../test-support/naive-process.ts';
import { TEST_START_MS } from '../../test-support/still-clock.ts';
import { addMetrics, complete, dispatched, expectUnits, goTo, settleUnit } from '../../test-support/updates.ts';
import { foldUpdate } from './fold-update.ts';
import { asObject, readProgress } from './progress.ts';
import type { Process } from './process.ts';
import type { ProcessUpdate } from './process-update.ts';

/** The updates of one run of a sync: each at least once, in any order, with repetitions. */
interface Run {
  readonly units: number;
  readonly updates: readonly ProcessUpdate[];
  /** At these steps the process goes through JSON, as if another program had loaded it. */
  readonly reloadEvery: number;
  /** How many deliveries pass until the finishing message is handled. */
  readonly completesAfter: number;
}

const counts = fc.record({ synced: fc.nat({ max: 5 }), failed: fc.nat({ max: 5 }), skipped: fc.nat({ max: 5 }) });
const outcome = fc.oneof(
  { weight: 5, arbitrary: fc.constant('PROCESSED' as const) },
  { weight: 1, arbitrary: fc.constant('FAILED' as const) },
);
/** The settlements of one unit: a repetition may well say something else than the first. */
const settlements = fc.array(fc.record({ counts, outcome }), { minLength: 1, maxLength: 3 });
const announcement = fc.record({ reached: fc.double({ min: 0, max: 1, noNaN: true }), totalRecords: fc.nat({ max: 60 }) });
const metrics = fc.record({ id: fc.nat({ max: 4 }), counts, copies: fc.integer({ min: 1, max: 2 }) });

const runs = fc
  .record({
    units: fc.array(settlements, { maxLength: 8 }),
    announcements: fc.array(announcement, { maxLength: 4 }),
    closings: fc.integer({ min: 1, max: 2 }),
    metrics: fc.array(metrics, { maxLength: 4 }),
    states: fc.subarray(['FETCHING', 'PROCESSING', 'PAUSED', 'PROCESSING-2', 'PAUSED-2', 'FETCHING-2']),
    dispatches: fc.nat({ max: 2 }),
    earlyCompletions: fc.nat({ max: 2 }),
  })
  .map(({ units, announcements, closings, metrics: measured, states, dispatches, earlyCompletions }) => ({
    units: units.length,
    updates: [
      ...units.flatMap((copies, unit) => copies.map((each) => settleUnit(unit, each.counts, { outcome: each.outcome }))),
      ...announcements.map(({ reached, totalRecords }) => expectUnits(Math.floor(reached * units.length), false, { totalRecords })),
      ...Array.from({ length: closings }, () => expectUnits(units.length, true)),
      ...measured.flatMap(({ id, counts: { synced, failed, skipped }, copies }) => {
        const update = addMetrics(`batch#${id}`, { processed: synced + failed + skipped, success: synced, errors: failed, skipped });
        return Array.from({ length: copies }, () => update);
      }),
      ...states.map((name) => goTo(name.replace('-2', ''), { updateId: `state:${name}` })),
      ...Array.from({ length: dispatches }, () => dispatched('process-1:COMPLETE_SYNC')),
      ...Array.from({ length: earlyCompletions }, () => complete),
    ],
  }));

const run: fc.Arbitrary<Run> = runs.chain(({ units, updates }) =>
  fc.record({
    units: fc.constant(units),
    updates: fc.shuffledSubarray(updates, { minLength: updates.length }),
    reloadEvery: fc.integer({ min: 1, max: 9 }),
    completesAfter: fc.nat({ max: 6 }),
  }),
);

function reload(process: Process): Process {
  const text = JSON.stringify(process);
  const loaded = JSON.parse(text) as Process;
  expect(loaded).toEqual(process);
  return loaded;
}

/** Delivers updates to the fold and to the naive reference at once, and compares them after each step. */
class Comparison {
  readonly naive = new NaiveProcess();
  process = aProcess();
  finishingEffects = 0;

  deliver(update: ProcessUpdate): void {
    const before = this.process;
    let effects: readonly unknown[] = [];
    try {
      ({ process: this.process, effects } = foldUpdate(before, update, CRM_LIKE, TEST_START_MS + 1000));
    } catch (error) {
      // Refused: a step back along the machine, or a completion that comes too early. Nothing has changed.
      if (update.type === 'UPDATE_STATE' && error instanceof IllegalTransitionError) return;
      if (update.type === 'COMPLETE_PROCESS' && (error instanceof UnitsOutstandingError || error instanceof IllegalTransitionError)) return;
      throw error;
    }
    if (before.endedAt === null) this.naive.note(update);
    this.finishingEffects += effects.length;
    this.#compare(before);
  }

  #compare(before: Process): void {
    const [was, is] = [readProgress(before), readProgress(this.process)];
    const { synced, failed, skipped } = this.naive.sums();
    const exact =
      is.totalSynced === synced &&
      is.totalFailed === failed &&
      is.totalSkipped === skipped &&
      is.processedRecords === synced + failed + skipped;
    check(exact, 'the counters differ from plain sums');
    check(is.processedRecords >= was.processedRecords, 'a counter decreased');
    check(is.totalRecords >= was.totalRecords, 'the total decreased');
    check(this.finishingEffects <= 1, 'the finishing effect came twice');
    check(this.finishingEffects === 0 || this.naive.allSettled(), 'the finishing effect came early');
    check(
      before.endedAt === null || JSON.stringify({ ...before, ledger: 0 }) === JSON.stringify({ ...this.process, ledger: 0 }),
      'an ended process changed',
    );
  }
}

function check(holds: boolean, complaint: string): void {
  if (!holds) throw new Error(complaint);
}

it('B8, B21, B22: counts each unit once and ends exactly once, whatever is repeated, late, lost or out of order', () => {
  const property = fc.property(run, ({ units, updates: delivered, reloadEvery, completesAfter }) => {
    const comparison = new Comparison();
    let sinceFinishing = 0;
    for (const [step, update] of delivered.entries()) {
      // Early completions must be refused; one that comes while a fully settled process is paused is no longer early.
      if (update !== complete || !comparison.naive.allSettled()) comparison.deliver(update);
      if (step % reloadEvery === 0) comparison.process = reload(comparison.process);
      if (comparison.finishingEffects > 0 && sinceFinishing++ === completesAfter) comparison.deliver(complete);
    }
    if (comparison.process.state === 'PAUSED') comparison.deliver(goTo('PROCESSING', { updateId: 'state:resume' }));
    check(comparison.finishingEffects === 1, 'the finishing effect never came');
    comparison.deliver(complete);
    const { process, naive } = comparison;
    const failedUnits = naive.failedUnits();
    check(process.endedAt !== null && process.state === (failedUnits.length > 0 ? 'ERROR' : 'COMPLETED'), `ended in ${process.state}`);
    if (failedUnits.length > 0)
      expect(process.context['error']).toContain(`${failedUnits.length} of ${units} units failed: ${failedUnits[0]}`);
    else if (units > 0) {
      const { totalRecords, processedRecords } = readProgress(process);
      const mismatch = asObject(process.results['aggregateData'])['totalMismatch'];
      expect(mismatch !== undefined, 'a total that was not reached is named').toBe(totalRecords !== processedRecords);
    }
    for (const update of delivered) comparison.deliver(update);
    expect(reload(comparison.process).ledger.settled).toEqual(units === 0 ? [] : [[0, units - 1]]);
  });
  fc.assert(property, { numRuns: 2500 });
});

it('reaches the same counters from the same updates in any two orders', () => {
  const property = fc.property(
    runs.chain(({ updates }) => {
      const first = updates.filter((update, index) => updates.findIndex(({ updateId }) => updateId === update.updateId) === index);
      const order = fc.shuffledSubarray(first, { minLength: first.length });
      return fc.tuple(order, order);
    }),
    ([one, other]) => {
      const [a, b] = [new Comparison(), new Comparison()];
      const counted = (update: ProcessUpdate): boolean => update.type !== 'COMPLETE_PROCESS' && update.type !== 'EFFECTS_DISPATCHED';
      for (const update of one.filter(counted)) a.deliver(update);
      for (const update of other.filter(counted)) b.deliver(update);
      expect(readProgress(a.process)).toEqual(readProgress(b.process));
      expect(a.process.ledger.settled).toEqual(b.process.ledger.settled);
    },
  );
  fc.assert(property, { numRuns: 1000 });
});
