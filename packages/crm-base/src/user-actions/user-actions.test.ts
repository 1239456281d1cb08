import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@frigg-crm/core';
import { ApiRateLimitedError } from '@frigg-crm/http';
import { createActionSystem } from './test-support/action-system.ts';

const OF_I1 = { integrationId: 'i1' };

describe('the list of actions', () => {
  it('has those that all integrations have, then those of the connector', async () => {
    const { actions } = await createActionSystem();
    const listed = await actions.loadUserActions('i1');
    expect(listed.map(({ event, type }) => `${type} ${event}`)).toEqual([
      'SYNC INITIAL_SYNC',
      'SYNC ONGOING_SYNC',
      'SEARCH SEARCH_PERSONS',
      'REPORT GET_STATISTICS',
      'DATA CREATE_DEAL',
    ]);
    expect(listed.map(({ hasForm }) => hasForm)).toEqual([true, false, true, false, true]);
    expect(listed.every(({ isAvailable }) => isAvailable)).toBe(true);
  });

  it.each(['DISABLED', 'NEEDS_CONFIG'] as const)(
    'says that nothing can be changed while the integration is %s, and refuses it',
    async (status) => {
      const { actions, put, deals } = await createActionSystem();
      await put({ status });
      const listed = await actions.loadUserActions('i1');
      expect(listed.filter(({ isAvailable }) => isAvailable).map(({ event }) => event)).toEqual(['SEARCH_PERSONS', 'GET_STATISTICS']);
      await expect(actions.runAction({ ...OF_I1, event: 'CREATE_DEAL', data: { title: 'Big' } })).rejects.toMatchObject({
        code: 'INTEGRATION_NOT_ENABLED',
      });
      expect(await actions.runAction({ ...OF_I1, event: 'GET_STATISTICS' })).toMatchObject({ status });
      expect(deals.titles).toEqual([]);
    },
  );

  it.each([
    ['there is none', undefined, 'INTEGRATION_NOT_FOUND'],
    ['it is being deleted', { status: 'IN_DELETION' } as const, 'INTEGRATION_IN_DELETION'],
  ])('refuses everything when %s', async (_what, change, code) => {
    const { actions, put } = await createActionSystem();
    if (change !== undefined) await put(change);
    const integrationId = change === undefined ? 'gone' : 'i1';
    await expect(actions.loadUserActions(integrationId)).rejects.toMatchObject({ code });
    await expect(actions.getActionOptions({ integrationId, event: 'INITIAL_SYNC' })).rejects.toMatchObject({ code });
    await expect(actions.runAction({ integrationId, event: 'INITIAL_SYNC' })).rejects.toMatchObject({ code });
  });

  it('refuses everything when this program cannot load the integration', async () => {
    const actions = (await createActionSystem()).boot({ loadIntegration: async () => undefined });
    await expect(actions.loadUserActions('i1')).rejects.toMatchObject({ code: 'UNKNOWN_INTEGRATION' });
  });
});

describe('the form of an action', () => {
  it('is a JSON Schema with the choices of now, and a layout', async () => {
    const { actions } = await createActionSystem();
    const form = await actions.getActionOptions({ ...OF_I1, event: 'CREATE_DEAL' });
    expect(form.schema).toMatchObject({
      type: 'object',
      required: ['title'],
      properties: {
        title: { type: 'string', title: 'Title', minLength: 1 },
        ownerId: { type: 'string', oneOf: [{ const: 'u7', title: 'Ana' }] },
        stage: { enum: ['open', 'won'], default: 'open' },
      },
    });
    expect(form.uiSchema).toEqual({
      type: 'VerticalLayout',
      elements: [
        { type: 'Control', scope: '#/properties/title', label: 'Title' },
        { type: 'Control', scope: '#/properties/ownerId', label: 'Owner', options: { format: 'radio' } },
        { type: 'Control', scope: '#/properties/stage', label: 'stage' },
      ],
    });
    expect(JSON.stringify(form.schema)).not.toContain('"ui"');
  });

  it('keeps what is filled in when it is refreshed', async () => {
    const { actions } = await createActionSystem();
    const form = await actions.refreshActionOptions({ ...OF_I1, event: 'CREATE_DEAL', data: { title: 'Big', other: 1 } });
    expect(form.values).toEqual({ title: 'Big' });
  });

  it('is shown without choices when the CRM does not name them in time', async () => {
    const { actions, deals, run, log } = await createActionSystem();
    deals.owners = async () => new Promise(() => {});
    const form = await run(actions.getActionOptions({ ...OF_I1, event: 'CREATE_DEAL' }));
    expect(form).toMatchObject({ choicesFailed: 'WORK_TIMED_OUT', schema: { properties: { ownerId: { type: 'string' } } } });
    expect(log.join()).toContain('shown without them');
  });

  it('is refused for an action that there is not, naming those that there are', async () => {
    const { actions } = await createActionSystem();
    const unknown = { ...OF_I1, event: 'constructor' };
    const refusal = { code: 'UNKNOWN_ACTION', message: expect.stringContaining('INITIAL_SYNC') as string };
    await expect(actions.getActionOptions(unknown)).rejects.toMatchObject(refusal);
    await expect(actions.runAction(unknown)).rejects.toMatchObject(refusal);
  });
});

