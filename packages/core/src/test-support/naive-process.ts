import type { ExpectUnitsUpdate, OutcomeCounts, ProcessUpdate } from '../domain/process/process-update.ts';

const NOTHING: OutcomeCounts = { synced: 0, failed: 0, skipped: 0 };

/** What a process should say, kept with plain Sets, Maps and sums. */
export class NaiveProcess {
  readonly #units = new Map<number, { readonly counts: OutcomeCounts; readonly failed: boolean }>();
  readonly #metrics = new Map<string, OutcomeCounts>();
  readonly #announced: ExpectUnitsUpdate[] = [];
  #expected = 0;
  #closed = false;

  note(update: ProcessUpdate): void {
    if (update.type === 'EXPECT_UNITS') {
      this.#announced.push(update);
      this.#expected = Math.max(...this.#announced.map(({ expectedUnits }) => expectedUnits));
      this.#closed = this.#announced.some(({ expectedUnits, closed }) => closed && expectedUnits === this.#expected);
    }
    if (update.type === 'SETTLE_UNIT' && !this.#units.has(update.unit)) {
      this.#units.set(update.unit, { counts: update.counts, failed: update.outcome === 'FAILED' });
    }
    if (update.type === 'UPDATE_METRICS' && !this.#metrics.has(update.updateId)) {
      const { success = 0, errors = 0, skipped = 0 } = update.metrics;
      this.#metrics.set(update.updateId, { synced: success, failed: errors, skipped });
    }
  }

  sums(): OutcomeCounts {
    const all = [...[...this.#units.values()].map(({ counts }) => counts), ...this.#metrics.values()];
    return all.reduce(
      (sum, each) => ({ synced: sum.synced + each.synced, failed: sum.failed + each.failed, skipped: sum.skipped + each.skipped }),
      NOTHING,
    );
  }

  allSettled(): boolean {
    for (let unit = 0; unit < this.#expected; unit += 1) if (!this.#units.has(unit)) return false;
    return this.#closed;
  }

  failedUnits(): readonly number[] {
    return [...this.#units]
      .filter(([, { failed }]) => failed)
      .map(([unit]) => unit)
      .toSorted((a, b) => a - b);
  }
}
