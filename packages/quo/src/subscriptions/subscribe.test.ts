import { ConfigurationError, StorageError } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { aSelection, createSubscriptionSystem } from '../test-support/subscription-system.ts';
import { SubscriptionError } from './subscription-error.ts';

const isCreate = ({ method }: Request): boolean => method === 'POST';
const isDelete = ({ method }: Request): boolean => method === 'DELETE';
const failure = async (work: Promise<unknown>): Promise<SubscriptionError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error as SubscriptionError,
  );

it('P17: makes webhooks for 23 numbers in batches of 10, 10 and 3, for each of the three kinds (row 39)', async () => {
  const { subscriptions, run, sandbox } = createSubscriptionSystem();
  const made = await run(subscriptions.subscribe(aSelection(23)));
  expect(made.map(({ kind, phoneNumberIds }) => `${kind} ${phoneNumberIds.length}`)).toEqual(
    ['message', 'call', 'callSummary'].flatMap((kind) => [10, 10, 3].map((numbers) => `${kind} ${numbers}`)),
  );
  const atQuo = sandbox.webhooks.subscriptions();
  expect(made.map(({ id, key }) => [id, key])).toEqual(made.map(({ id }) => [id, atQuo.find((webhook) => webhook.id === id)?.key]));
  expect(atQuo.filter(({ events }) => events.includes('call.completed')).map(({ label, status, url }) => [label, status, url])).toEqual(
    [1, 2, 3].map((batch) => [`Acme CRM - Calls (batch ${batch})`, 'enabled', 'https://crm.example.com/quo/42']),
  );
});

it('sends nothing when no number is selected', async () => {
  const { subscriptions, run, sent } = createSubscriptionSystem();
  expect(await run(subscriptions.subscribe(aSelection(0)))).toEqual([]);
  expect(sent).toEqual([]);
});

it('P19: takes back what was made when a later one fails, with a typed error, and leaves the old ones alone (row 40)', async () => {
  let creates = 0;
  const { subscriptions, run, request, stores, atQuo } = createSubscriptionSystem({
    interfere: async (asked, next) => {
      if (isCreate(asked) && (creates += 1) === 5) return Response.json({ code: '0300403', message: 'Ann Lee may not' }, { status: 403 });
      return next(asked);
    },
  });
  await run(subscriptions.replace(request(aSelection(1))));
  const error = await run(failure(subscriptions.replace(request(aSelection(2)))));
  expect(error).toBeInstanceOf(SubscriptionError);
  expect(error).toMatchObject({ code: 'QUO_SUBSCRIPTION_FAILED', step: 'create', retryable: false, left: [], cause: { status: 403 } });
  expect(error.message).toBe('Failed to create 1 webhook(s): 0300403');
  expect(atQuo()).toEqual(stores[0]?.map(({ id }) => id));
  expect(stores).toHaveLength(1);
});

it('B78: takes back a webhook that was made without a key too', async () => {
  let creates = 0;
  const { subscriptions, run, atQuo } = createSubscriptionSystem({
    interfere: async (asked, next) => {
      const answer = await next(asked);
      if (!isCreate(asked) || (creates += 1) !== 2) return answer;
      const { data } = (await answer.json()) as { data: object };
      return Response.json({ data: { ...data, key: null } }, { status: 201 });
    },
  });
  const error = await run(failure(subscriptions.subscribe(aSelection(1))));
  expect(error.message).toBe('Failed to create 1 webhook(s): API_ANSWER_UNEXPECTED');
  expect([error.left, atQuo()]).toEqual([[], []]);
});

it('B78: names the webhooks that could not be taken back, and makes no more than a few at once', async () => {
  let underWay = 0;
  let most = 0;
  const { subscriptions, run, atQuo } = createSubscriptionSystem({
    interfere: async (asked, next) => {
      if (isDelete(asked)) return new Response('', { status: 500 });
      const isLast = (await asked.clone().text()).includes('batch 3');
      most = Math.max(most, (underWay += 1));
      const answer = await next(asked);
      underWay -= 1;
      return isLast ? Response.json({ code: '0301500' }, { status: 400 }) : answer;
    },
    client: { concurrency: 30 },
  });
  const error = await run(failure(subscriptions.subscribe(aSelection(30))));
  expect(error.left.length).toBeGreaterThan(0);
  expect(atQuo()).toEqual(expect.arrayContaining([...error.left]));
  expect(most).toBeLessThanOrEqual(4);
});

