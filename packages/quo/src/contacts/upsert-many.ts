import type { CallOptions } from '@frigg-crm/core';
import type { QuoSurface } from '../api/quo-source.ts';
import { allOrStop } from './all-or-stop.ts';
import { createInBulk, type BulkDependencies } from './create-in-bulk.ts';
import { findContactProblem } from './find-contact-problem.ts';
import type { Finding } from './lookup.ts';
import { planBulk } from './plan-bulk.ts';
import type { QuoContact } from './quo-contact.ts';
import { findOwn, settleContact } from './settle-contact.ts';
import { toFailure, type UpsertOutcome } from './upsert-outcome.ts';
import { toWantedContact, type WantedContact } from './wanted-contact.ts';

/** What an upsert needs. */
export interface UpsertDependencies extends Omit<BulkDependencies, 'createMany'> {
  /** Source of contacts that are given without one. */
  readonly source: string;
  readonly surface: QuoSurface;
}

type Keyed = readonly [key: string, outcome: UpsertOutcome];

/** See `QuoContacts.upsertMany`. */
export async function upsertMany(
  deps: UpsertDependencies,
  contacts: readonly QuoContact[],
  options: CallOptions = {},
): Promise<readonly UpsertOutcome[]> {
  options.signal?.throwIfAborted();
  const wanted = contacts.map((contact) => toWantedContact(contact, deps.source));
  const outcomes = new Map<string, UpsertOutcome>();
  const open = new Map<string, WantedContact>();
  for (const one of wanted) {
    if (open.has(one.key) || outcomes.has(one.key)) continue;
    const problem = findContactProblem(one.body, deps.surface);
    if (problem === undefined) open.set(one.key, one);
    else outcomes.set(one.key, { kind: 'refused', externalId: one.externalId, ...problem });
  }
  for (const [key, outcome] of await upsertDistinct(deps, [...open.values()], options)) outcomes.set(key, outcome);
  return wanted.flatMap(({ key }) => outcomes.get(key) ?? []);
}

async function upsertDistinct(deps: UpsertDependencies, wanted: readonly WantedContact[], options: CallOptions): Promise<readonly Keyed[]> {
  const [findings] = await allOrStop(
    [
      async (call) =>
        deps.lookup(
          wanted.map(({ externalId }) => externalId),
          call,
        ),
    ],
    options,
  );
  const { createMany } = deps.writer;
  const isForBulk = (one: WantedContact): boolean =>
    createMany !== undefined && isMissing(one, findings?.get(one.externalId)) && hasPhoneNumber(one);
  const { calls, single } = planBulk(wanted.filter(isForBulk));
  const tasks = [...single, ...wanted.filter((one) => !isForBulk(one))].map(
    (one) =>
      async (call: CallOptions): Promise<readonly Keyed[]> => [
        [one.key, await settleFinding(deps, one, findings?.get(one.externalId), call)],
      ],
  );
  const bulkTask = async (call: CallOptions): Promise<readonly Keyed[]> =>
    createMany === undefined ? [] : [...(await createInBulk({ ...deps, createMany }, calls, call))];
  return (await allOrStop([...(calls.length > 0 ? [bulkTask] : []), ...tasks], options)).flat();
}

async function settleFinding(
  deps: UpsertDependencies,
  wanted: WantedContact,
  finding: Finding | undefined,
  call: CallOptions,
): Promise<UpsertOutcome> {
  if (finding?.kind === 'failed') return toFailure(wanted.externalId, finding.error);
  return settleContact(deps, wanted, findOwn(finding?.contacts ?? [], wanted), call);
}

function isMissing(wanted: WantedContact, finding: Finding | undefined): boolean {
  return finding?.kind === 'read' && findOwn(finding.contacts, wanted) === undefined;
}

/** A contact without one would be dropped without a word. */
function hasPhoneNumber({ body }: WantedContact): boolean {
  return body.defaultFields.phoneNumbers.length > 0;
}
