import type { MappingRepository, PersonMapping } from '@frigg-crm/core';
import type { BeginWrites, ConfirmedWrite, IntendedWrite, WriteDecision } from '@frigg-crm/core/adapter';

/** The scope that every case uses, unless it needs two. */
export const SCOPE = { integrationId: 'integration-1', objectType: 'person' };
export const CLAIM_TTL_MS = 60_000;

/** A moment of the CRM, minutes after an hour. */
export const modified = (minute: number): string => `2026-01-05T08:${String(minute).padStart(2, '0')}:00.000Z`;

export function intended(externalId: string, contentHash = 'hash-1', sourceModifiedAt: string | null = null): IntendedWrite {
  return { externalId, contentHash, sourceModifiedAt };
}

export function written(externalId: string, contentHash = 'hash-1', phoneNumbers: readonly string[] = ['+15550100']): ConfirmedWrite {
  return { externalId, contentHash, quoContactId: `quo-${externalId}`, phoneNumbers };
}

/** Begins an attempt at people. @returns its decisions. */
export async function begin(
  mappings: MappingRepository,
  claimId: string,
  people: readonly IntendedWrite[],
  more: Partial<BeginWrites> = {},
): Promise<ReadonlyMap<string, WriteDecision>> {
  return mappings.beginWrites({ ...SCOPE, claimId, people, claimTtlMs: CLAIM_TTL_MS, ...more });
}

/** Begins an attempt at one person. @returns its decision. */
export async function beginOne(
  mappings: MappingRepository,
  claimId: string,
  person: IntendedWrite,
  more: Partial<BeginWrites> = {},
): Promise<WriteDecision | undefined> {
  return (await begin(mappings, claimId, [person], more)).get(person.externalId);
}

/** Notes that an attempt has written people. */
export async function confirm(mappings: MappingRepository, claimId: string, ...people: readonly ConfirmedWrite[]): Promise<void> {
  await mappings.confirmWrites({ ...SCOPE, claimId, people });
}

/** Writes people undisturbed: one attempt that begins and confirms. */
export async function write(
  mappings: MappingRepository,
  people: readonly ConfirmedWrite[],
  more: Partial<BeginWrites> = {},
): Promise<void> {
  const { integrationId, objectType } = { ...SCOPE, ...more };
  const claimId = 'undisturbed';
  await begin(
    mappings,
    claimId,
    people.map(({ externalId, contentHash }) => intended(externalId, contentHash)),
    more,
  );
  await mappings.confirmWrites({ integrationId, objectType, claimId, people });
}

/** @returns what is known of one person. */
export async function find(mappings: MappingRepository, externalId: string): Promise<PersonMapping | undefined> {
  const [found] = await mappings.findMany({ ...SCOPE, externalIds: [externalId] });
  return found;
}

/** @returns the content that the person's contact is known to have. */
export async function knownContent(mappings: MappingRepository, externalId: string): Promise<string | null | undefined> {
  return (await find(mappings, externalId))?.contentHash;
}
