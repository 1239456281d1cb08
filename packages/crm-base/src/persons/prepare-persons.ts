import type { JsonValue, ProcessErrorEntry } from '@frigg-crm/core';
import { isStorableText } from '@frigg-crm/core/adapter';
import type { QuoContact } from '@frigg-crm/quo';
import type { PersonScope } from '../connector/crm-integration.ts';
import { isAccountFailure } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { cleanContact } from './clean-contact.ts';
import { toComparableTime } from './comparable-time.ts';
import { contentHash } from './content-hash.ts';
import { toFailedOutcome, type PersonOutcome, type PersonOutcomes } from './person-outcome.ts';
import type { PersonWriter } from './person-writer.ts';
import { transformPersons } from './transform-persons.ts';

const MAX_FRAMES = 6;

/** A person who is to be in Quo. */
export interface PreparedContact {
  readonly kind: 'contact';
  readonly externalId: string;
  readonly contact: QuoContact;
  readonly contentHash: string;
  /** ISO 8601 in UTC with milliseconds, so that texts compare as times do; `null`: the CRM does not say. */
  readonly sourceModifiedAt: string | null;
}

/** A person whom the CRM lists as deleted. */
export interface PreparedDeletion extends Pick<PreparedContact, 'externalId' | 'sourceModifiedAt'> {
  readonly kind: 'deleted';
}

/** What a person is, before anything is written. */
export type PreparedPerson = PreparedContact | PreparedDeletion | PersonOutcome;

/** What preparing needs of a {@link PersonWriter}. */
type Preparer = Pick<PersonWriter, 'integration' | 'logger'>;

/** Bytes in UTF-8 of an id: stores index them. Quo's own limit is narrower, and is checked by its client. */
const MAX_ID_BYTES = 512;

const WITHOUT_ID: ProcessErrorEntry = {
  code: 'PERSON_WITHOUT_ID',
  message: 'The CRM sent a record without an id that is a text: personExternalId of the connector has to return one',
};
const UNUSABLE_ID: ProcessErrorEntry = {
  code: 'PERSON_ID_UNUSABLE',
  message: `The CRM sent a record whose id no store can keep: longer than ${MAX_ID_BYTES} bytes, or with U+0000 or half a surrogate pair`,
};

/**
 * Makes contacts of persons. One person may be on a page twice when pages shift; the second is skipped.
 * @throws when the whole account is refused.
 */
export async function preparePersons(
  preparer: Preparer,
  persons: readonly JsonValue[],
  scope: PersonScope,
): Promise<readonly PreparedPerson[]> {
  const seen = new Set<string>();
  const identified = persons.map((person) => {
    const next = identify(preparer, person, scope);
    const repeated = 'externalId' in next && seen.has(next.externalId);
    if ('externalId' in next) seen.add(next.externalId);
    return repeated ? ({ kind: 'skipped' } as const) : next;
  });
  const pending = identified.filter((person) => person.kind === 'pending');
  const results = await transformPersons(
    preparer.integration,
    pending.map(({ person }) => person),
    scope,
  );
  const prepared = new Map(pending.map((person, index) => [person, finish(preparer, { person, result: results[index], scope })]));
  return identified.map((person) => (person.kind === 'pending' ? (prepared.get(person) ?? { kind: 'skipped' }) : person));
}

/** @returns whether a store can keep an id. */
export function isUsableId(id: unknown): id is string {
  return typeof id === 'string' && isStorableText(id) && Buffer.byteLength(id) <= MAX_ID_BYTES;
}

/** A person whose contact is still to be made. */
interface PendingPerson extends Pick<PreparedContact, 'externalId' | 'sourceModifiedAt'> {
  readonly kind: 'pending';
  readonly person: JsonValue;
}

function identify(preparer: Preparer, person: JsonValue, scope: PersonScope): PendingPerson | PreparedDeletion | PersonOutcome {
  const { integration } = preparer;
  let externalId: string | undefined;
  try {
    const id = integration.personExternalId(person, scope);
    // A connector in JavaScript may return anything, and the id travels on in messages and errors.
    if (typeof id !== 'string' || id === '') return { kind: 'failed', entry: WITHOUT_ID };
    if (!isUsableId(id)) return { kind: 'failed', entry: UNUSABLE_ID };
    externalId = id;
    const sourceModifiedAt = toComparableTime(integration.personModifiedAt(person));
    if (integration.isPersonDeleted(person)) return { kind: 'deleted', externalId, sourceModifiedAt };
    return { kind: 'pending', person, externalId, sourceModifiedAt };
  } catch (error) {
    scope.signal?.throwIfAborted();
    return failure(preparer, error, { externalId, objectType: scope.objectType });
  }
}

interface TransformedPerson {
  readonly person: PendingPerson;
  readonly result: PromiseSettledResult<QuoContact> | undefined;
  readonly scope: PersonScope;
}

function finish(preparer: Preparer, { person, result, scope }: TransformedPerson): PreparedPerson {
  const { externalId, sourceModifiedAt } = person;
  try {
    if (result?.status !== 'fulfilled') throw result?.reason;
    const contact = { ...cleanContact({ source: preparer.integration.quoSource, ...result.value }), externalId };
    return { kind: 'contact', externalId, contact, contentHash: contentHash(contact), sourceModifiedAt };
  } catch (error) {
    scope.signal?.throwIfAborted();
    return failure(preparer, error, { externalId, objectType: scope.objectType });
  }
}

/** @returns the outcome of a prepared person; a person without one was skipped. */
export function outcomeOf(person: PreparedPerson, outcomes: PersonOutcomes): PersonOutcome {
  if (person.kind !== 'contact' && person.kind !== 'deleted') return person;
  return outcomes.get(person.externalId) ?? { kind: 'skipped' };
}

/** A transformation that fails in an unknown way would fail again; only a known transient error is worth another try. */
function failure(
  { integration: { integrationId }, logger }: Preparer,
  error: unknown,
  { externalId, objectType }: { readonly externalId: string | undefined; readonly objectType: string },
): PersonOutcome {
  if (isAccountFailure(error)) throw error;
  const entry = toErrorEntry(error, externalId === undefined ? {} : { externalId });
  if (entry.code !== 'UNEXPECTED_ERROR') return externalId === undefined ? { kind: 'failed', entry } : toFailedOutcome(error, externalId);
  // Its author finds the line by this; the message may quote the person.
  const errorName = error instanceof Error ? error.name : typeof error;
  const facts = { integrationId, objectType, externalId, errorName, stack: stackFramesOf(error).join(' < ') };
  logger.warn(facts, 'person mapping failed: the connector threw an unexpected error');
  return { kind: 'failed', entry: { ...entry, code: 'TRANSFORM_FAILED' } };
}

/**
 * @returns where an error was thrown, as `function file:line:column`, innermost first. Never its message, which may quote
 * personal data.
 */
function stackFramesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  const { message, stack } = error;
  const begin = stack.indexOf(message) + message.length;
  const frames = stack.slice(begin).matchAll(/^\s+at (?:(.+) \()?(\S+:\d+:\d+)\)?$/gm);
  return [...frames].slice(0, MAX_FRAMES).map(([, name, place]) => (name === undefined ? `${place}` : `${name} ${place}`));
}
