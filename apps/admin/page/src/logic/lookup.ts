/** How a person is looked up: the API takes one of them. */
export type Lookup = { readonly phone: string } | { readonly crmId: string } | { readonly quoId: string };

/** How what was entered is meant. */
export type LookupKind = 'phone' | 'crmId' | 'quoId';

/** @returns what is looked up; `undefined`: nothing was entered. A number may be written with spaces and brackets. */
export function readLookup(kind: LookupKind, entered: string): Lookup | undefined {
  const text = entered.trim();
  if (text === '') return undefined;
  if (kind === 'crmId') return { crmId: text };
  if (kind === 'quoId') return { quoId: text };
  const digits = text.replaceAll(/[^\d+]/g, '');
  return { phone: digits.startsWith('+') ? digits : digits.startsWith('00') ? `+${digits.slice(2)}` : `+${digits}` };
}

/** @returns a guess of what was entered. */
export function guessKind(entered: string): LookupKind {
  const text = entered.trim();
  return /^\+?[\d\s().-]{7,20}$/.test(text) && text.replaceAll(/\D/g, '').length >= 7 ? 'phone' : 'crmId';
}
