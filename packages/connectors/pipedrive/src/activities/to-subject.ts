const MAX_LENGTH = 255;
/** No title is longer; what another program made so need not be read to its end. */
const READ_AT_MOST = 4000;

/**
 * Writes a title as the subject of an activity: one line of plain text.
 * @returns at most 255 characters; the fallback when nothing is left.
 */
export function toSubject(title: string, fallback = 'Call'): string {
  const line = withoutTags(title.slice(0, READ_AT_MOST)).replace(/\s+/g, ' ').trim();
  return line === '' ? fallback : cut(line);
}

/** What is left may form a tag again: `<<b>b>`. */
function withoutTags(text: string): string {
  const stripped = text.replace(/<\/?[a-z!][^<>]*>/gi, '');
  return stripped === text ? text : withoutTags(stripped);
}

function cut(line: string): string {
  if (line.length <= MAX_LENGTH) return line;
  // Half of a character outside the basic plane would be no text.
  return `${line.slice(0, MAX_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
