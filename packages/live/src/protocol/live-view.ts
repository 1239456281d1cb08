import type { ProcessProgress } from '@frigg-crm/core';
import { MAX_HAVE } from './limits.ts';
import type { ServerMessage } from './messages.ts';

/** What a client shows. */
export interface LiveView {
  readonly processes: ReadonlyMap<string, ProcessProgress>;
  /** At which version a process was gone, so that a late message of before revives nothing. */
  readonly gone: ReadonlyMap<string, number>;
}

/** A client that has seen nothing yet. */
export const EMPTY_VIEW: LiveView = { processes: new Map(), gone: new Map() };

/** Ended processes and gone ones beyond these are forgotten, the oldest first. */
const MAX_PROCESSES = 5000;
const MAX_GONE = 1000;

/**
 * Folds a message into what is shown. Messages may be lost, repeated and out of order: no process ever goes back to a lower version.
 * @returns the same view when nothing changes.
 */
export function foldMessage(view: LiveView, message: ServerMessage): LiveView {
  if (message.type === 'states') return withStates(view, message.states);
  return message.type === 'gone' ? withoutGone(view, message.processes) : view;
}

/** @returns the versions to name in a subscription, those of active and of the newest processes first. */
export function haveOf(
  { processes }: LiveView,
  isWatched: (progress: ProcessProgress) => boolean = () => true,
): Readonly<Record<string, number>> {
  const watched = [...processes.values()].filter(isWatched);
  const ordered = watched.toSorted((one, other) => Number(one.ended) - Number(other.ended) || (one.timestamp < other.timestamp ? 1 : -1));
  return Object.fromEntries(ordered.slice(0, MAX_HAVE).map(({ processId, version }) => [processId, version]));
}

function withStates(view: LiveView, states: readonly ProcessProgress[]): LiveView {
  const newer = states.filter(
    ({ processId, version }) => version > (view.processes.get(processId)?.version ?? view.gone.get(processId) ?? -1),
  );
  if (newer.length === 0) return view;
  const processes = new Map(view.processes);
  const gone = new Map(view.gone);
  for (const progress of newer) {
    // One message may name a process twice.
    if (progress.version <= (processes.get(progress.processId)?.version ?? -1)) continue;
    processes.set(progress.processId, progress);
    gone.delete(progress.processId);
  }
  return { processes: withoutOldest(processes), gone };
}

function withoutGone(view: LiveView, gone: readonly { readonly processId: string; readonly version: number }[]): LiveView {
  const known = gone.filter(({ processId, version }) => version >= (view.processes.get(processId)?.version ?? 0));
  if (known.length === 0) return view;
  const processes = new Map(view.processes);
  const marks = new Map(view.gone);
  for (const { processId, version } of known) {
    processes.delete(processId);
    marks.set(processId, Math.max(version, marks.get(processId) ?? 0));
  }
  return { processes, gone: new Map([...marks].slice(-MAX_GONE)) };
}

function withoutOldest(processes: Map<string, ProcessProgress>): ReadonlyMap<string, ProcessProgress> {
  if (processes.size <= MAX_PROCESSES) return processes;
  const ended = [...processes.values()].filter((progress) => progress.ended);
  const oldest = ended.toSorted((one, other) => (one.timestamp < other.timestamp ? -1 : 1));
  for (const { processId } of oldest.slice(0, processes.size - MAX_PROCESSES)) processes.delete(processId);
  return processes;
}
