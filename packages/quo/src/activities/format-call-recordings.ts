import type { QuoRecording } from '../calls/quo-recording.ts';
import type { ActivityFormat } from './activity-format.ts';
import { formatDuration } from './format-duration.ts';
import { toMarkup, type Markup } from './markup.ts';

/**
 * Writes the recordings of a call on one line, linked where they can be listened to.
 * @param recordings - In their order; those that are not completed are left out.
 * @param callDurationSeconds - Stands in for the length of a single recording whose own is unknown.
 * @returns `undefined` when there is none.
 */
export function formatCallRecordings(
  recordings: readonly QuoRecording[],
  callDurationSeconds: number | null,
  format: ActivityFormat,
): string | undefined {
  return toRecordingsLine(recordings, callDurationSeconds, toMarkup(format));
}

/** As `formatCallRecordings`, with a writer that is there already. */
export function toRecordingsLine(
  recordings: readonly QuoRecording[],
  callDurationSeconds: number | null,
  markup: Markup,
): string | undefined {
  const [first, ...others] = withoutRepetitions(recordings.filter(({ status }) => status === null || status === 'completed'));
  if (first === undefined) return undefined;
  const emoji = markup.emoji('▶️');
  if (others.length === 0) {
    const text = `${emoji}Recording (${formatDuration(first.durationSeconds ?? callDurationSeconds)})`;
    return markup.link(text, first.url) ?? text;
  }
  const parts = [first, ...others].map(({ url, durationSeconds }, index) => {
    const text = `Part ${index + 1} (${formatDuration(durationSeconds)})`;
    return markup.link(text, url) ?? text;
  });
  return `${emoji}Recordings: ${parts.join(' | ')}`;
}

/** Old events name no ids: their recordings come again under the same address, from the API, with one. */
function withoutRepetitions(recordings: readonly QuoRecording[]): readonly QuoRecording[] {
  const unnamed = new Map(recordings.filter(({ id }) => id === null).map((recording) => [recording.url, recording]));
  const named = new Set(recordings.filter(({ id }) => id !== null).map(({ url }) => url));
  return recordings.flatMap((recording) => {
    if (recording.url === null) return [recording];
    if (recording.id === null) return named.has(recording.url) ? [] : [recording];
    return [{ ...recording, durationSeconds: recording.durationSeconds ?? unnamed.get(recording.url)?.durationSeconds ?? null }];
  });
}
