import type { PersonDecision } from './decide-person.ts';
import type { LookedUpPerson } from './find-persons.ts';

/** A person whom a lookup has found, as screens and programs are shown one. A type alias, so that it counts as JSON. */
export type PersonView = {
  readonly objectType: string;
  readonly crmId: string;
  /** As the CRM has it; `null`: what is stored was enough, and holds no names. */
  readonly name: string | null;
  /** The contact in Quo; `null`: no write was confirmed. */
  readonly quoId: string | null;
  /** As Quo holds them. */
  readonly phoneNumbers: string[];
  /** When the CRM changed the newest version that was written. */
  readonly modifiedAt: string | null;
  /** The last full sync that saw the person. */
  readonly seenInSyncId: string | null;
  readonly failedInSyncId: string | null;
  readonly decision: { readonly code: string; readonly message: string };
};

/** @returns the person as JSON. */
export function toPersonView({
  objectType,
  externalId: crmId,
  mapping,
  name,
  decision: { code, message },
}: Omit<LookedUpPerson, 'name'> & { readonly name?: string | undefined; readonly decision: PersonDecision }): PersonView {
  const { quoContactId: quoId = null, phoneNumbers = [], sourceModifiedAt: modifiedAt = null, seenIn = null, failure } = mapping ?? {};
  return {
    objectType,
    crmId,
    name: name ?? null,
    quoId,
    phoneNumbers: [...phoneNumbers],
    modifiedAt,
    seenInSyncId: seenIn,
    failedInSyncId: failure?.processId ?? null,
    decision: { code, message },
  };
}
