/** Control characters, among them ESC and the eight-bit CSI, and those that change the direction of a text or break its line. */
const CONTROLS = /[\p{Cc}\u202A-\u202E\u2066-\u2069\u2028\u2029]/gu;

/** @returns the text with control characters written as JSON escapes them: a text of a CRM must not control the terminal. */
export function printable(text: string): string {
  return text.replaceAll(CONTROLS, (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`);
}

/** @returns the same for a text of several lines. In JSON it changes nothing but the notation. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
