import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createAction, reportAction, searchAction } from './action-kinds.ts';

const call = { requestedAt: '2026-01-05T10:00:00Z' };

describe('searchAction', () => {
  const sent: unknown[] = [];
  const action = searchAction({
    event: 'SEARCH_ACME',
    title: 'Search Acme',
    term: { least: 2, most: 10 },
    field: 'object',
    kinds: ['person', 'deal'],
    results: 'records',
    async search(term, { kinds, limit }) {
      sent.push({ term, kinds, limit });
      return [{ id: term }];
    },
  });

  it('searches all kinds, or the one that is chosen', async () => {
    expect(await action.run(action.form.parse({ term: ' ana ' }), call)).toEqual({ records: [{ id: 'ana' }] });
    await action.run(action.form.parse({ term: 'bo', object: 'deal' }), call);
    expect(sent).toEqual([
      { term: 'ana', kinds: ['person', 'deal'], limit: 20 },
      { term: 'bo', kinds: ['deal'], limit: 20 },
    ]);
    expect(action).toMatchObject({ type: 'SEARCH', isRepeatable: true });
  });

  it.each([{ term: 'a' }, { term: 'x'.repeat(11) }, { term: 'ana', object: 'lead' }, {}])('refuses %j', (input) => {
    expect(action.form.safeParse(input).success).toBe(false);
  });
});

describe('createAction', () => {
  const open = (found: string | undefined) =>
    createAction({
      event: 'CREATE_ACME_DEAL',
      title: 'Create a deal',
      form: z.object({ title: z.string() }),
      result: 'dealId',
      create: async ({ title }) => `new ${title}`,
      find: async ({ title }, since) => (found === undefined ? undefined : `${found} ${title} ${since}`),
    });

  it('creates a record once for each request', async () => {
    expect(await open(undefined).run({ title: 'Big' }, call)).toEqual({ dealId: 'new Big' });
    expect(open(undefined)).toMatchObject({ type: 'DATA', isRepeatable: false });
  });

  it('finds the record again whose response was lost', async () => {
    expect(await open('old').findResult?.({ title: 'Big' }, call)).toEqual({ dealId: `old Big ${call.requestedAt}` });
    expect(await open(undefined).findResult?.({ title: 'Big' }, call)).toBeUndefined();
  });
});

it('reportAction reports without a form, as often as it is requested', async () => {
  const action = reportAction({ event: 'GET_ACME', title: 'Acme', read: async () => ({ users: 2 }) });
  expect(await action.run({}, call)).toEqual({ users: 2 });
  expect(action).toMatchObject({ type: 'REPORT', isRepeatable: true, form: { shape: {} } });
});
