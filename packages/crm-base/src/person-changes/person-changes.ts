import { InvalidMessageError, type CallOptions } from '@frigg-crm/core';
import * as z from 'zod';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { crmEventSchema } from '../connector/crm-event-schema.ts';
import { deviationsOf } from '../failures/deviations-of.ts';
import type { PersonChangeDependencies, PersonChange, PersonChangeResult } from './person-change.ts';
import { syncOnePerson } from './sync-one-person.ts';

const text = z.string().min(1);
/** An operator who has a person synced now wants to see it done. */
const forceSchema = z.object({ force: z.boolean().optional() });
const checkSchema = z.object({ objectType: text, externalId: text, eventId: text, checks: z.int().min(1) });

/**
 * Handles an event of the CRM: an inbox entry of kind `crm-event`. The event may be old: the person is fetched.
 * @param data - A {@link CrmEvent}, as the inbox has kept it; with `force: true` it is written also where Quo is known to hold it.
 * @throws {InvalidMessageError} when it is none.
 * @throws as {@link syncOnePerson} does.
 */
export async function handleCrmEvent(
  dependencies: PersonChangeDependencies,
  integration: CrmIntegration,
  data: unknown,
  options: CallOptions = {},
): Promise<PersonChangeResult> {
  const { eventId, change } = read(crmEventSchema, data);
  const { force } = read(forceSchema, data);
  const { objectType, externalId } = change;
  const hint = change.kind === 'person-deleted' ? 'deleted' : 'changed';
  return syncIfWanted(dependencies, integration, { objectType, externalId, hint, eventId, force, checks: 0 }, options);
}

/**
 * Checks a person again: an inbox entry of kind `person-check`.
 * @param data - As {@link syncOnePerson} has put it into the inbox.
 * @throws as {@link handleCrmEvent} does.
 */
export async function handlePersonCheck(
  dependencies: PersonChangeDependencies,
  integration: CrmIntegration,
  data: unknown,
  options: CallOptions = {},
): Promise<PersonChangeResult> {
  return syncIfWanted(dependencies, integration, { ...read(checkSchema, data), hint: 'changed' }, options);
}

/** CRMs send events of more object types than are synced. */
async function syncIfWanted(
  dependencies: PersonChangeDependencies,
  integration: CrmIntegration,
  change: PersonChange,
  options: CallOptions,
): Promise<PersonChangeResult> {
  const isSynced = integration.config.personObjectTypes.some(({ crmObjectName }) => crmObjectName === change.objectType);
  return isSynced ? syncOnePerson(dependencies, integration, change, options) : 'skipped';
}

function read<Output>(schema: z.ZodType<Output>, data: unknown): Output {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new InvalidMessageError(`Not what the inbox keeps of a person: see ${deviationsOf(parsed.error)}`);
}
