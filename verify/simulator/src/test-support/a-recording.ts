import { toIso } from '@frigg-crm/core/adapter';
import type { StateMove, SyncExport, SyncSample } from '@frigg-crm/crm-base';
import type { Chance } from '@frigg-crm/testing';

const START_MS = Date.UTC(2026, 4, 1, 12);

type Counts = SyncSample['counts'];

/** Makes up the file of a sync: some pages, of which some may fail, in one or two lives, with pauses. */
export function aRecording(chance: Chance, { ending }: { readonly ending?: 'ends' } = {}): SyncExport {
  const known = chance.integer(1, 12);
  const how = ending ?? chance.pick(['ends', 'ends', 'ends', 'is cancelled', 'is left'] as const);
  const settled = how === 'ends' ? known : chance.integer(0, known - 1);
  const isReopened = how === 'ends' && chance.strikes(0.4);
  const lost = pick(chance, known, isReopened ? 0.5 : 0.2);
  const failed = how !== 'ends' ? [] : isReopened ? lost.filter(() => chance.strikes(0.4)) : lost;
  const isRedriven = isReopened && failed.length < lost.length;
  const counts = countsOf(chance, settled - failed.length);
  const log = createLog();
  log.move('INITIALIZING');
  log.move('PROCESSING_BATCHES');
  if (chance.strikes(0.5)) {
    log.sample({ settled: chance.integer(0, Math.max(0, settled - 1)), failed: [], counts: countsOf(chance, 0), known });
    log.move('PAUSED', { code: chance.pick(['OPERATOR', 'API_UNAUTHORIZED']), until: null });
    log.move('PROCESSING_BATCHES');
  }
  if (isRedriven) {
    log.move('ERROR');
    log.sample({ settled, failed: lost, counts: countsOf(chance, 0), known });
    log.move('PROCESSING_BATCHES');
  }
  const state = how === 'is cancelled' ? 'CANCELLED' : how === 'is left' ? 'PROCESSING_BATCHES' : failed.length > 0 ? 'ERROR' : 'COMPLETED';
  log.move(state);
  const endedAt = how === 'is left' ? null : log.at();
  return {
    format: 'frigg-crm-sync',
    formatVersion: 1,
    exportedAt: log.at(),
    sync: {
      id: 'a',
      integration: 'b',
      connector: 'pipedrive',
      objectType: 'Person',
      type: chance.pick(['INITIAL', 'ONGOING']),
      kind: 'sync',
      state,
      ended: endedAt !== null,
      counts,
      pageSize: 10,
      generation: isRedriven ? 1 : 0,
      version: log.version(),
      createdAt: toIso(START_MS),
      updatedAt: log.at(),
      endedAt,
    },
    pages: {
      settled: settled === 0 ? [] : [[0, settled - 1]],
      failed: failed.map((page) => [page, page]),
      outstanding: settled === known ? [] : [[settled, known - 1]],
      known,
      isComplete: true,
    },
    failedPages: [],
    errors: [],
    states: log.states,
    samples: log.samples,
  };
}

function pick(chance: Chance, below: number, share: number): readonly number[] {
  return Array.from({ length: below }, (_, page) => page).filter(() => chance.strikes(share));
}

function countsOf(chance: Chance, pages: number): Counts {
  const synced = pages * chance.integer(1, 8);
  const [failed, skipped] = [pages * chance.integer(0, 1), pages * chance.integer(0, 2)];
  const processed = synced + failed + skipped;
  return { processed, synced, failed, skipped, stale: 0, total: processed, totalIsFinal: true };
}

interface SampleParts {
  readonly settled: number;
  readonly failed: readonly number[];
  readonly counts: Counts;
  readonly known: number;
}

function createLog() {
  const states: StateMove[] = [];
  const samples: SyncSample[] = [];
  let version = 0;
  const at = (): string => toIso(START_MS + version * 20_000);
  return {
    states,
    samples,
    at,
    version: () => version,
    move(state: string, waiting: StateMove['waiting'] = null) {
      version += 1;
      states.push({ at: at(), version: states.length === 0 ? 0 : version, state, waiting });
    },
    sample({ settled, failed, counts, known }: SampleParts) {
      const runs = (pages: readonly number[]): [number, number][] => pages.map((page) => [page, page]);
      const pages = { settled: settled === 0 ? [] : [[0, settled - 1] as [number, number]], failed: runs(failed) };
      samples.push({ at: at(), version, counts, known, isComplete: true, pages });
    },
  };
}
