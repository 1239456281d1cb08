import type { CallOptions } from '@frigg-crm/core';
import type { UpsertOutcome } from '@frigg-crm/quo';
import { confirmedOf, type PersonOutcome, type PersonOutcomes } from './person-outcome.ts';
import type { PersonWriter } from './person-writer.ts';
import type { PreparedContact } from './prepare-persons.ts';

/**
 * How long an unconfirmed claim makes other workers doubt what Quo holds: as long as a function on AWS may run,
 * 15 minutes. Doubt costs no more than one repeated write.
 */
const CLAIM_TTL_MS = 900_000;

/**
 * Writes contacts to Quo in three steps: claim them, write those that Quo is not known to hold, confirm the writes. A
 * crash between two of the steps costs a repetition.
 * @returns one outcome for each contact.
 * @throws {StorageError} when the mapping is away.
 * @throws {ApiUnauthorizedError} when the whole account is refused.
 */
export async function writeContacts(
  { integration, mappings, scope, seenIn, force, nextClaimId }: PersonWriter,
  contacts: readonly PreparedContact[],
  options: CallOptions,
): Promise<PersonOutcomes> {
  if (contacts.length === 0) return new Map();
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
  const outcomes = contacts.map((contact): readonly [string, PersonOutcome] => {
    const { externalId } = contact;
    const decision = decisions.get(externalId);
    if (decision === 'write') return [externalId, toOutcome(contact, byId.get(externalId))];
    if (decision === 'stale') return [externalId, { kind: 'skipped', isStale: true }];
    return [externalId, { kind: decision === 'unchanged' ? 'synced' : 'skipped' }];
  });
  const confirmed = confirmedOf(outcomes.map(([, outcome]) => outcome));
  if (confirmed.length > 0) await mappings.confirmWrites({ ...claim, people: confirmed });
  return new Map(outcomes);
}

function toOutcome({ externalId, contentHash }: PreparedContact, answer: UpsertOutcome | undefined): PersonOutcome {
  if (answer === undefined)
    return { kind: 'failed', entry: { externalId, code: 'NO_OUTCOME', message: 'Nothing is known of the contact after the write' } };
  // Without a number there is no one to call or text. A contact that Quo holds already loses its numbers instead, and is synced.
  if (answer.kind === 'refused' && answer.code === 'NO_PHONE_NUMBER') return { kind: 'skipped' };
  if (answer.kind === 'refused') return { kind: 'failed', entry: { externalId, code: answer.code, message: answer.message } };
  if (answer.kind === 'unavailable') return { kind: 'retry', externalId, error: answer.error };
  const { contactId: quoContactId, phoneNumbers } = answer;
  return { kind: 'synced', confirmed: { externalId, contentHash, quoContactId, phoneNumbers }, isNew: answer.kind === 'created' };
}
