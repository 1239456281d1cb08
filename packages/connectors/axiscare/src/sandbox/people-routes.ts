import { rules, type FieldRules, type SandboxCall, type SandboxRoute } from '@frigg-crm/http/sandbox';
import type { AxisCareRecordType } from '../person-keys.ts';
import { fail, succeed } from './sandbox-answers.ts';
import type { SandboxParty, SandboxPerson } from './sandbox-person.ts';
import type { SandboxPeople } from './sandbox-people.ts';

/** What the routes of people work with. */
export interface PeopleRoutesOptions {
  readonly people: Readonly<Record<AxisCareRecordType, SandboxPeople>>;
  /** Filled-in parties, by `client-12`. */
  readonly parties: ReadonlyMap<string, readonly SandboxParty[]>;
  /** Where the site is, for next pages; `undefined`: where the request came to. */
  readonly baseUrl: () => string | undefined;
}

interface RecordRoutes {
  readonly type: AxisCareRecordType;
  readonly plural: string;
  /** The parameters of the list, beside its ids. */
  readonly query: FieldRules;
  readonly maxLimit: number;
}

const ids = rules.list(rules.number(1, 1e12), 500);
const limit = rules.number(1, 500);
const after = rules.number(0, 1e12);

const ROUTES: readonly RecordRoutes[] = [
  { type: 'client', plural: 'clients', query: { clientIds: ids, statuses: rules.filled, startAfterId: after, limit }, maxLimit: 500 },
  // The position is opaque here.
  { type: 'lead', plural: 'leads', query: { leadIds: ids, statuses: rules.filled, nextPageToken: rules.filled, limit }, maxLimit: 500 },
  {
    type: 'caregiver',
    plural: 'caregivers',
    query: { caregiverIds: ids, statuses: rules.filled, startAfterId: after, limit },
    maxLimit: 500,
  },
  { type: 'applicant', plural: 'applicants', query: { applicantIds: ids, statuses: rules.filled, startAfterId: after }, maxLimit: 100 },
];

/** Makes the routes of clients, leads, caregivers and applicants, and of responsible parties. */
export function createPeopleRoutes(options: PeopleRoutesOptions): Readonly<Record<string, SandboxRoute>> {
  const entries = ROUTES.flatMap((route): [string, SandboxRoute][] => {
    const { type, plural, query } = route;
    const hasParties = type === 'client' || type === 'lead';
    return [
      [`GET /api/${plural}`, { query, handle: (call) => listPeople(options, route, call) }],
      [`GET /api/${plural}/{id}`, { query: {}, handle: ({ params }) => getPerson(options, type, params['id'] ?? '') }],
      ...(hasParties ? [partiesRoute(options, type, plural)] : []),
    ];
  });
  return Object.fromEntries(entries);
}

function listPeople({ people, baseUrl }: PeopleRoutesOptions, route: RecordRoutes, { query, url }: SandboxCall): Response {
  const { type, plural, maxLimit } = route;
  const wanted = query.get(`${type}Ids`);
  const size = Math.min(Number(query.get('limit') ?? 100), maxLimit);
  const all = wanted === null ? people[type].after(positionOf(type, query), size) : findByIds(people[type], wanted).slice(0, size);
  const labels = query.get('statuses')?.split(',');
  const found = labels === undefined ? all : all.filter(({ status }) => labels.includes(status.label));
  const last = all.at(-1)?.id ?? people[type].lastId;
  const isLast = wanted !== null || last >= people[type].lastId;
  const nextPage = isLast ? null : toNextPage(new URL(`${url.pathname}${url.search}`, baseUrl() ?? url.origin), type, last);
  return succeed({ [plural]: isFlat(type) ? found : Object.fromEntries(found.map((person) => [person.id, person])), nextPage });
}

function positionOf(type: AxisCareRecordType, query: URLSearchParams): number {
  return type === 'lead' ? fromToken(query.get('nextPageToken')) : Number(query.get('startAfterId') ?? 0);
}

function toNextPage(next: URL, type: AxisCareRecordType, last: number): string {
  if (type === 'lead') next.searchParams.set('nextPageToken', toToken(last));
  else next.searchParams.set('startAfterId', String(last));
  return next.href;
}

/** Clients and leads come as a list and alone, caregivers and applicants by id and in `data`. */
function isFlat(type: AxisCareRecordType): boolean {
  return type === 'client' || type === 'lead';
}

function findByIds(people: SandboxPeople, list: string): readonly SandboxPerson[] {
  return list.split(',').flatMap((id) => people.get(Number(id)) ?? []);
}

function getPerson({ people }: PeopleRoutesOptions, type: AxisCareRecordType, id: string): Response {
  const person = people[type].get(Number(id));
  if (person === undefined) return fail(isFlat(type) ? 400 : 404, `The ${type} was not found`);
  return succeed(isFlat(type) ? person : { data: person });
}

/** Always three, of which unused ones are blank. */
function partiesRoute(options: PeopleRoutesOptions, type: AxisCareRecordType, plural: string): [string, SandboxRoute] {
  return [
    `GET /api/${plural}/{id}/responsibleParties`,
    {
      query: {},
      handle({ params }) {
        const { people, parties } = options;
        const person = people[type].get(Number(params['id']));
        if (person === undefined) return fail(404, `The ${type} was not found`);
        const known = parties.get(`${type}-${person.id}`) ?? [];
        return succeed([0, 1, 2].map((index) => ({ listNumber: String(index + 1), ...BLANK, ...known[index] })));
      },
    },
  ];
}

const BLANK = {
  name: '',
  relationship: '',
  email: '',
  dateOfBirth: '',
  hipaaDisclosureAuthorization: '',
  canMakeMedicalDecisions: '',
  address: { line1: '', line2: '', city: '', state: '', zip: '', latitude: null, longitude: null },
  phones: [{ type: 'Other', number: '' }],
};

function toToken(id: number): string {
  return Buffer.from(`after:${id}`).toString('base64url');
}

function fromToken(token: string | null): number {
  if (token === null) return 0;
  return Number(/^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1] ?? Number.MAX_SAFE_INTEGER);
}
