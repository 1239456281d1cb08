import { rules, type SandboxCall, type SandboxEntry, type SandboxRoute } from '@frigg-crm/http/sandbox';
import { checkCall, checkNote, isObject, type KnownIds } from './check-activity.ts';
import type { SandboxFields } from './generate-record.ts';
import { numbered } from './list-page.ts';
import { toWireRecord, toZohoTime, type ModuleStore } from './module-store.ts';
import { failure, nothing, results, type Outcome } from './zoho-responses.ts';

/** What the routes of calls and notes work with. */
export interface ActivityRoutesOptions extends KnownIds {
  readonly calls: ModuleStore;
  readonly notes: ModuleStore;
}

const WRITE = { data: Array.isArray, trigger: Array.isArray } as const;

/** Calls and notes (Zoho CRM API v8, Insert Records, Update Records, Notes). */
export function createActivityRoutes(options: ActivityRoutesOptions): Readonly<Record<string, SandboxRoute>> {
  const { calls, notes, modules } = options;
  const existing = (module: string, id: unknown): boolean => modules[module]?.get(String(id)) !== undefined;
  const call = createWriter(calls, (record, isNew) => checkCall(record, isNew, options));
  const note = createWriter(notes, checkNote);
  return {
    'POST /crm/v8/Calls': { query: {}, body: WRITE, required: ['data'], handle: (request) => call.create(request) },
    'PUT /crm/v8/Calls/{id}': { query: {}, body: WRITE, required: ['data'], handle: call.update },
    'DELETE /crm/v8/Calls/{id}': {
      query: {},
      handle: (request) => (calls.get(request.params['id'] ?? '') === undefined ? failure(400, 'INVALID_DATA') : call.remove(request)),
    },
    'PUT /crm/v8/Notes/{id}': { query: {}, body: WRITE, required: ['data'], handle: note.update },
    'DELETE /crm/v8/Notes/{id}': { query: {}, handle: note.remove },
    'POST /crm/v8/{module}/{parentId}/Notes': {
      query: {},
      body: WRITE,
      required: ['data'],
      handle(request) {
        const { module = '', parentId = '' } = request.params;
        if (!existing(module, parentId)) return results(201, [{ code: 'INVALID_DATA', details: { api_name: 'Parent_Id' } }]);
        return note.create(request, { Parent_Id: { id: parentId, module: { api_name: module } } });
      },
    },
    'GET /crm/v8/{module}/{parentId}/Notes': {
      query: {
        fields: rules.filled,
        page: rules.number(1, 10_000),
        sort_by: rules.oneOf('id', 'Created_Time', 'Modified_Time'),
        sort_order: rules.oneOf('asc', 'desc'),
      },
      required: ['fields'],
      handle({ params: { module = '', parentId = '' }, query }) {
        if (!existing(module, parentId)) return nothing();
        const own = notes
          .inOrder('Created_Time', 'desc')
          .filter(({ fields }) => (fields['Parent_Id'] as { readonly id: string }).id === parentId);
        return numbered(own, query, ({ id, fields, createdAtMs }) => {
          // Lists cut rich text.
          return {
            id,
            Note_Title: fields['Note_Title'],
            Note_Content: String(fields['Note_Content']).slice(0, 500),
            Created_Time: toZohoTime(createdAtMs),
          };
        });
      },
    },
    'GET /crm/v8/Notes': { handle: () => failure(403, 'NOT_SUPPORTED') },
  };
}

interface Writer {
  readonly create: (call: SandboxCall, more?: SandboxFields) => Response;
  readonly update: (call: SandboxCall) => Response;
  readonly remove: (call: SandboxCall) => Response;
}

/** Writes the records of one module, each of which succeeds or fails alone. */
function createWriter(store: ModuleStore, check: (record: SandboxFields, isNew: boolean) => Outcome | undefined): Writer {
  const unknownId: Outcome = { code: 'INVALID_DATA', details: { api_name: 'id' } };
  return {
    create({ body }, more = {}) {
      const write = (record: SandboxFields): Outcome => check(record, true) ?? toWritten(store.add({ ...more, ...record }));
      return results(201, recordsOf(body).map(write));
    },
    update({ body, params }) {
      const id = params['id'] ?? '';
      const write = (record: SandboxFields): Outcome => check(record, false) ?? toWritten(store.change(id, record));
      const outcomes = recordsOf(body).map((record) => (store.get(id) === undefined ? unknownId : write(record)));
      return results(200, outcomes);
    },
    remove({ params }) {
      const id = params['id'] ?? '';
      return results(200, [store.get(id) === undefined ? unknownId : { details: { id: store.delete(id).id } }]);
    },
  };
}

function toWritten(entry: SandboxEntry<SandboxFields>): Outcome {
  const { id, Created_Time, Modified_Time } = toWireRecord({ ...entry, fields: {} });
  const user = { id: '5725767000000300001', name: 'Li Wong' };
  const details = { id, Created_Time, Modified_Time, Created_By: user, Modified_By: user };
  // Notes need no approval.
  return { details: 'Note_Content' in entry.fields ? details : { ...details, $approval_state: 'approved' } };
}

function recordsOf(body: unknown): readonly SandboxFields[] {
  const { data } = body as { readonly data: readonly unknown[] };
  return data.map((record) => (isObject(record) ? record : {}));
}
