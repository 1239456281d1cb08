import type { CallOptions, JsonValue, OutcomeCounts, ProcessErrorEntry } from '@frigg-crm/core';
import type { QuoContact, UpsertOutcome } from '@frigg-crm/quo';
import type { CrmIntegration, PersonScope } from '../integration/crm-integration.ts';
import { isAccountFailure, isTransient, toErrorEntry } from './retry-delay.ts';

/** What became of some people. */
export interface SyncedPersons {
  readonly counts: OutcomeCounts;
  readonly errors: readonly ProcessErrorEntry[];
  /** Those that may succeed later, with the reason; they are in none of the counts. */
  readonly retry: readonly { readonly person: JsonValue; readonly externalId: string; readonly error: unknown }[];
}

const WITHOUT_ID: ProcessErrorEntry = { code: 'PERSON_WITHOUT_ID', message: 'The CRM sent a record without an id that is a text' };

/** What a person is, before anything is written. */
type Prepared =
  | { readonly kind: 'contact'; readonly externalId: string; readonly contact: QuoContact }
  | { readonly kind: 'delete'; readonly externalId: string }
  | { readonly kind: 'skip' }
  | { readonly kind: 'fail'; readonly entry: ProcessErrorEntry }
  | { readonly kind: 'retry'; readonly externalId: string; readonly error: unknown };

type Settled = { readonly kind: 'synced' | 'skip' } | Extract<Prepared, { kind: 'fail' | 'retry' }>;

/**
 * Writes people of one object type to Quo. Each person has an outcome of their own: a record that cannot be read or
 * that Quo refuses harms no other.
 * @throws {ApiUnauthorizedError} when the whole account is refused.
 */
export async function syncPersons(integration: CrmIntegration, persons: readonly JsonValue[], scope: PersonScope): Promise<SyncedPersons> {
  const prepared = await prepareAll(integration, persons, scope);
  const outcomes = await upsert(integration, prepared, scope);
  const settled = await Promise.all(prepared.map(async (person) => settle(integration, person, outcomes, scope)));
  return summarise(persons, settled);
}

/** One person may be on a page twice when pages shift; the second is skipped. */
async function prepareAll(integration: CrmIntegration, persons: readonly JsonValue[], scope: PersonScope): Promise<readonly Prepared[]> {
  const seen = new Set<string>();
  const prepared: Prepared[] = [];
  for (const person of persons) {
    const next = await prepare(integration, person, scope);
    const repeated = 'externalId' in next && seen.has(next.externalId);
    if ('externalId' in next) seen.add(next.externalId);
    prepared.push(repeated ? { kind: 'skip' } : next);
  }
  return prepared;
}

async function prepare(integration: CrmIntegration, person: JsonValue, scope: PersonScope): Promise<Prepared> {
  let externalId: string | undefined;
  try {
    externalId = integration.personExternalId(person, scope);
    // A connector in JavaScript may return anything, and the id travels on in messages and errors.
    if (typeof externalId !== 'string' || externalId === '') return { kind: 'fail', entry: WITHOUT_ID };
    if (integration.isPersonDeleted(person)) return { kind: 'delete', externalId };
    const contact = await integration.transformPersonToQuo(person, scope);
    return { kind: 'contact', externalId, contact: { source: integration.quoSource, ...contact, externalId } };
  } catch (error) {
    scope.signal?.throwIfAborted();
    return failure(error, externalId);
  }
}

/** A transformation that fails in an unknown way would fail again; only a known transient error is worth another try. */
function failure(error: unknown, externalId: string | undefined): Prepared {
  if (isAccountFailure(error)) throw error;
  const isKnown = toErrorEntry(error).code !== 'UNEXPECTED_ERROR';
  if (isKnown && isTransient(error) && externalId !== undefined) return { kind: 'retry', externalId, error };
  const entry = toErrorEntry(error, externalId === undefined ? {} : { externalId });
  return { kind: 'fail', entry: isKnown ? entry : { ...entry, code: 'TRANSFORM_FAILED' } };
}

async function upsert(
  integration: CrmIntegration,
  prepared: readonly Prepared[],
  options: CallOptions,
): Promise<ReadonlyMap<string, UpsertOutcome>> {
  const contacts = prepared.filter((person) => person.kind === 'contact').map(({ contact }) => contact);
  if (contacts.length === 0) return new Map();
  const outcomes = await integration.quoContacts.upsertMany(contacts, options);
  return new Map(outcomes.map((outcome) => [outcome.externalId, outcome]));
}

async function settle(
  integration: CrmIntegration,
  person: Prepared,
  outcomes: ReadonlyMap<string, UpsertOutcome>,
  options: CallOptions,
): Promise<Settled> {
  switch (person.kind) {
    case 'contact':
      return fromOutcome(person, outcomes.get(person.contact.externalId));
    case 'delete':
      return removeFromQuo(integration, person.externalId, options);
    default:
      return person;
  }
}

function fromOutcome({ externalId }: { externalId: string }, outcome: UpsertOutcome | undefined): Settled {
  if (outcome === undefined)
    return { kind: 'fail', entry: { externalId, code: 'NO_OUTCOME', message: 'Nothing is known of the contact after the write' } };
  // Nobody to call or text. A contact that Quo holds already loses its numbers instead, and is synced.
  if (outcome.kind === 'refused' && outcome.code === 'NO_PHONE_NUMBER') return { kind: 'skip' };
  if (outcome.kind === 'refused') return { kind: 'fail', entry: { externalId, code: outcome.code, message: outcome.message } };
  if (outcome.kind === 'unavailable') return { kind: 'retry', externalId, error: outcome.error };
  return { kind: 'synced' };
}

/** A deleted person is not written; one that was written before goes away. */
async function removeFromQuo(integration: CrmIntegration, externalId: string, options: CallOptions): Promise<Settled> {
  try {
    await integration.quoContacts.deleteByExternalId(externalId, { ...options, source: integration.quoSource });
    return { kind: 'skip' };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isAccountFailure(error)) throw error;
    return isTransient(error) ? { kind: 'retry', externalId, error } : { kind: 'fail', entry: toErrorEntry(error, { externalId }) };
  }
}

function summarise(persons: readonly JsonValue[], settled: readonly Settled[]): SyncedPersons {
  const count = (kind: Settled['kind']): number => settled.filter((person) => person.kind === kind).length;
  return {
    counts: { synced: count('synced'), failed: count('fail'), skipped: count('skip') },
    errors: settled.flatMap((person) => (person.kind === 'fail' ? [person.entry] : [])),
    retry: settled.flatMap((outcome, index) =>
      outcome.kind === 'retry' ? [{ person: persons[index] ?? null, externalId: outcome.externalId, error: outcome.error }] : [],
    ),
  };
}
