import { listPersons, type ListPersonsContext } from './list-persons.ts';
import { invalid, notFound, one, type SandboxAnswer } from './sandbox-answers.ts';
import { getOrganization, listOrganizations, type SandboxOrganizations } from './sandbox-organizations.ts';
import { ONE_RULES, findQueryProblem } from './sandbox-query.ts';
import type { SandboxRoute } from './sandbox-route.ts';
import { searchPersons } from './search-persons.ts';

/** What the routes of persons work with. */
export interface PersonRoutesContext extends ListPersonsContext {
  readonly organizations: SandboxOrganizations;
}

/** Persons and Organizations API v2, reading. */
export function personRoutes(context: PersonRoutesContext): readonly SandboxRoute[] {
  const { organizations } = context;
  const get = (path: string, cost: number, answer: SandboxRoute['answer'], more: readonly string[] = []): SandboxRoute => {
    return { method: 'GET', version: 'v2', path, cost, scopes: ['contacts:read', 'contacts:full', ...more], answer };
  };
  return [
    get('/persons', 10, ({ query }) => listPersons(query, context)),
    get('/persons/search', 20, ({ query }) => searchPersons(query, context), ['search:read']),
    get('/persons/:id', 1, ({ id, query }) => getPerson(id, query, context)),
    get('/organizations', 10, ({ query }) => listOrganizations(query, organizations)),
    get('/organizations/:id', 1, ({ id, query }) => getOrganization(id, query, organizations)),
  ];
}

function getPerson(id: string, query: URLSearchParams, { people }: PersonRoutesContext): SandboxAnswer {
  const problem = /^\d+$/.test(id) ? findQueryProblem(query, ONE_RULES) : "'id' must be an integer";
  if (problem !== undefined) return invalid(problem);
  const person = people.get(Number(id));
  return person === undefined ? notFound('Person') : one(person);
}
