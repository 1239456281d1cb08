import { invalid, one, type SandboxAnswer } from './sandbox-answers.ts';
import { NO_RULES, USER_FIND_RULES, findQueryProblem, type QueryRules } from './sandbox-query.ts';
import type { SandboxRequest, SandboxRoute } from './sandbox-route.ts';

/** A user of the company. */
export interface SandboxUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly active_flag: boolean;
  /** Only an administrator may write in another's name. */
  readonly isAdmin: boolean;
}

/** Whose data a sandbox holds. */
export interface SandboxCompany {
  readonly id: number;
  readonly name: string;
  /** Two letters (ISO 3166-1). */
  readonly country: string;
}

const NAMES = ['Mia Berg', 'Tom Hale', 'Sam Ode', 'Ida Lund', 'Li Wei'] as const;

/** Five users with the ids that made-up people have as owners; the last one is an administrator. */
export const DEFAULT_USERS: readonly SandboxUser[] = NAMES.map((name, index) => ({
  id: index + 1,
  name,
  email: `${name.split(' ')[0]?.toLowerCase() ?? 'user'}@acme.test`,
  active_flag: true,
  isAdmin: index === NAMES.length - 1,
}));

/** What the routes of users work with. */
export interface UserRoutesContext {
  readonly users: readonly SandboxUser[];
  /** Who has connected. */
  readonly me: SandboxUser;
  readonly company: SandboxCompany;
  readonly apiDomain: () => string;
}

/** Users API v1. */
export function userRoutes({ users, me, company, apiDomain }: UserRoutesContext): readonly SandboxRoute[] {
  const toWire = ({ isAdmin, ...user }: SandboxUser): Readonly<Record<string, unknown>> => ({
    ...user,
    default_currency: 'EUR',
    locale: 'en_US',
    lang: 1,
    phone: null,
    activated: true,
    access: [{ app: 'global', admin: isAdmin, permission_set_id: '62cc4d7f-4038-4352-abf3-a8c1c822b631' }],
    timezone_name: 'Europe/Berlin',
    timezone_offset: '+01:00',
    role_id: 1,
    icon_url: null,
    is_you: user.id === me.id,
    is_deleted: false,
  });
  const get = (path: string, cost: number, scope: string, answer: SandboxRoute['answer']): SandboxRoute => {
    return { method: 'GET', version: 'v1', path, cost, scopes: [scope], answer };
  };
  return [
    get('/users/me', 2, 'base', ({ query }) =>
      checked(query, NO_RULES, () =>
        one({
          ...toWire(me),
          company_id: company.id,
          company_name: company.name,
          company_domain: new URL(apiDomain()).hostname.split('.')[0],
          company_country: company.country,
          language: { language_code: 'en', country_code: 'US' },
        }),
      ),
    ),
    get('/users', 20, 'users:read', ({ query }) => checked(query, NO_RULES, () => one(users.map(toWire)))),
    get('/users/find', 40, 'users:read', (request) => checked(request.query, USER_FIND_RULES, () => find(request, users.map(toWire)))),
  ];
}

function find({ query }: SandboxRequest, users: readonly Readonly<Record<string, unknown>>[]): SandboxAnswer {
  const term = query.get('term')?.toLowerCase();
  if (term === undefined || term === '') return invalid("'term' is required");
  const fields = query.get('search_by_email') === '1' ? ['email'] : ['email', 'name'];
  return one(users.filter((user) => fields.some((field) => String(user[field]).toLowerCase().includes(term))));
}

function checked(query: URLSearchParams, rules: QueryRules, answer: () => SandboxAnswer): SandboxAnswer {
  const problem = findQueryProblem(query, rules);
  return problem === undefined ? answer() : invalid(problem);
}
