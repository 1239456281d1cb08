/** Characters that take no room on a screen: controls, marks of direction, joiners, halves of surrogate pairs, blanks that count as letters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Letters, digits and marks that every keyboard has: nearly all numbers and addresses are made of them. */
const PLAIN = /^[ -~]*$/;

/** @returns the text without characters that cannot be seen. For numbers and addresses: in names some of them join letters. */
export function withoutInvisible(text: string): string {
  return PLAIN.test(text) ? text : text.replaceAll(INVISIBLE, '');
}

/**
 * Reads a name or another text that people see.
 * @returns the text without surrounding space, or `undefined` when nothing of it can be seen; never throws.
 */
export function toVisibleText(text: string | null | undefined): string | undefined {
  if (text == null || withoutInvisible(text).trim() === '') return undefined;
  return text.trim();
}
