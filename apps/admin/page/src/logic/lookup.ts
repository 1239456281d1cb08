/** How a person is looked up: the API takes one of them. */
export type Lookup =
  | { readonly phone: string }
  | { readonly email: string }
  | { readonly name: string }
  | { readonly crmId: string }
  | { readonly quoId: string };

/** How what was entered is meant. */
export type LookupKind = 'phone' | 'email' | 'name' | 'crmId' | 'quoId';

/** @returns what is looked up; `undefined`: nothing was entered. A number may be written with spaces and brackets. */
export function readLookup(kind: LookupKind, entered: string): Lookup | undefined {
  const text = entered.trim();
  if (text === '') return undefined;
  if (kind === 'email') return { email: text };
  if (kind === 'name') return { name: text };
  if (kind === 'crmId') return { crmId: text };
  if (kind === 'quoId') return { quoId: text };
  const digits = text.replaceAll(/[^\d+]/g, '');
  return { phone: digits.startsWith('+') ? digits : digits.startsWith('00') ? `+${digits.slice(2)}` : `+${digits}` };
}

/** @returns a guess of what was entered. Ids have digits or no spaces, names have neither digits nor signs. */
export function guessKind(entered: string): LookupKind {
  const text = entered.trim();
  if (text.includes('@')) return 'email';
  if (/^\+?[\d\s().-]{7,20}$/.test(text) && text.replaceAll(/\D/g, '').length >= 7) return 'phone';
  return /^\p{L}[\p{L}\p{M}\s'’.-]+$/u.test(text) ? 'name' : 'crmId';
}
