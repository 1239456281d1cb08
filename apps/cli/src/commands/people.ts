import { systemClock, type Clock } from '@frigg-crm/core';
import type { PersonLookup } from '@frigg-crm/crm-base';
import { nameOf } from '../config/flag.ts';
import { FIND_PEOPLE_FLAGS, SYNC_PERSON_FLAGS } from '../config/people-flags.ts';
import type { FindPeopleSettings, Lookup, ShowPersonSettings, SyncPersonSettings } from '../config/people-settings.ts';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { comparisonLines, effectLine } from '../output/comparison-lines.ts';
import { formatTable } from '../output/format-table.ts';
import { planLine } from '../output/plan-lines.ts';
import type { PeopleOperations, PersonAddress, PersonView } from '../wiring/people-operations.ts';
import { createServerPeople } from '../wiring/remote/server-people.ts';
import { createStorePeople } from '../wiring/store-people.ts';
import type { CliContext } from './cli-context.ts';
import { withServices, type ServicesDependencies, type ServicesPlace } from './with-services.ts';

/** What a verb needs. */
export type PeopleDependencies = ServicesDependencies<PeopleOperations>;

const HEADINGS = ['type', 'CRM id', 'name', 'Quo id', 'phone numbers', 'changed in the CRM', 'what became of it'];
const PHONE = /^\+[1-9]\d{6,14}$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const WAIT_MS = 60_000;
const POLL_MS = 500;

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
    email: { email: text.trim() },
    name: { name: text.trim() },
    'crm-id': { crmId: text, ...(objectType !== undefined && { objectType }) },
    'quo-id': { quoId: text },
  };
  const chosen: readonly Lookup[] = by === undefined ? guess(text) : [by];
  const lookups = chosen.map((one) => ways[one]);
  if (lookups.some((way) => 'phone' in way && !PHONE.test(way.phone)))
    throw new UsageError('a phone number is + with the country and the digits, such as +14155550123');
  if (lookups.some((way) => 'email' in way && !EMAIL.test(way.email)))
    throw new UsageError('an e-mail address is one word with an @, such as ana@example.com');
  if (chosen[0] === 'name' && text.trim().length < 2) throw new UsageError('a name has two characters at least');
  return lookups;
}

