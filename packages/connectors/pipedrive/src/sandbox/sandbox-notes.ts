import type { RecordStore, SandboxRecord } from './record-store.ts';
import { forbidden, invalid, notFound, offsetPage, one, type SandboxAnswer } from './sandbox-answers.ts';
import { isFilled, isInteger, isUuid, matches, readBody, type FieldRule, type SandboxFields } from './sandbox-body.ts';
import { NOTE_LIST_RULES, NO_RULES, findQueryProblem } from './sandbox-query.ts';
import type { SandboxRequest, SandboxRoute } from './sandbox-route.ts';
import type { SandboxUser } from './sandbox-users.ts';

/** A note on the wire. Its times are written `YYYY-MM-DD HH:MM:SS`. */
export interface SandboxNote extends SandboxRecord {
  readonly content: string;
  readonly user_id: number;
  readonly person_id: number | null;
  readonly deal_id: number | null;
  readonly lead_id: string | null;
  readonly org_id: number | null;
  readonly active_flag: boolean;
}

/** What the routes of notes work with. */
export interface NoteRoutesContext {
  readonly notes: RecordStore<SandboxNote>;
  readonly me: SandboxUser;
  readonly personExists: (id: number) => boolean;
  readonly userExists: (id: number) => boolean;
}

const MAX_BYTES = 102_400;
const SUBJECTS = ['person_id', 'deal_id', 'lead_id', 'org_id', 'project_id', 'task_id'];

/** Notes API v1, Add a note. */
const FIELDS: Readonly<Record<string, FieldRule>> = {
  content: (value) => isFilled(value) && Buffer.byteLength(String(value)) <= MAX_BYTES,
  lead_id: isUuid,
  deal_id: isInteger,
  person_id: isInteger,
  org_id: isInteger,
  project_id: isInteger,
  task_id: isInteger,
  user_id: isInteger,
  add_time: matches(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
};

/** Notes API v1. */
export function noteRoutes(context: NoteRoutesContext): readonly SandboxRoute[] {
  const { notes } = context;
  const route = (method: SandboxRoute['method'], path: string, cost: number, answer: SandboxRoute['answer']): SandboxRoute => ({
    method,
    version: 'v1',
    path,
    cost,
    scopes: method === 'GET' ? ['deals:read', 'deals:full', 'contacts:read', 'contacts:full'] : ['deals:full', 'contacts:full'],
    answer,
  });
  const withOne = (answer: (note: SandboxNote, request: SandboxRequest) => SandboxAnswer) => (request: SandboxRequest) => {
    const problem = findQueryProblem(request.query, NO_RULES);
    if (problem !== undefined || !/^\d+$/.test(request.id)) return invalid(problem ?? "'id' must be an integer");
    const note = notes.get(Number(request.id));
    return note?.active_flag === true ? answer(note, request) : notFound('Note');
  };
  return [
    route('GET', '/notes', 20, ({ query }) => list(query, context)),
    route('POST', '/notes', 10, ({ body }) => add(body, context)),
    route(
      'GET',
      '/notes/:id',
      2,
      withOne((note) => one(toWire(note))),
    ),
    route(
      'PUT',
      '/notes/:id',
      10,
      withOne((note, { body }) => change(note, body, context)),
    ),
    route(
      'DELETE',
      '/notes/:id',
      6,
      withOne((note) => {
        notes.change(note, { active_flag: false });
        return one(true);
      }),
    ),
  ];
}

function list(query: URLSearchParams, { notes }: NoteRoutesContext): SandboxAnswer {
  const problem = findQueryProblem(query, NOTE_LIST_RULES);
  if (problem !== undefined) return invalid(problem);
  const is = (key: 'person_id' | 'deal_id' | 'lead_id' | 'user_id', note: SandboxNote): boolean =>
    !query.has(key) || query.get(key) === String(note[key]);
  const sinceMs = Date.parse(query.get('updated_since') ?? '1970-01-01T00:00:00Z');
  const found = notes.all.filter(
    (note) =>
      note.active_flag &&
      Date.parse(note.update_time) >= sinceMs &&
      is('person_id', note) &&
      is('deal_id', note) &&
      is('lead_id', note) &&
      is('user_id', note),
  );
  const sign = (query.get('sort') ?? '').endsWith(' DESC') ? -1 : 1;
  return offsetPage(found.sort((first, second) => sign * (first.id - second.id)).map(toWire), query);
}

function add(body: unknown, context: NoteRoutesContext): SandboxAnswer {
  const read = readBody(body, FIELDS);
  if ('problem' in read) return invalid(read.problem);
  const { fields } = read;
  if (fields['content'] === undefined) return invalid("'content' is required");
  if (!SUBJECTS.some((key) => fields[key] !== undefined)) return invalid(`one of '${SUBJECTS.join("', '")}' is required`);
  const refusal = findRefusal(fields, context);
  if (refusal !== undefined) return refusal;
  const empty = { content: '', user_id: context.me.id, person_id: null, deal_id: null, lead_id: null, org_id: null, active_flag: true };
  const note = context.notes.add({ ...empty, ...sanitised(fields) });
  const addTime = fields['add_time'];
  return one(toWire(typeof addTime === 'string' ? context.notes.change(note, { add_time: addTime }) : note));
}

function change(note: SandboxNote, body: unknown, context: NoteRoutesContext): SandboxAnswer {
  const read = readBody(body, FIELDS);
  if ('problem' in read) return invalid(read.problem);
  return findRefusal(read.fields, context) ?? one(toWire(context.notes.change(note, sanitised(read.fields))));
}

function findRefusal(fields: SandboxFields, { me, personExists, userExists }: NoteRoutesContext): SandboxAnswer | undefined {
  const { user_id: userId, person_id: personId } = fields as Partial<SandboxNote>;
  if (personId != null && !personExists(personId)) return invalid("'person_id' does not exist");
  if (userId === undefined || userId === me.id) return undefined;
  if (!me.isAdmin) return forbidden('You do not have permissions to do this.');
  return userExists(userId) ? undefined : invalid("'user_id' does not exist");
}

/** Pipedrive takes out what it does not allow in a note. */
function sanitised(fields: SandboxFields): Partial<SandboxNote> {
  const { content, ...rest } = fields as Partial<SandboxNote>;
  return content === undefined ? rest : { ...rest, content: content.replace(/<script\b[\s\S]*?(<\/script>|$)/gi, '') };
}

function toWire(note: SandboxNote): Readonly<Record<string, unknown>> {
  const spaced = (time: string): string => time.replace('T', ' ').replace('Z', '');
  return { ...note, add_time: spaced(note.add_time), update_time: spaced(note.update_time) };
}
