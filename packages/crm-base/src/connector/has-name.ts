/**
 * @returns whether every word of `wanted` is a part of the name, whatever its case and accents: a search over all fields of
 * a CRM also finds who has the words elsewhere.
 */
export function hasName(parts: readonly (string | null | undefined)[], wanted: string): boolean {
  const name = toComparable(parts.filter((part) => part != null).join(' '));
  const words = toComparable(wanted).split(/\s+/).filter(Boolean);
  return words.length > 0 && words.every((word) => name.includes(word));
}

function toComparable(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
