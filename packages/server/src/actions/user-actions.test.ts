import { describe, expect, it } from 'vitest';
import { openServerSystem } from '../test-support/server-system.ts';

const ACTIONS = '/api/v1/integrations/i1/actions';
const FORMS = '/api/v1/integrations/i1/action-forms';

async function json<Body = unknown>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

describe('user actions over HTTP', () => {
  it('lists what the owner can start, and shows the form of one', async () => {
    const { ask, connect } = openServerSystem();
    await connect();
    const { items } = await json<{ items: { event: string }[] }>(await ask(ACTIONS, { as: 'tenant' }));
    expect(items.map(({ event }) => event)).toEqual(expect.arrayContaining(['INITIAL_SYNC', 'SEARCH_PERSONS', 'GET_STATISTICS']));
    const form = await ask(`${FORMS}/SEARCH_PERSONS`, { body: { data: { name: 'Ana', other: 1 } } });
    expect(await json(form)).toMatchObject({ type: 'SEARCH', hasForm: true, values: { name: 'Ana' }, choicesFailed: null });
    expect((await ask(`${FORMS}/NONE`, { body: {} })).status).toBe(404);
  });

  it('runs one, names fields that cannot be used, and searches people only for those who may see them', async () => {
    const { ask, connect } = openServerSystem();
    await connect();
    const run = async (event: string, body: object = {}, as = 'all'): Promise<Response> => ask(`${ACTIONS}/${event}`, { as, body });
    expect(await json(await run('GET_STATISTICS'))).toMatchObject({ result: { status: 'ENABLED' } });
    const sync = await json<object>(await run('INITIAL_SYNC', { requestId: 'r1' }));
    expect(sync).toMatchObject({ result: {} });
    expect(await json(await run('GET_STATISTICS', { data: { other: 1 } }))).toMatchObject({
      code: 'UNPROCESSABLE',
      errors: [{ pointer: '/data/other' }],
    });
    expect((await run('NONE')).status).toBe(404);
    expect((await run('SEARCH_PERSONS', { data: { name: 'Ana' } }, 'all but see-people')).status).toBe(403);
    expect((await run('SEARCH_PERSONS', { data: { name: 'Ana' } })).status).toBe(200);
    await ask('/api/v1/integrations/i1/disable', { method: 'POST' });
    expect(await json(await run('INITIAL_SYNC'))).toMatchObject({ code: 'CONFLICT' });
  });
});

it('shows what is left of the allowances of an integration, and until when it is paused', async () => {
  const { ask, connect, engine, clock } = openServerSystem();
  await connect();
  const budgets = async (): Promise<unknown> => json(await ask('/api/v1/integrations/i1/rate-budgets'));
  expect(await budgets()).toEqual({ items: [{ key: 'tenant/i1', pausedUntil: null, freeInMs: 0 }] });
  await engine.gate.throttle('i1', 60_000);
  const pausedUntil = new Date(clock.now() + 60_000).toISOString();
  expect(await budgets()).toEqual({ items: [{ key: 'tenant/i1', pausedUntil, freeInMs: 60_000 }] });
  await ask('/api/v1/integrations/i1/release-throttle', { method: 'POST' });
  expect(await budgets()).toMatchObject({ items: [{ pausedUntil: null }] });
});
