import type { QuoMedia, QuoMessage } from '../messages/quo-message.ts';
import type { ActivityFormat, ActivityText } from './activity-format.ts';
import type { ActivityLine } from './activity-line.ts';
import { toMarkup, type Markup } from './markup.ts';
import { toActivityTitle } from './to-activity-title.ts';
import { toLinkSection } from './to-link-section.ts';
import { UNKNOWN_USER } from './user-name-of.ts';

/** A text message as one contact had it. */
export interface MessageActivityModel {
  readonly message: QuoMessage;
  readonly line: ActivityLine;
  /** E.164. */
  readonly contactNumber: string;
  /** Of the sender, where the message went out; `null`: unknown. */
  readonly userName: string | null;
}

const MEDIA_KINDS: ReadonlyMap<string, string> = new Map([
  ['image', 'Image'],
  ['video', 'Video'],
  ['audio', 'Audio'],
]);

/**
 * Writes a text message for a CRM: title, text, what came with it, link.
 *
 * @example
 * ```ts
 * const { title, content } = renderMessage({ message, line, contactNumber: '+14155550199', userName: null }, { format: 'markdown' });
 * ```
 */
export function renderMessage({ message, line, contactNumber, userName }: MessageActivityModel, format: ActivityFormat): ActivityText {
  const markup = toMarkup(format);
  const { direction, text, media, deepLink } = message;
  const begin = direction === 'outgoing' ? `${markup.line(userName ?? '') || UNKNOWN_USER} sent` : 'Received';
  return {
    title: toActivityTitle({ kind: 'Message', emoji: '💬', unnamed: 'Quo Inbox', direction, line, contactNumber }, markup),
    content: markup.compose([
      [`${begin}: ${markup.block(text) || '(no text)'}`],
      toMediaSection(media, markup),
      toLinkSection('View the message activity in Quo', deepLink, markup),
    ]),
  };
}

function toMediaSection(media: readonly QuoMedia[], markup: Markup): readonly string[] {
  if (media.length === 0) return [];
  return [markup.bold('Attachments:'), ...media.map((item) => `• ${markup.link(toLabel(item), item.url) ?? toLabel(item)}`)];
}

function toLabel({ type }: QuoMedia): string {
  return MEDIA_KINDS.get(type?.split('/')[0] ?? '') ?? 'File';
}