/** Ids have no spaces, and names no digits alone: only what may be a name is searched in the CRM. */
function guess(text: string): readonly Lookup[] {
  if (text.startsWith('+')) return ['phone'];
  if (text.includes('@')) return ['email'];
  if (/\p{L}\s+\p{L}/u.test(text.trim())) return ['name'];
  return /^\p{L}[\p{L}'’.-]+$/u.test(text.trim()) ? ['crm-id', 'quo-id', 'name'] : ['crm-id', 'quo-id'];
}

/** `people find` */
export async function findPeople(
  text: string,
  { integration, ...settings }: FindPeopleSettings,
  { operations, json, write }: PeopleDependencies,
): Promise<void> {
  const integrationId = await chooseIntegration(integration, operations);
  const { people, hasMore } = await firstFound(operations, integrationId, toLookups(text, settings));
  if (json) for (const person of people) write(JSON.stringify({ type: 'person', integrationId, ...person }));
  else if (people.length === 0) write('no person: no sync has written one, or it was removed');
  else for (const line of personLines(people)) write(line);
  if (hasMore && !json) write('there are more: look for something narrower');
}

/** `people show` */
export async function showPerson(
  crmId: string,
  { integration, objectType }: ShowPersonSettings,
  { operations, json, write }: PeopleDependencies,
): Promise<void> {
  const person = await choosePerson(crmId, { integration, objectType }, operations);
  const [{ comparison }, known] = await Promise.all([operations.compare(person), operations.describe(person)]);
  const { decision, entries, activities } = known;
  if (json) write(JSON.stringify({ type: 'comparison', ...person, ...comparison, known: toKnown({ decision, entries, activities }) }));
  else for (const line of comparisonLines(person, comparison, known)) write(line);
}

/** On a store more is known of an entry than a server shows. */
function toKnown({ decision, entries, activities }: Awaited<ReturnType<PeopleOperations['describe']>>): object {
  return {
    decision,
    entries: entries.map(({ id, kind, state, code }) => ({ id, kind, state, code })),
    activities: activities.map(({ kind, sourceId, contactPhone, activityId, seenAt }) => ({
      kind,
      sourceId,
      contactPhone,
      activityId,
      seenAt,
    })),
  };
}

/** `people sync-now` */
export async function syncPerson(
  crmId: string,
  { integration, objectType, dryRun, ifPlan, wait }: SyncPersonSettings,
  { operations, json, write }: PeopleDependencies,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Promise<void> {
  const person = await choosePerson(crmId, { integration, objectType }, operations);
  if (dryRun) {
    const { comparison, plan } = await operations.compare(person);
    const { effect, reason } = comparison;
    if (json) write(JSON.stringify({ type: 'plan', ...person, effect, reason, plan }));
    else for (const line of [effectLine(effect), reason.message, planLine(plan)]) write(line);
    return;
  }
  const entryId = await operations.syncNow(person, { ifPlan });
  if (json) write(JSON.stringify({ type: 'scheduled', ...person, entryId }));
  else write(`is synced as soon as possible; until it is done, it is the entry ${entryId} of frigg-crm inbox list`);
  if (!wait) return;
  await untilSettled(async () => operations.findEntry(person.integrationId, entryId), clock);
  if (json) write(JSON.stringify({ type: 'synced', ...person, entryId }));
  else write('done');
}

/** @throws {RunFailedError} when it has failed for good, or is not done in time. */
async function untilSettled(find: () => ReturnType<PeopleOperations['findEntry']>, clock: Clock): Promise<void> {
  const endMs = clock.now() + WAIT_MS;
  for (;;) {
    const entry = await find();
    if (entry === undefined || entry.state === 'done') return;
    if (entry.state === 'failed') throw new RunFailedError(`It has failed for good (${entry.code}): frigg-crm dead-letters list shows it`);
    if (clock.now() >= endMs)
      throw new RunFailedError(
        `It is not done yet${entry.code === null ? '' : ` (${entry.code})`}: is frigg-crm serve running? It stays scheduled`,
      );
    await clock.sleep(POLL_MS);
  }
}

async function choosePerson(
  crmId: string,
  { integration, objectType }: Pick<ShowPersonSettings, 'integration' | 'objectType'>,
  operations: PeopleOperations,
): Promise<PersonAddress> {
  const integrationId = await chooseIntegration(integration, operations);
  return { integrationId, objectType: objectType ?? (await typeOf(operations, integrationId, crmId)), crmId };
}

async function firstFound(
  operations: PeopleOperations,
  integrationId: string,
  [way, ...others]: readonly PersonLookup[],
): ReturnType<PeopleOperations['find']> {
  if (way === undefined) return { people: [], hasMore: false };
  const found = await operations.find(integrationId, way);
  return found.people.length > 0 || others.length === 0 ? found : firstFound(operations, integrationId, others);
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
  const types = (await operations.find(integrationId, { crmId })).people.map((person) => person.objectType);
  const [first] = types;
  if (first !== undefined && types.length === 1) return first;
  const why = first === undefined ? 'nothing was written of this person yet' : `the id is one of ${types.join(' and ')}`;
  throw new UsageError(`${nameOf(SYNC_PERSON_FLAGS.objectType)}: is missing: ${why}`);
}

function personLines(people: readonly PersonView[]): readonly string[] {
  const rows = people.map(({ objectType, crmId, name, quoId, phoneNumbers, modifiedAt, decision }) => [
    objectType,
    crmId,
    name ?? '',
    quoId ?? '',
    phoneNumbers.join(' '),
    modifiedAt ?? '',
    decision.code,
  ]);
  const reasons = new Map(people.map(({ decision: { code, message } }) => [code, message]));
  return [...formatTable([HEADINGS, ...rows], { leftAligned: HEADINGS.length }), ...[...reasons].map(([code, text]) => `${code}: ${text}`)];
}