it('begins no more webhooks once one has failed', async () => {
  const { subscriptions, run, log } = createSubscriptionSystem({
    interfere: async (asked, next) => (isCreate(asked) ? Response.json({ code: '0300403' }, { status: 403 }) : next(asked)),
  });
  const error = await run(failure(subscriptions.subscribe(aSelection(30))));
  expect(error.message).toBe('Failed to create 4 webhook(s): 0300403');
  expect(log().filter((line) => line.startsWith('POST'))).toHaveLength(4);
  expect(log().filter((line) => line.startsWith('DELETE'))).toEqual([]);
});

it('finds and takes back a webhook that was made though its response was lost', async () => {
  let creates = 0;
  const { subscriptions, run, request, stores, atQuo } = createSubscriptionSystem({
    interfere: async (asked, next) => {
      const answer = await next(asked);
      return isCreate(asked) && (creates += 1) === 6 ? new Response('', { status: 502 }) : answer;
    },
  });
  await run(subscriptions.replace(request(aSelection(1))));
  const error = await run(failure(subscriptions.replace(request(aSelection(3)))));
  expect(error).toMatchObject({ retryable: true, left: [], message: 'Failed to create 1 webhook(s): API_UNAVAILABLE' });
  expect(atQuo()).toEqual(stores[0]?.map(({ id }) => id));
});

it('leaves what has appeared at Quo alone when another program has taken over meanwhile', async () => {
  const { subscriptions, run, request, atQuo } = createSubscriptionSystem({
    interfere: async (asked, next) => {
      const answer = await next(asked);
      return isCreate(asked) ? new Response('', { status: 502 }) : answer;
    },
    client: { retryDelaysMs: [] },
  });
  const assertHeld = async (): Promise<void> => Promise.reject(new StorageError('taken over'));
  await run(failure(subscriptions.replace({ ...request(aSelection(1)), assertHeld })));
  expect(atQuo()).not.toEqual([]);
});

it('makes nothing when the list of webhooks cannot be read', async () => {
  const { subscriptions, run, atQuo } = createSubscriptionSystem({ sandbox: { apiKeys: ['another'] } });
  await expect(run(subscriptions.subscribe(aSelection(1)))).rejects.toMatchObject({ code: 'API_UNAUTHORIZED' });
  expect(atQuo()).toEqual([]);
});

it('repeats after 429 and makes each webhook once', async () => {
  let refusals = 3;
  const { subscriptions, run, atQuo } = createSubscriptionSystem({
    interfere: async (asked, next) => {
      if (!isCreate(asked) || refusals === 0) return next(asked);
      refusals -= 1;
      return new Response('', { status: 429, headers: { 'retry-after': '1' } });
    },
  });
  await run(subscriptions.subscribe(aSelection(2)));
  expect(atQuo()).toHaveLength(3);
});

it.each([
  { url: 'crm.example.com' },
  { url: 'ftp://crm.example.com' },
  { phoneNumberIds: ['+15550001111'] },
  { phoneNumberIds: ['PN1', '*'] },
])('refuses %j before any call, without quoting it', async (wrong) => {
  const { subscriptions, run, request, sent } = createSubscriptionSystem();
  const wanted = { ...aSelection(1), ...wrong };
  const works = [
    async () => subscriptions.subscribe(wanted),
    async () => subscriptions.replace(request(wanted)),
    async () => subscriptions.repair(request(wanted)),
  ];
  for (const work of works) {
    const error = await run(failure(work()));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).not.toMatch(/\+1555|example/);
  }
  expect(sent).toEqual([]);
});

it('keeps keys out of its errors', async () => {
  const { subscriptions, run, request, sandbox } = createSubscriptionSystem();
  const keys: string[] = [];
  const store = async (): Promise<void> => {
    keys.push(...sandbox.webhooks.subscriptions().map(({ key }) => key));
    throw new Error('disk full');
  };
  const error = await run(failure(subscriptions.replace({ ...request(aSelection(1)), store })));
  expect(keys).toHaveLength(3);
  for (const key of keys) expect(JSON.stringify(error) + String(error)).not.toContain(key);
});
