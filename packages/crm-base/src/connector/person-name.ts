import { toVisibleText } from './visible-text.ts';

/** What a CRM knows of a name. */
export interface NameParts {
  readonly first: string | null | undefined;
  readonly last: string | null | undefined;
  /** The whole name, where the CRM has one. @defaultValue none */
  readonly whole?: string | null | undefined;
  /** What stands for a name, the best first, such as company and e-mail address. @defaultValue none */
  readonly instead?: readonly (string | null | undefined)[] | undefined;
}

/** A name as Quo takes it: it wants a first name. */
export interface PersonName {
  readonly firstName: string;
  readonly lastName: string;
}

/**
 * Reads the name of a person; names that cannot be seen are none. Where there is no first name, the whole name gives it, else
 * the last name takes its place, and the same word is not written twice.
 */
export function readPersonName({ first, last, whole, instead = [] }: NameParts): PersonName {
  const [firstName, lastName = '', wholeName] = [toVisibleText(first), toVisibleText(last), toVisibleText(whole)];
  if (firstName !== undefined) return { firstName, lastName };
  if (wholeName !== undefined && wholeName !== lastName) return { firstName: wholeName.split(/\s+/, 1)[0] ?? wholeName, lastName };
  if (lastName !== '') return { firstName: lastName, lastName: '' };
  const standIn = instead.map(toVisibleText).find((text) => text !== undefined);
  return { firstName: standIn ?? 'Unknown', lastName: '' };
}
