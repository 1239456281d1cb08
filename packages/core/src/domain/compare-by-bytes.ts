const SURROGATES = 0xd800;
const BEHIND_SURROGATES = 0xe000;

/**
 * Compares texts as databases compare their UTF-8 bytes. JavaScript's `<` compares UTF-16, where an emoji comes before
 * U+FFFD; in UTF-8 it comes behind.
 */
export function compareByBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Halves of a surrogate pair stand for characters behind all others. */
function rank(unit: number): number {
  if (unit >= BEHIND_SURROGATES) return unit - BEHIND_SURROGATES + SURROGATES;
  return unit >= SURROGATES ? unit + BEHIND_SURROGATES : unit;
}
