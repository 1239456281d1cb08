import { rules, type SandboxCall, type SandboxEntry, type SandboxRoute } from '@frigg-crm/http/sandbox';
import type { SandboxFields } from './generate-record.ts';
import { isAfter, list, numbered, pick, type PageTokens } from './list-page.ts';
import { toZohoTime, type ModuleStore } from './module-store.ts';
import { failure, nothing } from './zoho-responses.ts';

/** What the routes of records work with. */
export interface RecordRoutesOptions {
  readonly modules: Readonly<Record<string, ModuleStore>>;
  /** How far page tokens reach. */
  readonly maxListed: number;
}

const id = rules.matches(/^\d{1,20}$/);
const page = rules.number(1, 1_000_000);
const perPage = rules.number(1, 200);
const fields = rules.list(rules.matches(/^\$?\w+$/), 50);

/** Lists, single records, searches and deleted ones (Zoho CRM API v8, Records). */
export function createRecordRoutes(
  { modules, maxListed }: RecordRoutesOptions,
  tokens: PageTokens,
): Readonly<Record<string, SandboxRoute>> {
  const inModule =
    (handle: (store: ModuleStore, call: SandboxCall) => Response): SandboxRoute['handle'] =>
    (call) => {
      const store = modules[call.params['module'] ?? ''];
      return store === undefined ? failure(400, 'INVALID_MODULE') : handle(store, call);
    };
  return {
    'GET /crm/v8/{module}': {
      query: {
        fields,
        per_page: perPage,
        page,
        page_token: rules.filled,
        sort_by: rules.oneOf('id', 'Created_Time', 'Modified_Time'),
        sort_order: rules.oneOf('asc', 'desc'),
        ids: (value) => rules.list(id, 100)(value) && String(value).length <= 1024,
      },
      required: ['fields'],
      handle: inModule((store, { query, request }) => list(store, { query, request, tokens, maxListed })),
    },
    'GET /crm/v8/{module}/search': {
      query: { phone: rules.matches(/^\+?[\d\s().-]{3,49}$/), email: rules.filled, word: rules.filled, fields, per_page: perPage, page },
      handle: inModule((store, { query }) => {
        const phone = query.get('phone');
        return phone === null ? failure(400, 'EXPECTED_PARAM_MISSING', { api_name: 'phone' }) : search(store, phone, query);
      }),
    },
    'GET /crm/v8/{module}/deleted': {
      query: { type: rules.oneOf('all', 'recycle', 'permanent'), page, per_page: perPage },
      handle: inModule((store, { query, request }) => {
        const deleted = store.deletedSince().filter(({ deletedAtMs }) => isAfter(deletedAtMs ?? 0, request));
        return numbered(deleted, query, ({ id: recordId, deletedAtMs = 0 }) => {
          return {
            id: recordId,
            display_name: 'A record',
            type: 'recycle',
            deleted_time: toZohoTime(deletedAtMs),
            deleted_by: null,
            created_by: null,
          };
        });
      }),
    },
    'GET /crm/v8/{module}/{id}': {
      query: { fields },
      handle: inModule((store, { params, query }) => {
        if (!id(params['id'])) return failure(400, 'INVALID_DATA', { api_name: 'id' });
        const found = store.get(params['id'] ?? '');
        return found === undefined ? nothing() : Response.json({ data: [pick(found, query)] });
      }),
    },
  };
}

/** The index finds digits in their order, whatever stands between them; a number with a plus only matches whole. */
function search(store: ModuleStore, phone: string, query: URLSearchParams): Response {
  const wanted = phone.replaceAll(/\D/g, '');
  const texts = ({ fields: all }: SandboxEntry<SandboxFields>): readonly unknown[] =>
    ['Phone', 'Mobile', 'Home_Phone', 'Other_Phone', 'Asst_Phone'].map((name) => all[name]);
  const found = store
    .list()
    .filter((entry) => texts(entry).some((text) => typeof text === 'string' && text.replaceAll(/\D/g, '').includes(wanted)));
  return numbered(found, query, (entry) => pick(entry, query));
}
