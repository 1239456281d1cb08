/** Counts as JSON Schema does: an emoji outside the basic plane is one character, though JavaScript's `length` says two. */
export function countCharacters(text: string): number {
  return Array.from(text).length;
}
