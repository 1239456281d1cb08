import { toEmailAddresses } from './read-email-addresses.ts';

/** @returns whether an address is among those of these texts of a CRM, whatever its case: searches of CRMs also find parts of it. */
export function hasEmailAddress(texts: readonly (string | null | undefined)[], email: string): boolean {
  const wanted = email.trim().toLowerCase();
  return texts.flatMap(toEmailAddresses).some((address) => address.toLowerCase() === wanted);
}
