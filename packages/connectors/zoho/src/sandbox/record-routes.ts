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
const searchQuery = {
  phone: rules.matches(/^\+?[\d\s().-]{3,49}$/),
  email: rules.matches(/^\S{1,255}$/),
  word: rules.matches(/^.{2,100}$/),
};
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
      query: { ...searchQuery, fields, per_page: perPage, page },
      handle: inModule((store, { query }) => {
        const isHit = readSearch(query);
        if (isHit === undefined) return failure(400, 'EXPECTED_PARAM_MISSING', { api_name: 'phone' });
        return numbered(store.list().filter(isHit), query, (entry) => pick(entry, query));
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

const PHONES = ['Phone', 'Mobile', 'Home_Phone', 'Other_Phone', 'Asst_Phone'];
const EMAILS = ['Email', 'Secondary_Email'];

/**
 * @returns what a search finds; `undefined`: nothing says what is searched. Digits are found in their order, whatever stands
 * between them, but a number with a plus only matches whole; a part of an address, or a word of any text, is enough.
 */
function readSearch(query: URLSearchParams): ((entry: SandboxEntry<SandboxFields>) => boolean) | undefined {
  const [email, phone, word] = ['email', 'phone', 'word'].map((name) => query.get(name)?.toLowerCase());
  const isIn = (names: readonly string[] | undefined, isHit: (text: string) => boolean) => (entry: SandboxEntry<SandboxFields>) =>
    (names ?? Object.keys(entry.fields)).some((name) => {
      const text = entry.fields[name];
      return typeof text === 'string' && isHit(text.toLowerCase());
    });
  if (email !== undefined) return isIn(EMAILS, (text) => text.includes(email));
  if (phone !== undefined) return isIn(PHONES, (text) => text.replaceAll(/\D/g, '').includes(phone.replaceAll(/\D/g, '')));
  return word === undefined ? undefined : isIn(undefined, (text) => text.includes(word));
}
