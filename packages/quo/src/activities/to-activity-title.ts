import type { QuoDirection } from '../calls/quo-call.ts';
import { inboxNameOf, type ActivityLine } from './activity-line.ts';
import { toOneLine } from './clean-text.ts';
import type { Markup } from './markup.ts';

/** What a title says. */
export interface ActivityTitle {
  readonly kind: 'Call' | 'Message';
  /** An emoji, with the spaces that belong behind it beyond the first one. */
  readonly emoji: string;
  /** The name of a line that has none. */
  readonly unnamed: string;
  readonly direction: QuoDirection;
  readonly line: ActivityLine;
  readonly contactNumber: string;
}

/** Writes who called or wrote to whom; plain text in every format. */
export function toActivityTitle(title: ActivityTitle, markup: Markup): string {
  const { kind, direction, line } = title;
  const contact = toOneLine(title.contactNumber);
  const number = toOneLine(line.number ?? '');
  const inbox = inboxNameOf(line, title.unnamed);
  const ours = markup.hasEmoji ? `${inbox} ${number}`.trim() : number || inboxNameOf({ ...line, symbol: null }, title.unnamed);
  const [from, to] = direction === 'outgoing' ? [ours, contact] : [contact, ours];
  return markup.hasEmoji ? `${markup.emoji(title.emoji)}${kind} ${from} → ${to}` : `${kind} from ${from} to ${to}`;
}
