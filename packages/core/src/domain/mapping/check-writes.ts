import { isLongerThanBytes } from '../validation/is-longer-than-bytes.ts';
import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import { isStorableText } from '../process/assert-storable-process.ts';
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

/** An id is part of an index, whose entries have a limit in every store. */
export const MAX_EXTERNAL_ID_BYTES = 512;

/** From year 1000 to 9999: beyond, each database writes and each driver reads a moment in its own way. */
const YEARS = /^[1-9]\d{3}-/;

/**
 * Judges one record before it is written, so that a caller can fail this one and write the others of its page.
 * @returns what no store could hold of it, in words without contents; `undefined` when it can be stored.
 */
export function findRecordFault({
  externalId,
  contentHash = '',
}: {
  readonly externalId: string;
  readonly contentHash?: string;
}): string | undefined {
  if (!isStorableText(externalId)) return 'its id holds U+0000 or half a surrogate pair';
  if (isLongerThanBytes(externalId, MAX_EXTERNAL_ID_BYTES)) return `its id is longer than ${MAX_EXTERNAL_ID_BYTES} bytes`;
  return isStorableText(contentHash) ? undefined : 'its content hash holds U+0000 or half a surrogate pair';
}

function assertStorableRecords(people: readonly Parameters<typeof findRecordFault>[0][]): void {
  for (const [index, person] of people.entries()) {
    const fault = findRecordFault(person);
    if (fault !== undefined) throw new InvalidProcessDataError(`Record ${index} cannot be stored: ${fault}`);
  }
}

/**
 * @returns the moment as `toISOString` writes it; `null` for one outside the years 1000 to 9999, which is a mistake or a
 * placeholder and says nothing about the record.
 * @throws {InvalidProcessDataError} when the text is no moment.
 */
function toSourceMoment(text: string | null): string | null {
  const moment = text === null ? null : toIso(readMoment(text));
  return moment !== null && YEARS.test(moment) ? moment : null;
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
  assertStorableTexts([...textsOf(scope), claimId, seenIn]);
  assertStorableRecords(people);
  assertMilliseconds('claimTtlMs', claimTtlMs);
  const versions = new Map<string, IntendedWrite>();
  for (const person of people) {
    const sourceModifiedAt = toSourceMoment(person.sourceModifiedAt);
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
  const texts = people.flatMap(({ quoContactId, phoneNumbers }) => [quoContactId, ...phoneNumbers]);
  assertStorableTexts([...textsOf(scope), claimId, ...texts]);
  assertStorableRecords(people);
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
  assertStorableTexts([...textsOf(scope), processId, ...people.map(({ code }) => code)]);
  assertStorableRecords(people.map(({ externalId }) => ({ externalId })));
  return new Map(people.map(({ externalId, code }) => [externalId, { processId, code }]));
}

function textsOf({ integrationId, objectType }: MappingScope): readonly string[] {
  return [integrationId, objectType];
}
