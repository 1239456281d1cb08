import type { CallOptions } from '@frigg-crm/core';
import type { ConfirmedWrite } from '@frigg-crm/core/adapter';
import type { UpsertOutcome } from '@frigg-crm/quo';
import type { PersonOutcome } from './person-outcome.ts';
import type { PersonWriter } from './person-writer.ts';
import type { PreparedContact } from './prepare-persons.ts';

/**
 * How long an unconfirmed claim makes other workers doubt what Quo holds: as long as a function on AWS may run,
 * 15 minutes. Doubt costs no more than one repeated write.
 */
const CLAIM_TTL_MS = 900_000;

/** What a write has come to. */
export interface WrittenContacts {
  /** By external id, one for each contact. */
  readonly outcomes: ReadonlyMap<string, PersonOutcome>;
  /** Those that Quo holds as given, as far as this attempt knows. */
  readonly confirmed: readonly ConfirmedWrite[];
  /** Those of them that Quo did not hold before. */
  readonly created: readonly string[];
  /** Those that were left alone because a newer version is there. */
  readonly stale: readonly string[];
}

/**
 * Writes contacts to Quo in three steps: claim them, write those that Quo is not known to hold, confirm the writes. A
 * crash between two of the steps costs a repetition.
 * @throws {StorageError} when the mapping is away.
 * @throws {ApiUnauthorizedError} when the whole account is refused.
 */
export async function writeContacts(
  { integration, mappings, scope, seenIn, force, nextClaimId }: PersonWriter,
  contacts: readonly PreparedContact[],
  options: CallOptions,
): Promise<WrittenContacts> {
  if (contacts.length === 0) return { outcomes: new Map(), confirmed: [], created: [], stale: [] };
  const claimId = nextClaimId();
  const people = contacts.map(({ externalId, contentHash, sourceModifiedAt }) => ({ externalId, contentHash, sourceModifiedAt }));
  const claim = { ...scope, ...options, claimId };
  const decisions = await mappings.beginWrites({
    ...claim,
    people,
    claimTtlMs: CLAIM_TTL_MS,
    force,
    ...(seenIn !== undefined && { seenIn }),
  });
  const wanted = contacts.filter(({ externalId }) => decisions.get(externalId) === 'write');
  const answers =
    wanted.length === 0
      ? []
      : await integration.quoContacts.upsertMany(
          wanted.map(({ contact }) => contact),
          options,
        );
  const byId = new Map(answers.map((answer) => [answer.externalId, answer]));
  const confirmed = wanted.flatMap((person) => toConfirmed(person, byId.get(person.externalId)));
  if (confirmed.length > 0) await mappings.confirmWrites({ ...claim, people: confirmed });
  const outcomes = contacts.map(({ externalId }): readonly [string, PersonOutcome] => {
    const decision = decisions.get(externalId);
    if (decision === 'write') return [externalId, toOutcome(externalId, byId.get(externalId))];
    if (decision === 'stale') return [externalId, { kind: 'skipped', isStale: true }];
    return [externalId, { kind: decision === 'unchanged' ? 'synced' : 'skipped' }];
  });
  const stale = contacts.map(({ externalId }) => externalId).filter((externalId) => decisions.get(externalId) === 'stale');
  const created = answers.filter(({ kind }) => kind === 'created').map(({ externalId }) => externalId);
  return { outcomes: new Map(outcomes), confirmed, created, stale };
}

function toConfirmed({ externalId, contentHash }: PreparedContact, answer: UpsertOutcome | undefined): readonly ConfirmedWrite[] {
  if (answer === undefined || answer.kind === 'refused' || answer.kind === 'unavailable') return [];
  return [{ externalId, contentHash, quoContactId: answer.contactId, phoneNumbers: answer.phoneNumbers }];
}

function toOutcome(externalId: string, answer: UpsertOutcome | undefined): PersonOutcome {
  if (answer === undefined)
    return { kind: 'failed', entry: { externalId, code: 'NO_OUTCOME', message: 'Nothing is known of the contact after the write' } };
  // Without a number there is no one to call or text. A contact that Quo holds already loses its numbers instead, and is synced.
  if (answer.kind === 'refused' && answer.code === 'NO_PHONE_NUMBER') return { kind: 'skipped' };
  if (answer.kind === 'refused') return { kind: 'failed', entry: { externalId, code: answer.code, message: answer.message } };
  if (answer.kind === 'unavailable') return { kind: 'retry', externalId, error: answer.error };
  return { kind: 'synced' };
}
