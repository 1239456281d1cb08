import { FriggCrmError, type CallOptions, type JsonValue, type PersonMapping } from '@frigg-crm/core';
import { isAccountFailure } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { PersonOutcome, PersonOutcomes } from './person-outcome.ts';
import type { PersonWriter } from './person-writer.ts';
import { preparePersons, type PreparedContact } from './prepare-persons.ts';
import { removePersons } from './remove-persons.ts';
import { writeContacts } from './write-contacts.ts';

/**
 * While it is written, another attempt may have begun a version that is newer still. After so many rounds the mapping says
 * that the content is unknown, and the next sync that lists the person writes it.
 */
const MAX_ROUNDS = 4;

/**
 * Repairs the order in which two attempts may have written the same person. When it is unknown what Quo holds, a worker
 * whose version was the older one, or may have been, fetches the person again and writes that version, or removes the
 * person who was deleted since, until what was written last is the newest. So even a worker that was slow, or crashed
 * after its write and is redelivered, never leaves its old version behind.
 * @param options.written - What the attempt has come to so far.
 * @returns the outcomes that replace those.
 */
export async function writeNewest(
  writer: PersonWriter,
  contacts: readonly PreparedContact[],
  { written, ...options }: CallOptions & { readonly written: PersonOutcomes },
): Promise<PersonOutcomes> {
  const replaced = new Map<string, PersonOutcome>();
  let last: Rewritten = { contacts, outcomes: written };
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const doubtful = await findDoubtful(writer, last.contacts, { written: last.outcomes, ...options });
    if (doubtful.length === 0) break;
    last = await writeAgain(writer, doubtful, options);
    for (const [externalId, outcome] of last.outcomes) {
      const replacement = toReplacement(outcome, replaced.get(externalId) ?? written.get(externalId));
      if (replacement !== undefined) replaced.set(externalId, replacement);
    }
  }
  return replaced;
}

interface Rewritten {
  readonly contacts: readonly PreparedContact[];
  readonly outcomes: PersonOutcomes;
}

/** Fetches persons from the CRM once more, and writes them as they are now. */
async function writeAgain(writer: PersonWriter, doubtful: readonly string[], options: CallOptions): Promise<Rewritten> {
  const { integration, logger, scope } = writer;
  const personScope = { objectType: scope.objectType, ...options };
  try {
    const people = (await integration.fetchPersonsByIds(doubtful, personScope)) as readonly JsonValue[];
    const prepared = await preparePersons(writer, people, personScope);
    const contacts = prepared.filter((person) => person.kind === 'contact');
    const rewritten = await writeContacts(writer, contacts, options);
    // A person may have been deleted since, and written again by a worker that had read them before.
    const deletions = prepared.filter((person) => person.kind === 'deleted');
    return { contacts, outcomes: new Map([...rewritten, ...(await removePersons(writer, deletions, options))]) };
  } catch (error) {
    options.signal?.throwIfAborted();
    // A CRM without a call for single people: the next sync that lists them writes them.
    const cannotFetch = FriggCrmError.hasCode(error, 'CONFIGURATION_INVALID');
    if (isAccountFailure(error) && !cannotFetch) throw error;
    logger.warn({ code: toErrorEntry(error).code, people: doubtful.length }, 'persons could not be refetched');
    const people = cannotFetch ? [] : doubtful;
    return { contacts: [], outcomes: new Map(people.map((externalId) => [externalId, { kind: 'retry', externalId, error }])) };
  }
}

/** A failure replaces what was before. So does a write; a person whose version was stale stays skipped, and is not stale any more. */
function toReplacement(outcome: PersonOutcome, before: PersonOutcome | undefined): PersonOutcome | undefined {
  if (outcome.kind === 'retry' || outcome.kind === 'failed') return outcome;
  const { confirmed } = outcome;
  if (confirmed === undefined) return undefined;
  const wasNew = before !== undefined && 'isNew' in before && before.isNew === true;
  return { kind: before?.kind === 'synced' ? 'synced' : 'skipped', confirmed, isNew: wasNew || outcome.isNew === true };
}

/** One look for the whole page, at those only who were written or left alone. */
async function findDoubtful(
  { mappings, scope, isRetry }: PersonWriter,
  contacts: readonly PreparedContact[],
  { written, ...options }: CallOptions & { readonly written: PersonOutcomes },
): Promise<readonly string[]> {
  const touched = [...written].filter(([, outcome]) => isTouched(outcome)).map(([externalId]) => externalId);
  if (touched.length === 0) return [];
  const known = await mappings.findMany({ ...scope, ...options, externalIds: touched });
  const prepared = new Map(contacts.map((contact) => [contact.externalId, contact]));
  return known
    .filter((mapping) => isDoubtful(mapping, { contact: prepared.get(mapping.externalId), isRetry }))
    .map(({ externalId }) => externalId);
}

function isTouched(outcome: PersonOutcome): boolean {
  return (outcome.kind === 'skipped' && outcome.isStale === true) || ('confirmed' in outcome && outcome.confirmed !== undefined);
}

/** It is unknown what Quo holds, and the version of this attempt may be older than that of another one. */
function isDoubtful(
  { contentHash, sourceModifiedAt }: PersonMapping,
  { contact, isRetry }: { readonly contact: PreparedContact | undefined; readonly isRetry: boolean },
): boolean {
  if (contact === undefined || contentHash !== null) return false;
  return contact.sourceModifiedAt === null ? !isRetry : contact.sourceModifiedAt !== sourceModifiedAt;
}