describe('the input of an action', () => {
  it.each<[string, unknown, readonly { field: string; problem: string }[]]>([
    ['a missing field', {}, [{ field: 'title', problem: 'is missing' }]],
    ['an empty field', { title: '  ' }, [{ field: 'title', problem: 'is missing' }]],
    ['a field of another type', { title: 7 }, [{ field: 'title', problem: 'must be of type string' }]],
    ['a value that is too long', { title: 'x'.repeat(51) }, [{ field: 'title', problem: 'must have at most 50 characters' }]],
    ['a value that is no choice', { title: 'Big', stage: 'lost' }, [{ field: 'stage', problem: 'must be one of open, won' }]],
    ['an unknown field', { title: 'Big', secret: 'x' }, [{ field: 'secret', problem: 'is no field' }]],
    ['a list', [], [{ field: '', problem: 'it must be a JSON object: send {"field": value}' }]],
    ['a text', 'x', [{ field: '', problem: 'it must be a JSON object: send {"field": value}' }]],
  ])('is refused with %s by name, and nothing is done', async (_what, data, fields) => {
    const { actions, deals } = await createActionSystem();
    const request = actions.runAction({ ...OF_I1, event: 'CREATE_DEAL', data: data as JsonObject });
    await expect(request).rejects.toMatchObject({ code: 'ACTION_INPUT_INVALID', retryable: false, fields });
    expect(deals.titles).toEqual([]);
  });

  it('is refused when it is nested by the thousand, or huge', async () => {
    const { actions } = await createActionSystem();
    let nested: JsonObject = {};
    for (let level = 0; level < 5000; level += 1) nested = { nested };
    const run = async (data: JsonObject): Promise<unknown> => actions.runAction({ ...OF_I1, event: 'CREATE_DEAL', data });
    await expect(run(nested)).rejects.toMatchObject({ code: 'ACTION_INPUT_INVALID' });
    await expect(run({ title: 'x'.repeat(200_000) })).rejects.toMatchObject({ code: 'ACTION_INPUT_INVALID' });
  });

  it('is refused with a request id that could be no part of a key', async () => {
    const { create } = await createActionSystem();
    const fields = [{ field: 'requestId', problem: 'must be 1 to 100 of A-Z a-z 0-9 . _ ~ -' }];
    await expect(create({ title: 'Big' }, 'a/b')).rejects.toMatchObject({ fields });
  });
});

describe('an action whose API is rate-limited', () => {
  it('says how long to wait, keeps the workers from calling meanwhile, and may be repeated', async () => {
    const { create, deals, actions } = await createActionSystem();
    deals.before = () => {
      throw new ApiRateLimitedError({ api: 'Acme', operation: 'POST /deals', status: 429 }, 30_000);
    };
    await expect(create()).rejects.toMatchObject({ code: 'API_RATE_LIMITED', retryable: true, retryAfterMs: 30_000 });
    expect(await actions.runAction({ ...OF_I1, event: 'GET_STATISTICS' })).toMatchObject({ throttledForMs: 30_000 });
    deals.before = () => {};
    expect(await create()).toEqual({ dealId: 0 });
  });
});

it('does nothing when another account is connected', async () => {
  const { boot, deals } = await createActionSystem();
  const actions = boot({ verifyAccounts: async () => Promise.reject(new Error('another account')) });
  await expect(actions.runAction({ ...OF_I1, event: 'CREATE_DEAL', data: { title: 'Big' } })).rejects.toThrow('another account');
  expect(deals.titles).toEqual([]);
});
