import { listRecords } from './list-records.ts';
import type { RecordStore, SandboxRecord } from './record-store.ts';
import { invalid, notFound, one, type SandboxAnswer } from './sandbox-answers.ts';
import {
  isAnything,
  isFilled,
  isFlag,
  isInteger,
  isText,
  isUuid,
  matches,
  readBody,
  type FieldRule,
  type SandboxFields,
} from './sandbox-body.ts';
import type { Position } from './person-store.ts';
import type { SandboxCursors } from '@frigg-crm/http/sandbox';
import { ACTIVITY_LIST_RULES, NO_RULES, findQueryProblem } from './sandbox-query.ts';
import type { SandboxRequest, SandboxRoute } from './sandbox-route.ts';

/** An activity on the wire. */
export interface SandboxActivity extends SandboxRecord {
  readonly subject: string;
  readonly type: string;
  readonly owner_id: number;
  readonly creator_user_id: number;
  readonly is_deleted: boolean;
  readonly done: boolean;
  readonly deal_id: number | null;
  readonly lead_id: string | null;
  /** The primary participant. */
  readonly person_id: number | null;
  readonly org_id: number | null;
  readonly due_date: string;
  readonly due_time: string;
  readonly duration: string;
  readonly note: string;
  readonly public_description: string;
  readonly participants: readonly { readonly person_id: number; readonly primary: boolean }[];
}

/** What the routes of activities work with. */
export interface ActivityRoutesContext {
  readonly activities: RecordStore<SandboxActivity>;
  readonly cursors: SandboxCursors<Position>;
  readonly meId: number;
  /** Keys of the types that the company has; the first is the default. */
  readonly types: readonly string[];
  readonly exists: {
    readonly person: (id: number) => boolean;
    readonly user: (id: number) => boolean;
    readonly deal: (id: number) => boolean;
    readonly lead: (id: string) => boolean;
  };
}

const MAX_NOTE_BYTES = 102_400;

/** Activities API v2, Add a new activity. `person_id` is derived from `participants` and may not be written. */
const FIELDS: Readonly<Record<string, FieldRule>> = {
  subject: (value) => isFilled(value) && String(value).length <= 255,
  type: isFilled,
  owner_id: isInteger,
  deal_id: isInteger,
  lead_id: isUuid,
  org_id: isInteger,
  project_id: isInteger,
  due_date: matches(/^\d{4}-\d\d-\d\d$/),
  due_time: matches(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/),
  duration: (value) => matches(/^\d\d:[0-5]\d(:[0-5]\d)?$/)(value) && !String(value).startsWith('00:00'),
  busy: isFlag,
  done: isFlag,
  location: isAnything,
  participants: isParticipants,
  attendees: isAnything,
  public_description: isText,
  priority: isInteger,
  note: (value) => isText(value) && Buffer.byteLength(String(value)) <= MAX_NOTE_BYTES,
};

function isParticipants(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const items: readonly unknown[] = value;
  return items.every((item) => 'fields' in readBody(item, { person_id: isInteger, primary: isFlag }));
}

/** Activities API v2. */
export function activityRoutes(context: ActivityRoutesContext): readonly SandboxRoute[] {
  const { activities } = context;
  const route = (method: SandboxRoute['method'], path: string, cost: number, answer: SandboxRoute['answer']): SandboxRoute => ({
    method,
    version: 'v2',
    path,
    cost,
    scopes: method === 'GET' ? ['activities:read', 'activities:full'] : ['activities:full'],
    answer,
  });
  const withOne = (answer: (activity: SandboxActivity, request: SandboxRequest) => SandboxAnswer) => (request: SandboxRequest) => {
    const problem = findQueryProblem(request.query, NO_RULES);
    if (problem !== undefined || !/^\d+$/.test(request.id)) return invalid(problem ?? "'id' must be an integer");
    const activity = activities.get(Number(request.id));
    return activity === undefined ? notFound('Activity') : answer(activity, request);
  };
  return [
    route('GET', '/activities', 10, ({ query }) => list(query, context)),
    route('POST', '/activities', 5, ({ body }) => add(body, context)),
    route(
      'GET',
      '/activities/:id',
      1,
      withOne((activity) => one(activity)),
    ),
    route(
      'PATCH',
      '/activities/:id',
      5,
      withOne((activity, { body }) => (activity.is_deleted ? notFound('Activity') : change(activity, body, context))),
    ),
    route(
      'DELETE',
      '/activities/:id',
      3,
      withOne((activity) => {
        if (activity.is_deleted) return notFound('Activity');
        activities.change(activity, { is_deleted: true });
        return one({ id: activity.id });
      }),
    ),
  ];
}

