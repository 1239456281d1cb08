import type { PersonLookup } from '@frigg-crm/crm-base';
import { nameOf } from '../config/flag.ts';
import { FIND_PEOPLE_FLAGS, SYNC_PERSON_FLAGS } from '../config/people-flags.ts';
import type { FindPeopleSettings, Lookup, SyncPersonSettings } from '../config/people-settings.ts';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { formatTable } from '../output/format-table.ts';
import type { FoundPerson, PeopleOperations } from '../wiring/people-operations.ts';
import { createServerPeople } from '../wiring/remote/server-people.ts';
import { createStorePeople } from '../wiring/store-people.ts';
import type { CliContext } from './cli-context.ts';
import { withServices, type ServicesDependencies, type ServicesPlace } from './with-services.ts';

/** What a verb needs. */
export type PeopleDependencies = ServicesDependencies<PeopleOperations>;

const HEADINGS = ['type', 'CRM id', 'Quo id', 'phone numbers', 'changed in the CRM', 'what became of it'];
const PHONE = /^\+[1-9]\d{6,14}$/;

/** Does work on people. @returns the exit code. */
export async function withPeople(
  settings: ServicesPlace,
  context: CliContext,
  work: (dependencies: PeopleDependencies) => Promise<void>,
): Promise<number> {
  return withServices(settings, context, { ofServer: createServerPeople, ofStore: createStorePeople, work });
}

/**
 * @returns the ways in which the text is looked up, in this order, until something is found.
 * @throws {UsageError} when there is none. The text stays out of the message: it is about a person.
 */
export function toLookups(text: string, { by, objectType }: Pick<FindPeopleSettings, 'by' | 'objectType'>): readonly PersonLookup[] {
  const ways: Readonly<Record<Lookup, PersonLookup>> = {
    phone: { phone: text.replaceAll(/[\s().-]/g, '') },
    'crm-id': { crmId: text, ...(objectType !== undefined && { objectType }) },
    'quo-id': { quoId: text },
  };
  const chosen: readonly Lookup[] = by === undefined ? guess(text) : [by];
  const lookups = chosen.map((one) => ways[one]);
  if (lookups.some((way) => 'phone' in way && !PHONE.test(way.phone)))
    throw new UsageError('a phone number is + with the country and the digits, such as +14155550123');
  return lookups;
}

function guess(text: string): readonly Lookup[] {
  if (text.includes('@')) throw new UsageError('no e-mail address is kept of people: give a phone number, or the id in the CRM or in Quo');
  return text.startsWith('+') ? ['phone'] : ['crm-id', 'quo-id'];
}

/** `people find` */
export async function findPeople(
  text: string,
  { integration, ...settings }: FindPeopleSettings,
  { operations, json, write }: PeopleDependencies,
): Promise<void> {
  const integrationId = await chooseIntegration(integration, operations);
  const people = await firstFound(operations, integrationId, toLookups(text, settings));
  if (json) for (const person of people) write(JSON.stringify({ type: 'person', integrationId, ...person }));
  else if (people.length === 0) write('no person: no sync has written one, or it was removed');
  else for (const line of personLines(people)) write(line);
}

/** `people sync-now` */
export async function syncPerson(
  crmId: string,
  { integration, objectType }: SyncPersonSettings,
  { operations, json, write }: PeopleDependencies,
): Promise<void> {
  const integrationId = await chooseIntegration(integration, operations);
  const person = { integrationId, objectType: objectType ?? (await typeOf(operations, integrationId, crmId)), crmId };
  const entryId = await operations.syncNow(person);
  if (json) write(JSON.stringify({ type: 'scheduled', ...person, entryId }));
  else write(`is synced as soon as possible; until it is done, it is the entry ${entryId} of frigg-crm inbox list`);
}

async function firstFound(
  operations: PeopleOperations,
  integrationId: string,
  [way, ...others]: readonly PersonLookup[],
): Promise<readonly FoundPerson[]> {
  if (way === undefined) return [];
  const found = await operations.find(integrationId, way);
  return found.length > 0 ? found : firstFound(operations, integrationId, others);
}

/** @throws {UsageError} when it is not clear which one is meant. */
async function chooseIntegration(given: string | undefined, operations: PeopleOperations): Promise<string> {
  if (given !== undefined) return given;
  const [first, second] = await operations.firstIntegrations();
  if (first === undefined) throw new RunFailedError('There is no integration');
  if (second !== undefined)
    throw new UsageError(`${nameOf(FIND_PEOPLE_FLAGS.integration)}: is missing: there are several; frigg-crm integrations list shows them`);
  return first;
}

/** @throws {UsageError} when nothing says which type the person is of. */
async function typeOf(operations: PeopleOperations, integrationId: string, crmId: string): Promise<string> {
  const types = (await operations.find(integrationId, { crmId })).map((person) => person.objectType);
  const [first] = types;
  if (first !== undefined && types.length === 1) return first;
  const why = first === undefined ? 'nothing was written of this person yet' : `the id is one of ${types.join(' and ')}`;
  throw new UsageError(`${nameOf(SYNC_PERSON_FLAGS.objectType)}: is missing: ${why}`);
}

function personLines(people: readonly FoundPerson[]): readonly string[] {
  const rows = people.map(({ objectType, crmId, quoId, phoneNumbers, modifiedAt, decision }) => [
    objectType,
    crmId,
    quoId ?? '',
    phoneNumbers.join(' '),
    modifiedAt ?? '',
    decision.code,
  ]);
  const reasons = new Map(people.map(({ decision: { code, message } }) => [code, message]));
  return [...formatTable([HEADINGS, ...rows], { leftAligned: HEADINGS.length }), ...[...reasons].map(([code, text]) => `${code}: ${text}`)];
}
