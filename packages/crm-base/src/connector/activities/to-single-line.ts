const MAX_LENGTH = 255;
/** No title is longer; what another program made so need not be read to its end. */
const READ_AT_MOST = 4000;

/** Options of {@link toSingleLine}. */
export interface SingleLineOptions {
  /** UTF-16 code units at most. @defaultValue 255 */
  readonly maxLength?: number | undefined;
  /** What is written when nothing is left. @defaultValue 'Call' */
  readonly fallback?: string | undefined;
  /** Whether emoji are taken out, for CRMs that show them as question marks. @defaultValue false */
  readonly withoutEmoji?: boolean | undefined;
}

/** Emoji, what modifies and joins them, flags and keycaps. */
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200D|\u20E3|\uFE0E|\uFE0F/gu;

/**
 * Writes a title for a field of one line of plain text, such as a subject: tags are taken out, blanks joined, and what is
 * too long ends in an ellipsis.
 */
export function toSingleLine(
  title: string,
  { maxLength = MAX_LENGTH, fallback = 'Call', withoutEmoji = false }: SingleLineOptions = {},
): string {
  const shown = withoutEmoji ? title.replace(EMOJI, '') : title;
  const line = withoutTags(shown.slice(0, READ_AT_MOST)).replace(/\s+/g, ' ').trim();
  return line === '' ? fallback : limitText(line, maxLength);
}

/**
 * Cuts a plain text that is too long for a field, with an ellipsis.
 * @param maxLength - UTF-16 code units, 1 or more.
 */
export function limitText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  // Half of a character outside the basic plane would be no text.
  return `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** What is left may form a tag again: `<<b>b>`. */
function withoutTags(text: string): string {
  const stripped = text.replace(/<\/?[a-z!][^<>]*>/gi, '');
  return stripped === text ? text : withoutTags(stripped);
}
