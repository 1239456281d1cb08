/** Characters that cannot be seen: controls, and those that turn the direction of the text around them. */
const INVISIBLE = /(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;

/** Makes one line of a text that a user wrote, without control characters. */
export function toOneLine(text: string): string {
  return toLines(text).join(' ').replace(/\s+/g, ' ').trim();
}

/** Splits a text that a user wrote into lines, without control characters and with at most one empty line at a time. */
export function toLines(text: string): readonly string[] {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(INVISIBLE, '')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '')
    .split('\n');
}
