import { StorageError } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { aSelection, createSubscriptionSystem } from '../test-support/subscription-system.ts';

it('P18: makes the webhooks when numbers are given and there were none', async () => {
  const { subscriptions, run, request, stores, atQuo } = createSubscriptionSystem();
  const change = await run(subscriptions.replace(request(aSelection(2))));
  expect(change).toEqual({ subscriptions: stores[0], changed: true, left: [] });
  expect(atQuo()).toEqual(stores[0]?.map(({ id }) => id));
});

it('changes nothing for the same numbers in another order', async () => {
  const { subscriptions, run, request, stores, sent } = createSubscriptionSystem();
  await run(subscriptions.replace(request(aSelection(23))));
  const before = sent.length;
  const wanted = { ...aSelection(23), phoneNumberIds: [...aSelection(23).phoneNumberIds].reverse(), label: 'Another name' };
  expect(await run(subscriptions.replace(request(wanted)))).toEqual({ subscriptions: stores[0], changed: false, left: [] });
  expect([sent.length, stores.length]).toEqual([before, 1]);
});

it('B79: makes the new ones, stores them, and only then deletes the old ones', async () => {
  const { subscriptions, run, request, atQuo, log } = createSubscriptionSystem();
  await run(subscriptions.replace(request(aSelection(1))));
  const before = log().length;
  const atStore: string[][] = [];
  const store = async (): Promise<void> => {
    atStore.push(
      [...atQuo()],
      log()
        .slice(before)
        .filter((line) => line.startsWith('DELETE')),
    );
  };
  const { subscriptions: made } = await run(subscriptions.replace({ ...request(aSelection(2)), store }));
  expect(atStore).toEqual([['WH1', 'WH2', 'WH3', 'WH4', 'WH5', 'WH6'], []]);
  expect(atQuo()).toEqual(made.map(({ id }) => id));
});

it('follows a new URL', async () => {
  const { subscriptions, run, request, sandbox } = createSubscriptionSystem();
  await run(subscriptions.replace(request(aSelection(1))));
  await run(subscriptions.replace(request(aSelection(1, 'https://crm.example.com/quo/43'))));
  expect(new Set(sandbox.webhooks.subscriptions().map(({ url }) => url))).toEqual(new Set(['https://crm.example.com/quo/43']));
});

it('P18: deletes all when the selection is emptied, and stores that first (row 41)', async () => {
  const { subscriptions, run, request, stores, atQuo } = createSubscriptionSystem();
  await run(subscriptions.replace(request(aSelection(12))));
  expect(await run(subscriptions.replace(request(aSelection(0))))).toEqual({ subscriptions: [], changed: true, left: [] });
  expect([stores.at(-1), atQuo()]).toEqual([[], []]);
  expect(await run(subscriptions.replace(request(aSelection(0))))).toMatchObject({ changed: false });
  expect(stores).toHaveLength(2);
});

it('B79: returns the old ones that could not be deleted, and takes one that is gone for deleted', async () => {
  const { subscriptions, run, request, atQuo } = createSubscriptionSystem({
    interfere: async (asked, next) => {
      if (asked.method === 'DELETE' && asked.url.endsWith('WH2')) return new Response('', { status: 500 });
      if (asked.method === 'DELETE' && asked.url.endsWith('WH3')) {
        await next(asked.clone());
        return new Response('', { status: 502 });
      }
      return next(asked);
    },
    client: { retryDelaysMs: [] },
  });
  await run(subscriptions.replace(request(aSelection(1))));
  const change = await run(subscriptions.replace(request(aSelection(2))));
  expect(change).toMatchObject({ changed: true, left: ['WH2', 'WH3'] });
  expect(atQuo()).toEqual(['WH2', 'WH4', 'WH5', 'WH6']);
});

it('B79: keeps the old ones and takes back the new ones when the new state cannot be stored', async () => {
  const { subscriptions, run, request, atQuo } = createSubscriptionSystem();
  await run(subscriptions.replace(request(aSelection(1))));
  const store = async (): Promise<void> => Promise.reject(new StorageError('the database is away'));
  await expect(run(subscriptions.replace({ ...request(aSelection(2)), store }))).rejects.toMatchObject({
    code: 'QUO_SUBSCRIPTION_FAILED',
    step: 'store',
    message: 'Failed to store 3 webhook(s): STORAGE_FAILED',
    retryable: true,
    left: [],
  });
  expect(atQuo()).toEqual(['WH1', 'WH2', 'WH3']);
});
