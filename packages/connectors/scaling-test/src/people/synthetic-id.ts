const PERSON = 'person-';
const REFUSED = 'refused-';

/** @returns the id of a person; it says which one it is, and whether Quo is to refuse them. */
export function toSyntheticId(index: number, isRefused: boolean): string {
  return `${isRefused ? REFUSED : PERSON}${index}`;
}

/** @returns which person has the id, or `undefined` when no synthetic person can have it. */
export function toPersonIndex(id: string): number | undefined {
  const digits = /^(?:person|refused)-(0|[1-9]\d{0,8})$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Says whether a person was made to be refused (`refusedShare`). Give it to a sandbox of Quo, and that share of the
 * people fails there for good.
 *
 * @param externalId - The id of the person in the CRM, which is the `externalId` of the contact in Quo.
 */
export function isRefusedBySandbox(externalId: string | null | undefined): boolean {
  return externalId?.startsWith(REFUSED) === true;
}
