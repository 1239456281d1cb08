import { toIso } from '../process/timing.ts';
import { assertMilliseconds } from '../validation/assert-milliseconds.ts';
import { assertStorableTexts } from '../validation/assert-storable-texts.ts';
import { readMoment } from '../validation/read-moment.ts';
import { isLater } from './is-later.ts';
import type { MappingScope, PersonMapping } from './person-mapping.ts';
import type { ConfirmedWrite, IntendedWrite } from './person-write.ts';

interface IntendedWrites extends MappingScope {
  readonly claimId: string;
  readonly claimTtlMs: number;
  readonly seenIn?: string | undefined;
  readonly people: readonly IntendedWrite[];
}

/**
 * Checks what an attempt wants to write, for every store in the same way.
 * @returns one version of each person by external id, its moment as `toISOString` writes it: the last one, unless an
 * earlier one of the list was changed later.
 * @throws {InvalidProcessDataError} when a text cannot be stored, or a moment or the age is none.
 */
export function checkIntendedWrites({
  claimId,
  claimTtlMs,
  seenIn = '',
  people,
  ...scope
}: IntendedWrites): ReadonlyMap<string, IntendedWrite> {
  assertStorableTexts([...textsOf(scope), claimId, seenIn, ...people.flatMap(({ externalId, contentHash }) => [externalId, contentHash])]);
  assertMilliseconds('claimTtlMs', claimTtlMs);
  const versions = new Map<string, IntendedWrite>();
  for (const person of people) {
    const sourceModifiedAt = person.sourceModifiedAt === null ? null : toIso(readMoment(person.sourceModifiedAt));
    const earlier = versions.get(person.externalId)?.sourceModifiedAt ?? null;
    if (!isLater(earlier, sourceModifiedAt)) versions.set(person.externalId, { ...person, sourceModifiedAt });
  }
  return versions;
}

/**
 * Checks what an attempt has written.
 * @returns the last version of each person, by external id.
 * @throws {InvalidProcessDataError} when a text cannot be stored.
 */
export function checkConfirmedWrites({
  claimId,
  people,
  ...scope
}: MappingScope & { readonly claimId: string; readonly people: readonly ConfirmedWrite[] }): ReadonlyMap<string, ConfirmedWrite> {
  const texts = people.flatMap((one) => [one.externalId, one.contentHash, one.quoContactId, ...one.phoneNumbers]);
  assertStorableTexts([...textsOf(scope), claimId, ...texts]);
  return new Map(people.map((person) => [person.externalId, person]));
}

/**
 * Checks who could not be written.
 * @returns the last failure of each person, by external id.
 * @throws {InvalidProcessDataError} when a text cannot be stored.
 */
export function checkFailedWrites({
  processId,
  people,
  ...scope
}: MappingScope & {
  readonly processId: string;
  readonly people: readonly { readonly externalId: string; readonly code: string }[];
}): ReadonlyMap<string, NonNullable<PersonMapping['failure']>> {
  assertStorableTexts([...textsOf(scope), processId, ...people.flatMap(({ externalId, code }) => [externalId, code])]);
  return new Map(people.map(({ externalId, code }) => [externalId, { processId, code }]));
}

function textsOf({ integrationId, objectType }: MappingScope): readonly string[] {
  return [integrationId, objectType];
}
