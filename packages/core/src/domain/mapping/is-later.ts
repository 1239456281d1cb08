/** @returns whether `a` is a later moment than `b`; what is not known is not later. Both as `toISOString` writes them. */
export function isLater(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a > b;
}
