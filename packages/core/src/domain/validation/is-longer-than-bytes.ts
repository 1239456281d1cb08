/** @returns whether a text has more bytes in UTF-8 than that. Most texts need no encoding: a UTF-16 code unit takes three bytes at most. */
export function isLongerThanBytes(text: string, maxBytes: number): boolean {
  return text.length * 3 > maxBytes && new TextEncoder().encode(text).length > maxBytes;
}
