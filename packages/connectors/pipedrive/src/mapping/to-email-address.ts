/**
 * Reads an e-mail address.
 * @returns it without surrounding space, or `undefined` for what has no `name@domain`; never throws.
 */
export function toEmailAddress(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const address = value.trim();
  return /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address) && address.length <= 254 ? address : undefined;
}
