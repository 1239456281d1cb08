import { toIso, type JsonValue, type ProcessErrorEntry } from '@frigg-crm/core';
import type { QuoContact } from '@frigg-crm/quo';
import type { CrmIntegration, PersonScope } from '../connector/crm-integration.ts';
import { isAccountFailure, isTransient } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { contentHash } from './content-hash.ts';
import type { PersonOutcome } from './person-outcome.ts';

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

const WITHOUT_ID: ProcessErrorEntry = { code: 'PERSON_WITHOUT_ID', message: 'The CRM sent a record without an id that is a text' };

/**
 * Makes contacts of people. One person may be on a page twice when pages shift; the second is skipped.
 * @throws when the whole account is refused.
 */
export async function preparePersons(
  integration: CrmIntegration,
  persons: readonly JsonValue[],
  scope: PersonScope,
): Promise<readonly PreparedPerson[]> {
  const seen = new Set<string>();
  const prepared: PreparedPerson[] = [];
  for (const person of persons) {
    const next = await prepare(integration, person, scope);
    const repeated = 'externalId' in next && seen.has(next.externalId);
    if ('externalId' in next) seen.add(next.externalId);
    prepared.push(repeated ? { kind: 'skipped' } : next);
  }
  return prepared;
}

async function prepare(integration: CrmIntegration, person: JsonValue, scope: PersonScope): Promise<PreparedPerson> {
  let externalId: string | undefined;
  try {
    externalId = integration.personExternalId(person, scope);
    // A connector in JavaScript may return anything, and the id travels on in messages and errors.
    if (typeof externalId !== 'string' || externalId === '') return { kind: 'failed', entry: WITHOUT_ID };
    const sourceModifiedAt = toComparableTime(integration.personModifiedAt(person));
    if (integration.isPersonDeleted(person)) return { kind: 'deleted', externalId, sourceModifiedAt };
    const made = await integration.transformPersonToQuo(person, scope);
    const contact = { source: integration.quoSource, ...made, externalId };
    return { kind: 'contact', externalId, contact, contentHash: contentHash(contact), sourceModifiedAt };
  } catch (error) {
    scope.signal?.throwIfAborted();
    return failure(error, externalId);
  }
}

/** CRMs write times in many forms; what is no time says nothing. */
function toComparableTime(time: string | undefined): string | null {
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(ms) ? null : toIso(ms);
}

/** A transformation that fails in an unknown way would fail again; only a known transient error is worth another try. */
function failure(error: unknown, externalId: string | undefined): PersonOutcome {
  if (isAccountFailure(error)) throw error;
  const isKnown = toErrorEntry(error).code !== 'UNEXPECTED_ERROR';
  if (isKnown && isTransient(error) && externalId !== undefined) return { kind: 'retry', externalId, error };
  const entry = toErrorEntry(error, externalId === undefined ? {} : { externalId });
  return { kind: 'failed', entry: isKnown ? entry : { ...entry, code: 'TRANSFORM_FAILED' } };
}
