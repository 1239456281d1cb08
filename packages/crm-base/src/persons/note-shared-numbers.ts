import type { CallOptions, PersonMapping, ProcessErrorEntry } from '@frigg-crm/core';
import type { ConfirmedWrite } from '@frigg-crm/core/adapter';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { findOwner } from './find-owner.ts';
import type { PersonWriter } from './person-writer.ts';

/**
 * Notes which of the people who have just been written share a phone number with another person of the integration, and
 * whose it is. Two contacts of one person are two people; one contact that two object types write is one person. People
 * who were not written cost no lookup: what they share was noted when it came up.
 * @returns one entry for each of these people, naming the owners by object type and id, never a number.
 */
export async function noteSharedNumbers(
  writer: PersonWriter,
  written: readonly ConfirmedWrite[],
  { unit, ...options }: CallOptions & { readonly unit: number },
): Promise<readonly ProcessErrorEntry[]> {
  const last = new Map(written.map((person) => [person.externalId, person]));
  const phoneNumbers = [...new Set([...last.values()].flatMap((person) => person.phoneNumbers))];
  if (phoneNumbers.length === 0) return [];
  const holders = toHolders(await findHolders(writer, phoneNumbers, options));
  // Once for each number: half the people of a page may have that of one front dependencies.
  const ownerOf = new Map(phoneNumbers.map((number) => [number, findOwner(holders.get(number) ?? [], writer.integration.config)?.owner]));
  return [...last.values()].flatMap((person) => {
    const shared = person.phoneNumbers.filter((number) => isShared(holders.get(number) ?? [], person));
    const owners = new Set(shared.map((number) => nameOf(ownerOf.get(number))));
    return owners.size === 0 ? [] : [{ externalId: person.externalId, unit, code: 'PHONE_NUMBER_SHARED', message: messageOf(owners) }];
  });
}

/** These people are in Quo already: a note is not worth another attempt at them, in which they would be unchanged. */
async function findHolders(
  { mappings, scope, logger }: PersonWriter,
  phoneNumbers: readonly string[],
  options: CallOptions,
): Promise<readonly PersonMapping[]> {
  try {
    return await mappings.findByPhones({ ...options, integrationId: scope.integrationId, phoneNumbers });
  } catch (error) {
    options.signal?.throwIfAborted();
    logger.warn({ code: toErrorEntry(error).code }, 'shared phone numbers could not be looked up');
    return [];
  }
}

/** @returns all people who have a number, by number. */
function toHolders(people: readonly PersonMapping[]): ReadonlyMap<string, readonly PersonMapping[]> {
  const holders = new Map<string, PersonMapping[]>();
  for (const person of people) {
    for (const number of new Set(person.phoneNumbers)) {
      const others = holders.get(number);
      if (others === undefined) holders.set(number, [person]);
      else others.push(person);
    }
  }
  return holders;
}

function isShared(holders: readonly PersonMapping[], { quoContactId }: ConfirmedWrite): boolean {
  return holders.some((holder) => holder.quoContactId !== quoContactId);
}

function nameOf(owner: PersonMapping | undefined): string {
  return owner === undefined ? 'no person' : `${owner.objectType} ${owner.externalId}`;
}

function messageOf(owners: ReadonlySet<string>): string {
  const [first, ...more] = owners;
  if (more.length === 0) return `Others have a phone number of this person too; it counts as that of ${first}`;
  return `Others have phone numbers of this person too; they count as those of ${[...owners].join(', ')}`;
}
