import { addValue, hasValue, type IntervalSet } from '../interval-set.ts';

/** How many ids without a number are remembered. */
export const MAX_OPAQUE_IDS = 1000;

/**
 * The ids of folded updates. An id of the form `stream#7` is remembered for ever: the numbers of a stream close up to
 * intervals. Of other ids the newest {@link MAX_OPAQUE_IDS} are remembered.
 */
export interface FoldedUpdates {
  readonly streams: Readonly<Record<string, IntervalSet>>;
  readonly opaque: readonly string[];
}

export const NOTHING_FOLDED: FoldedUpdates = Object.freeze({ streams: Object.freeze({}), opaque: Object.freeze([]) });

const NUMBERED = /^(?<stream>.+)#(?<number>0|[1-9]\d{0,14})$/;

/** @returns whether an update with this id was folded before. */
export function isFolded(folded: FoldedUpdates, updateId: string): boolean {
  const numbered = parseNumbered(updateId);
  if (numbered === undefined) return folded.opaque.includes(updateId);
  return hasValue(streamOf(folded, numbered.stream), numbered.number);
}

/** @returns the memory with this id. */
export function rememberFolded(folded: FoldedUpdates, updateId: string): FoldedUpdates {
  const numbered = parseNumbered(updateId);
  if (numbered === undefined) return { ...folded, opaque: [...folded.opaque, updateId].slice(-MAX_OPAQUE_IDS) };
  const { stream, number } = numbered;
  return { ...folded, streams: { ...folded.streams, [stream]: addValue(streamOf(folded, stream), number) } };
}

function streamOf(folded: FoldedUpdates, stream: string): IntervalSet {
  return Object.hasOwn(folded.streams, stream) ? (folded.streams[stream] ?? []) : [];
}

function parseNumbered(updateId: string): { stream: string; number: number } | undefined {
  const groups = NUMBERED.exec(updateId)?.groups;
  const { stream, number } = groups ?? {};
  if (stream === undefined || number === undefined || stream === '__proto__') return undefined;
  return { stream, number: Number(number) };
}