function list(query: URLSearchParams, { activities, cursors }: ActivityRoutesContext): SandboxAnswer {
  const problem = findQueryProblem(query, ACTIVITY_LIST_RULES);
  if (problem !== undefined) return invalid(problem);
  const is = (key: string, value: unknown): boolean => !query.has(key) || query.get(key) === String(value);
  const found = activities.all.filter(
    (activity) =>
      !activity.is_deleted &&
      is('done', activity.done) &&
      is('owner_id', activity.owner_id) &&
      is('deal_id', activity.deal_id) &&
      is('lead_id', activity.lead_id) &&
      (!query.has('person_id') || activity.participants.some(({ person_id: id }) => query.get('person_id') === String(id))),
  );
  return listRecords(found, query, cursors);
}

function add(body: unknown, context: ActivityRoutesContext): SandboxAnswer {
  const read = readBody(body, FIELDS);
  if ('problem' in read) return invalid(read.problem);
  const problem = findUnknown(read.fields, context);
  if (problem !== undefined) return invalid(problem);
  const empty: Omit<SandboxActivity, keyof SandboxRecord> = {
    subject: 'Activity',
    type: context.types[0] ?? 'task',
    owner_id: context.meId,
    creator_user_id: context.meId,
    is_deleted: false,
    done: false,
    deal_id: null,
    lead_id: null,
    person_id: null,
    org_id: null,
    due_date: '',
    due_time: '',
    duration: '',
    note: '',
    public_description: '',
    participants: [],
  };
  return one(context.activities.add({ ...empty, ...toStored(read.fields) }));
}

function change(activity: SandboxActivity, body: unknown, context: ActivityRoutesContext): SandboxAnswer {
  const read = readBody(body, FIELDS);
  if ('problem' in read) return invalid(read.problem);
  const problem = findUnknown(read.fields, context);
  return problem === undefined ? one(context.activities.change(activity, toStored(read.fields))) : invalid(problem);
}

function findUnknown(fields: SandboxFields, { exists, types }: ActivityRoutesContext): string | undefined {
  const { type, owner_id: owner, deal_id: deal, lead_id: lead, participants = [] } = fields as Partial<SandboxActivity>;
  if (deal != null && lead != null) return "only one of 'deal_id' and 'lead_id' may be given";
  const isKnown = {
    type: type === undefined || types.includes(type),
    owner_id: owner === undefined || exists.user(owner),
    deal_id: deal == null || exists.deal(deal),
    lead_id: lead == null || exists.lead(lead),
    participants: participants.every(({ person_id: id }) => exists.person(id)),
  };
  const unknown = Object.entries(isKnown).find(([, known]) => !known);
  return unknown === undefined ? undefined : `'${unknown[0]}' names what does not exist`;
}

/** Times are answered with seconds; the person is the primary participant. */
function toStored(fields: SandboxFields): Partial<SandboxActivity> {
  const { due_time: time, duration, participants, ...rest } = fields as Partial<SandboxActivity>;
  return {
    ...rest,
    ...(time === undefined ? {} : { due_time: withSeconds(time) }),
    ...(duration === undefined ? {} : { duration: withSeconds(duration) }),
    ...(participants === undefined ? {} : { participants, person_id: participants.find(({ primary }) => primary)?.person_id ?? null }),
  };
}

function withSeconds(time: string): string {
  return time.length === 5 ? `${time}:00` : time;
}
