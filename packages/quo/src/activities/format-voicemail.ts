import type { QuoVoicemail } from '../calls/quo-voicemail.ts';
import type { ActivityFormat } from './activity-format.ts';
import { formatDuration } from './format-duration.ts';
import { toMarkup, type Markup } from './markup.ts';

/**
 * Writes a voicemail on one line, linked where it can be listened to.
 * @returns `undefined` when there is none, or nothing to say of it yet.
 */
export function formatVoicemail(voicemail: QuoVoicemail | null, format: ActivityFormat): string | undefined {
  if (voicemail === null || isEmpty(voicemail)) return undefined;
  const markup = toMarkup(format);
  const text = toUnlinked(voicemail, markup);
  return markup.link(text, voicemail.url) ?? text;
}

/** The sections on a voicemail: how to listen to it, and what it says. */
export function toVoicemailSections(voicemail: QuoVoicemail | null, markup: Markup): readonly (readonly string[])[] {
  if (voicemail === null || isEmpty(voicemail)) return [];
  const { transcript, url } = voicemail;
  const link = markup.link('Listen to voicemail', url);
  const voicemailLine = link === undefined ? toUnlinked(voicemail, markup) : link + toLength(voicemail);
  const text = markup.block(transcript ?? '');
  return [[markup.bold('Voicemail:'), `• ${voicemailLine}`], text === '' ? [] : [markup.bold('Transcript:'), text]];
}

function toUnlinked(voicemail: QuoVoicemail, markup: Markup): string {
  return `${markup.emoji('➿')}Voicemail${toLength(voicemail)}`;
}

/** Nothing, where Quo does not say how long it is. */
function toLength({ durationSeconds }: QuoVoicemail): string {
  return durationSeconds === null || durationSeconds <= 0 ? '' : ` (${formatDuration(durationSeconds)})`;
}

/** Quo makes a voicemail known before it is worked up. */
function isEmpty(voicemail: QuoVoicemail): boolean {
  return toLength(voicemail) === '' && !voicemail.url && !voicemail.transcript;
}
