import type { CallOptions, Clock, Logger } from '@frigg-crm/core';
import { isTimeout, toIso, withTimeout } from '@frigg-crm/core/adapter';
import type { QuoContact, StoredQuoContact } from '@frigg-crm/quo';
import type { CrmIntegration } from '../../connector/crm-integration.ts';
import type { CrmPersonRef } from '../../connector/logged-activity.ts';
import { askedWaitMs } from '../../failures/classify-failure.ts';
import { toErrorEntry } from '../../failures/to-error-entry.ts';
import { fetchOnePerson } from '../../person-changes/fetch-one-person.ts';
import { nameOfContact } from '../../persons/describe-persons.ts';
import { preparePersons } from '../../persons/prepare-persons.ts';

/** Why a side is not known now. */
export interface SideFailure {
  readonly state: 'failed';
  /** Such as API_RATE_LIMITED or TIMED_OUT. */
  readonly code: string;
  /** A sentence without personal data. */
  readonly message: string;
  /** When the API is called again at the earliest (ISO 8601); `undefined`: it has not said. */
  readonly retryAt: string | undefined;
}

/** What the CRM has of a person now. */
export type CrmSide =
  | {
      readonly state: 'found';
      readonly name: string;
      /** What a sync would write. */
      readonly contact: QuoContact;
      readonly contentHash: string;
      /** ISO 8601; `null`: the CRM does not say. */
      readonly modifiedAt: string | null;
    }
  /** `deleted`: the CRM lists the person as deleted; otherwise it returns none. */
  | { readonly state: 'gone'; readonly isDeleted: boolean }
  /** The record cannot become a contact. */
  | { readonly state: 'unusable'; readonly code: string; readonly message: string }
  | SideFailure;

/** What Quo has of a person now. */
export type QuoSide =
  | {
      readonly state: 'found';
      readonly contact: StoredQuoContact;
      /** How many contacts have the person's source and external id; more than one are duplicates. */
      readonly copies: number;
    }
  | { readonly state: 'gone' }
  | SideFailure;

/** How long one side may take, in milliseconds. */
const SIDE_MS = 8000;

interface ReadDependencies {
  readonly integration: CrmIntegration;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Reads a person in the CRM and in Quo, at once and within the request budgets of both; each side may fail alone.
 * @param ref.quoContactId - Which of several contacts is shown. @defaultValue the first one
 * @throws the reason of the signal when the caller gives up.
 */
export async function readSides(
  dependencies: ReadDependencies,
  ref: CrmPersonRef & { readonly quoContactId: string | undefined },
  options: CallOptions,
): Promise<{ readonly crm: CrmSide; readonly quo: QuoSide }> {
  const { integration } = dependencies;
  const [crm, quo] = await Promise.all([
    attempt(dependencies, integration.connector, async (call) => readCrm(dependencies, ref, call), options),
    attempt(dependencies, 'Quo', async (call) => readQuo(integration, ref, call), options),
  ]);
  return { crm, quo };
}

async function attempt<Side>(
  { clock }: ReadDependencies,
  name: string,
  read: (options: CallOptions) => Promise<Side>,
  { signal }: CallOptions,
): Promise<Side | SideFailure> {
  try {
    return await withTimeout(clock, async (timed) => read({ signal: timed }), { ms: SIDE_MS, signal });
  } catch (error) {
    signal?.throwIfAborted();
    return toFailure(error, name, clock.now());
  }
}

function toFailure(error: unknown, name: string, nowMs: number): SideFailure {
  if (isTimeout(error)) {
    const message = `${name} did not respond within ${SIDE_MS / 1000} s, or its request budget was used up`;
    return { state: 'failed', code: 'TIMED_OUT', message, retryAt: undefined };
  }
  const { code, message } = toErrorEntry(error);
  const waitMs = askedWaitMs(error);
  return { state: 'failed', code, message, retryAt: waitMs > 0 ? toIso(nowMs + waitMs) : undefined };
}

async function readCrm({ integration, logger }: ReadDependencies, ref: CrmPersonRef, options: CallOptions): Promise<CrmSide> {
  const scope = { objectType: ref.objectType, ...options };
  const found = await fetchOnePerson(integration, ref.externalId, scope);
  if (found.kind !== 'present') return { state: 'gone', isDeleted: found.kind === 'deleted' };
  const [prepared] = await preparePersons({ integration, logger }, [found.person], scope);
  if (prepared?.kind === 'retry') throw prepared.error;
  if (prepared?.kind === 'failed') return { state: 'unusable', code: prepared.entry.code, message: prepared.entry.message };
  if (prepared?.kind !== 'contact') return { state: 'gone', isDeleted: true };
  const { contact, contentHash, sourceModifiedAt: modifiedAt } = prepared;
  return { state: 'found', name: nameOfContact(contact), contact, contentHash, modifiedAt };
}

async function readQuo(
  { quoContacts, quoSource }: CrmIntegration,
  { externalId, quoContactId }: { readonly externalId: string; readonly quoContactId: string | undefined },
  options: CallOptions,
): Promise<QuoSide> {
  const all = await quoContacts.listByExternalIds([externalId], options);
  const own = all.filter(({ source }) => source === quoSource);
  const contact = own.find(({ id }) => id === quoContactId) ?? own[0];
  return contact === undefined ? { state: 'gone' } : { state: 'found', contact, copies: own.length };
}
