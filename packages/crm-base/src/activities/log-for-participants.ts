import { FriggCrmError, type CallOptions } from '@frigg-crm/core';
import { ApiError, type ApiErrorCode } from '@frigg-crm/http';
import type { ActivityLine } from '@frigg-crm/quo';
import { ActivityRefusedError } from '../failures/activity-refused-error.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CrmPersonRef, LoggedActivity } from '../connector/logged-activity.ts';
import { withStorableTexts } from '../connector/to-storable-json.ts';
import { isAccountFailure, isRateLimited, isTransient } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { ResolvedActivityLogDependencies, ParticipantLog } from './activity-log-types.ts';
import type { ActivityKey } from './activity-record.ts';
import { findContact, searchContact } from './find-contact.ts';
import { toContactPhone } from './find-external-numbers.ts';
import type { RememberedSource } from './remembered-source.ts';
import { writeActivity, type ActivitySoFar } from './write-activity.ts';

/** What was said, as one of those who took part had it. */
export interface RenderedSource {
  readonly content: Omit<LoggedActivity, 'kind' | 'sourceId' | 'contactPhone' | 'person'>;
  readonly remembered: RememberedSource;
}

/** What was said, and how it becomes the activity of one of those who took part. */
export interface LoggedSource extends Pick<ActivityKey, 'kind' | 'sourceId'> {
  /** As Quo writes them. */
  readonly numbers: readonly string[];
  /** When it was reported, ISO 8601. */
  readonly seenAt: string;
  /** The Quo line that it went over. */
  readonly line: ActivityLine;
  readonly render: (contactPhone: string, soFar: ActivitySoFar) => Promise<RenderedSource>;
  /** Schedules another lookup of participants who are unknown so far. */
  readonly lookupLater: () => Promise<void>;
}

/**
 * Writes one activity for each participant; a failure of one does not hold up the others, unless the CRM takes nothing at
 * all.
 * @throws the most severe retryable failure, after all were attempted.
 * @throws {ActivityRefusedError} when the CRM has refused one for good.
 */
export async function logForParticipants(
  dependencies: ResolvedActivityLogDependencies,
  integration: CrmIntegration,
  source: LoggedSource,
  options: CallOptions,
): Promise<readonly ParticipantLog[]> {
  const logs: ParticipantLog[] = [];
  const passing: unknown[] = [];
  const refusals: unknown[] = [];
  for (const number of source.numbers) {
    options.signal?.throwIfAborted();
    try {
      logs.push(await logForOne(dependencies, integration, { source, number }, options));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isTransient(error) || isAccountFailure(error)) passing.push(error);
      else refusals.push(error);
      if (stopsTheAccount(error)) break;
    }
  }
  if (logs.some((log) => !log.logged && log.reason === 'contact-not-found')) await source.lookupLater();
  const [failure, ...others] = passing;
  if (passing.length > 0) throw mostSevereError([failure, ...others]);
  if (refusals.length > 0) throw refused(dependencies, integration, { source, refusals });
  return logs;
}

interface OneParticipant {
  readonly source: LoggedSource;
  readonly contactPhone: string;
}

async function logForOne(
  dependencies: ResolvedActivityLogDependencies,
  integration: CrmIntegration,
  { source, number }: { readonly source: LoggedSource; readonly number: string },
  options: CallOptions,
): Promise<ParticipantLog> {
  const contactPhone = toContactPhone(number);
  if (contactPhone === undefined) return { contactPhone: number, logged: false, reason: 'number-hidden' };
  const { kind, sourceId } = source;
  const key = { integrationId: integration.integrationId, kind, sourceId, contactPhone };
  const known = (await dependencies.activities.find(key, options))?.person ?? undefined;
  const person = known ?? (await findContact(dependencies, integration, contactPhone, { ...options, line: source.line }));
  const one = { source, contactPhone };
  if (person === undefined) return { contactPhone, logged: false, reason: 'contact-not-found' };
  try {
    return await writeFor(dependencies, integration, { ...one, person, isNewPerson: false }, options);
  } catch (error) {
    if (!mayBeGone(error)) throw error;
    // The person was merged or deleted, and whatever is remembered of the number is old.
    const found = await searchContact(dependencies, integration, contactPhone, options);
    if (found === undefined) return { contactPhone, logged: false, reason: 'contact-not-found' };
    if (found.objectType === person.objectType && found.externalId === person.externalId) throw error;
    return writeFor(dependencies, integration, { ...one, person: found, isNewPerson: true }, options);
  }
}

async function writeFor(
  dependencies: ResolvedActivityLogDependencies,
  integration: CrmIntegration,
  about: OneParticipant & { readonly person: CrmPersonRef; readonly isNewPerson: boolean },
  options: CallOptions,
): Promise<ParticipantLog> {
  const { source, contactPhone, person, isNewPerson } = about;
  const { kind, sourceId, seenAt } = source;
  const key = { integrationId: integration.integrationId, kind, sourceId, contactPhone };
  const render = async (soFar: ActivitySoFar): Promise<{ activity: LoggedActivity; remembered: RememberedSource }> => {
    const { content, remembered } = await source.render(contactPhone, soFar);
    return { activity: withStorableTexts({ kind, sourceId, contactPhone, person: soFar.person, ...content }), remembered };
  };
  const written = await writeActivity(dependencies, integration, { key, person, isNewPerson, seenAt, render }, options);
  return { contactPhone, logged: true, ...written };
}

function mayBeGone(error: unknown): boolean {
  return FriggCrmError.hasCode<ApiErrorCode>(error, 'API_REFUSED') && ApiError.is(error) && (error.status === 404 || error.status === 410);
}

function refused(
  { logger }: ResolvedActivityLogDependencies,
  { integrationId }: CrmIntegration,
  { source, refusals }: { readonly source: LoggedSource; readonly refusals: readonly unknown[] },
): ActivityRefusedError {
  const { kind, sourceId } = source;
  for (const error of refusals)
    logger.error({ integrationId, kind, sourceId, code: toErrorEntry(error).code }, 'an activity was refused by the CRM');
  return new ActivityRefusedError({ refused: refusals.length, participants: source.numbers.length }, { cause: refusals[0] });
}

/** @returns whether no other call of this account would succeed now. */
function stopsTheAccount(error: unknown): boolean {
  return isRateLimited(error) || isAccountFailure(error);
}

/** Of several failures, the one that decides what to do: to wait for a rate limit, to retry later, to retry at once. */
function mostSevereError(failures: readonly [unknown, ...unknown[]]): unknown {
  return failures.reduce((worst, failure) => (rankOf(failure) < rankOf(worst) ? failure : worst));
}

function rankOf(error: unknown): number {
  if (isRateLimited(error)) return 0;
  if (!FriggCrmError.is(error)) return 4;
  if (isAccountFailure(error)) return 3;
  if (error.code === 'ACTIVITY_BUSY') return 2;
  return isTransient(error) ? 1 : 4;
}
