import type { PersonStore } from './person-store.ts';
import { invalid, page } from './sandbox-answers.ts';
import type { DealStore, LeadStore } from './sandbox-deals.ts';
import { ITEM_SEARCH_RULES, findQueryProblem } from './sandbox-query.ts';
import type { SandboxRoute } from './sandbox-route.ts';
import { isNamed } from './search-persons.ts';

/** What the search of items works with. */
export interface ItemRoutesContext {
  readonly people: PersonStore;
  readonly deals: DealStore;
  readonly leads: LeadStore;
}

/** Item Search API v2, over persons, deals and leads. */
export function itemRoutes({ people, deals, leads }: ItemRoutesContext): readonly SandboxRoute[] {
  const search = (term: string): readonly { readonly type: string; readonly id: number | string }[] => {
    const persons = [...people.inOrder('id', 'asc', undefined)].filter((person) => isNamed(person, term));
    const titled = (title: string): boolean => title.toLowerCase().includes(term.toLowerCase());
    return [
      ...persons.map(({ id, name }) => ({ type: 'person', id, name })),
      ...deals.all.filter(({ title }) => titled(title)).map(({ id, title, status }) => ({ type: 'deal', id, title, status })),
      ...leads.all.filter(({ title }) => titled(title)).map(({ id, title }) => ({ type: 'lead', id, title })),
    ];
  };
  return [
    {
      method: 'GET',
      version: 'v2',
      path: '/itemSearch',
      cost: 20,
      scopes: ['search:read'],
      answer({ query }) {
        const problem = findQueryProblem(query, ITEM_SEARCH_RULES);
        const term = query.get('term') ?? '';
        const type = query.get('item_types');
        if (problem !== undefined || term.length < 2) return invalid(problem ?? "'term' is too short");
        const found = search(term).filter((item) => type === null || item.type === type);
        // The first ones are the best: Pipedrive says no more of how it scores.
        const scored = found.map((item, index) => ({ result_score: 1 / (1 + index), item }));
        const items = scored.slice(0, Number(query.get('limit') ?? 100));
        const { status, body } = page([], null);
        return { status, body: { ...body, data: { items } } };
      },
    },
  ];
}
