import type { CallOptions, Logger } from '@frigg-crm/core';
import type { ActivityWriter, LoggedActivity } from '@frigg-crm/crm-base';
import {
  createActivityWriter,
  findWritten,
  limitText,
  readPersonName,
  toComparableText,
  toSingleLine,
  toWholeSeconds,
  type WrittenKind,
} from '@frigg-crm/crm-base/connector';
import { ApiError } from '@frigg-crm/http';
import type { AxisCareClient } from '../client/create-axiscare-client.ts';
import type { AxisCareCallLog, AxisCareCallLogFields, AxisCareTag } from '../client/create-call-logs.ts';
import { readExternalId } from '../person-keys.ts';

/** AxisCare documents no limits; these are what such fields commonly take. */
const MAX_SUBJECT = 255;
const MAX_NOTES = 10_000;
/** How far around a call its log is searched for: its time is known to the second. */
const SEARCH_AROUND_MS = 60_000;

/**
 * Writes calls and texts as entries of the call log of the person's site.
 * @param clientOf - Gives the client of the site of a person; throws `ConfigurationError` when that is not connected.
 */
export function createAxisCareCallLog(clientOf: (externalId: string) => AxisCareClient, logger: Logger): Required<ActivityWriter> {
  const entries: WrittenKind = {
    async create(activity, options) {
      const client = clientOf(activity.person.externalId);
      return client.callLogs.create({ ...toFields(activity), ...(await callerOf(client, activity, { logger, ...options })) }, options);
    },
    /** Leaves alone what a person may have changed since: who called, the tags, whether the follow-up is done. */
    async update(id, activity, options) {
      const { subject, notes } = toFields(activity);
      return clientOf(activity.person.externalId).callLogs.update(id, { subject, notes }, options);
    },
    /** The API deletes no call logs. */
    async delete() {},
    async find(activity, options) {
      const { callLogs } = clientOf(activity.person.externalId);
      const [atMs, fields] = [Date.parse(activity.timestamp), toFields(activity)];
      const timeAt = (ms: number): string => toDateTime(new Date(ms).toISOString());
      const [from, to] = [timeAt(atMs - SEARCH_AROUND_MS), timeAt(atMs + SEARCH_AROUND_MS)];
      return findWritten({
        ...options,
        api: 'AxisCare',
        fetchPage: async (cursor) => callLogs.list({ from, to, cursor }, options),
        isCandidate: (log) => isSameLog(log, fields, callerPhoneOf(activity)),
        textOf: ({ notes }) => notes,
        text: fields.notes,
      });
    },
  };
  return createActivityWriter({ calls: entries, messages: entries });
}

type FieldsOfActivity = Omit<AxisCareCallLogFields, 'callerName' | 'callerPhone'>;

/** What a call or a text becomes, the same for it and its late summary. */
function toFields({ kind, title, content, timestamp, direction, durationSeconds, person }: LoggedActivity): FieldsOfActivity {
  const what = kind === 'message' ? 'Message' : 'Call';
  const length = durationSeconds === null ? '' : ` (${durationSeconds}s)`;
  const notes = content.trim() === '' ? (kind === 'message' ? 'Text message' : 'Phone call') : content.replaceAll(/\r?\n/g, '\r\n');
  return {
    followUp: false,
    dateTime: toDateTime(timestamp),
    subject: toSingleLine(title, { maxLength: MAX_SUBJECT, fallback: `${what}: ${direction}${length}` }),
    notes: limitText(notes, MAX_NOTES),
    tags: toTags(person.externalId),
  };
}

/** Examples of the documentation have an offset and no milliseconds. */
function toDateTime(iso: string): string {
  return toWholeSeconds(iso, { utc: '+00:00' });
}

/** @returns whom a log is about: the record of a person, also of its responsible party; none for what is no external id. */
export function toTags(externalId: unknown): readonly AxisCareTag[] {
  const text = typeof externalId === 'number' ? String(externalId) : externalId;
  if (typeof text !== 'string') return [];
  // Ids that were stored without a type are those of clients.
  const key = readExternalId(/^\d+$/.test(text) ? `client-${text}` : text);
  const entityId = Number(key?.id ?? 0);
  return key !== undefined && entityId > 0 ? [{ type: key.type, entityId }] : [];
}

/** Incoming: the contact. Outgoing: who called over which line. */
async function callerOf(
  client: AxisCareClient,
  activity: LoggedActivity,
  options: CallOptions & { readonly logger: Logger },
): Promise<Pick<AxisCareCallLogFields, 'callerName' | 'callerPhone'>> {
  const callerPhone = callerPhoneOf(activity);
  if (activity.direction === 'inbound') return { callerPhone, callerName: (await contactName(client, activity, options)) ?? callerPhone };
  const { line, quoUser } = activity;
  const inbox = line?.name == null ? undefined : [line.symbol, line.name].filter((part) => part !== null).join(' ');
  const callerName = [quoUser?.name, inbox].filter((part) => part != null).join(' ');
  return { callerPhone, callerName: callerName === '' ? callerPhone : callerName };
}

function callerPhoneOf({ direction, contactPhone, line }: LoggedActivity): string {
  return direction === 'inbound' ? contactPhone : (line?.number ?? contactPhone);
}

/** @returns `undefined` where AxisCare refuses to show the person: a log is not held up for a name. */
async function contactName(
  client: AxisCareClient,
  { person }: LoggedActivity,
  { logger, ...options }: CallOptions & { readonly logger: Logger },
): Promise<string | undefined> {
  const key = readExternalId(person.externalId);
  // Of a responsible party only the record is looked up, whose name would be another person's.
  if (key === undefined || key.party !== undefined) return undefined;
  const found = await client.people.get(key.type, key.id, options).catch((error: unknown) => {
    if (!ApiError.is(error) || error.retryable) throw error;
    logger.warn({ code: error.code }, 'the name of a caller could not be read; the call log has the number');
  });
  const { firstName, lastName } = readPersonName({ first: found?.firstName ?? null, last: found?.lastName ?? null, instead: [''] });
  const name = `${firstName} ${lastName}`.trim();
  return name === 'Unknown' ? undefined : name;
}

function isSameLog(log: AxisCareCallLog, fields: FieldsOfActivity, callerPhone: string): boolean {
  return (
    log.callerPhone === callerPhone &&
    Date.parse(log.dateTime ?? '') === Date.parse(fields.dateTime) &&
    toComparableText(log.subject ?? '') === toComparableText(fields.subject) &&
    hasSameTags(log, fields)
  );
}

/** Participants of one call have one log each, which may differ in nothing but the tag. */
function hasSameTags({ tags: theirs }: AxisCareCallLog, { tags: [ours] }: FieldsOfActivity): boolean {
  if (ours === undefined) return theirs.length === 0;
  return theirs.some(({ type, entityId }) => type === ours.type && (entityId === undefined || entityId === String(ours.entityId)));
}
