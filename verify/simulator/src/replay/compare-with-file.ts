import { readCounts, type Process } from '@frigg-crm/core';
import type { SyncExport } from '@frigg-crm/crm-base';
import { replayedCounts, valuesOf, type ReplayPlan } from './replay-plan.ts';

/** What was played. */
interface Played {
  readonly process: Process | undefined;
  readonly states: readonly string[];
  readonly plan: ReplayPlan;
  /** How many contacts Quo holds. */
  readonly contacts: number;
  /** More went wrong than in the file: a machine that was off may have missed a pause. */
  readonly isDisturbed: boolean;
}

/** @returns what of a file is impossible, and what came out otherwise, in sentences. */
export function compareWithFile(file: SyncExport, { process, states, plan, contacts, isDisturbed }: Played): readonly string[] {
  if (process === undefined) return ['No sync was started'];
  return [
    ...findContradictions(file),
    ...compareCounts(file, process),
    ...comparePages(file, process, plan),
    ...compareStates(file, states, { ...plan, isDisturbed }),
    ...(plan.ending === 'ends' && plan.notes.length === 0 && contacts !== replayedCounts(file).synced
      ? [`Quo holds ${contacts} contacts, and ${replayedCounts(file).synced} people were counted as synced`]
      : []),
  ];
}

/** What no sync can come to, by itself. */
function findContradictions({ sync, samples, pages }: SyncExport): readonly string[] {
  const all = [...samples, { at: sync.updatedAt, counts: sync.counts, pages }];
  return all.flatMap(({ at, counts: { processed, synced, failed, skipped } }) =>
    processed === synced + failed + skipped
      ? []
      : [`At ${at} the file says ${processed} processed, which are not ${synced} + ${failed} + ${skipped}`],
  );
}

function compareCounts(file: SyncExport, process: Process): readonly string[] {
  const wanted = replayedCounts(file);
  const { synced, failed, skipped } = readCounts(process);
  // What a page had counted that failed as a whole depends on when it was given up.
  const lost = Object.values(process.ledger.failedCounts ?? {});
  const without = (count: number, name: keyof typeof wanted): number => count - lost.reduce((sum, page) => sum + page[name], 0);
  const found = { synced: without(synced, 'synced'), failed: without(failed, 'failed'), skipped: without(skipped, 'skipped') };
  return (['synced', 'failed', 'skipped'] as const).flatMap((name) =>
    found[name] === wanted[name] ? [] : [`${found[name]} people are counted as ${name}, and ${wanted[name]} in the file`],
  );
}

function comparePages({ pages }: SyncExport, { ledger }: Process, { settled, lives }: ReplayPlan): readonly string[] {
  const found = { settled: valuesOf(ledger.settled).length, failed: valuesOf(ledger.failed).length };
  const wanted = { settled, failed: valuesOf(pages.failed).length };
  const failed = new Set(valuesOf(ledger.failed));
  const others = [...(lives.at(-1)?.failedPages ?? [])].filter((page) => !failed.has(page));
  return [
    ...(found.settled === wanted.settled ? [] : [`${found.settled} pages are settled, and ${wanted.settled} in the file`]),
    ...(found.failed === wanted.failed ? [] : [`${found.failed} pages failed as a whole, and ${wanted.failed} in the file`]),
    ...(found.failed === wanted.failed && others.length > 0 ? [`Other pages failed than in the file: not ${others.join(', ')}`] : []),
  ];
}

const ENDS = ['COMPLETED', 'ERROR', 'CANCELLED'];

/** States on the way may be so short that no program has recorded them: pauses and ends are compared. */
function compareStates(
  { sync, states }: SyncExport,
  played: readonly string[],
  { ending, notes, isDisturbed }: ReplayPlan & Pick<Played, 'isDisturbed'>,
): readonly string[] {
  const marks = isDisturbed ? ENDS : ['PAUSED', ...ENDS];
  const found = played.filter((state) => marks.includes(state));
  const wanted = states.map(({ state }) => state).filter((state) => marks.includes(state));
  if (ending === 'is left') return [];
  const last = played.at(-1);
  if (last !== sync.state) return [`It ended as ${last ?? 'nothing'}, and as ${sync.state} in the file`];
  if (notes.length > 0 || found.join() === wanted.join()) return [];
  return [`Its pauses and ends are ${found.join(', ')}, and ${wanted.join(', ')} in the file`];
}
