import { expect, it } from 'vitest';
import { aSelection, createSubscriptionSystem, type SubscriptionSystem } from '../test-support/subscription-system.ts';

/** A system in which webhooks for 12 numbers are set up: six. */
async function setUp(): Promise<SubscriptionSystem> {
  const system = createSubscriptionSystem();
  await system.run(system.subscriptions.replace(system.request(aSelection(12))));
  return system;
}

const keyless = { url: 'https://crm.example.com/quo/42', events: ['call.completed'], resourceIds: ['PN001'] };

async function makeByHand({ sandbox, run }: SubscriptionSystem, family: string, body: object): Promise<void> {
  const init = { method: 'POST', headers: { authorization: 'key-1' }, body: JSON.stringify(body) };
  expect((await run(sandbox.fetch(new Request(`https://api.quo.com/v1/webhooks/${family}`, init)))).status).toBe(201);
}

it('lists once and stores nothing when nothing is wrong', async () => {
  const { subscriptions, run, request, stores, log } = await setUp();
  const before = log().length;
  expect(await run(subscriptions.repair(request(aSelection(12))))).toEqual({ subscriptions: stores[0], changed: false, left: [] });
  expect(log().slice(before)).toEqual(['GET /v1/webhooks']);
  expect(stores).toHaveLength(1);
});

it('makes anew what was deleted or switched off, and leaves the others alone', async () => {
  const { subscriptions, run, request, stores, sandbox, quo, atQuo } = await setUp();
  const ids = stores[0]?.map(({ id, kind, phoneNumberIds }) => `${id} ${kind} ${phoneNumberIds.length}`);
  expect(ids).toEqual(['WH1 message 10', 'WH2 message 2', 'WH3 call 10', 'WH4 call 2', 'WH5 callSummary 10', 'WH6 callSummary 2']);
  await run(quo.webhooks.delete('WH1'));
  sandbox.webhooks.disable('WH4');
  expect(await run(subscriptions.repair(request(aSelection(12))))).toMatchObject({ changed: true, left: [] });
  expect(stores[1]?.map(({ id, kind, phoneNumberIds }) => `${id} ${kind} ${phoneNumberIds.length}`)).toEqual([
    'WH2 message 2',
    'WH3 call 10',
    'WH5 callSummary 10',
    'WH6 callSummary 2',
    'WH7 message 10',
    'WH8 call 2',
  ]);
  expect(atQuo()).toEqual(stores[1]?.map(({ id }) => id));
  expect(sandbox.webhooks.subscriptions().find(({ id }) => id === 'WH8')).toMatchObject({
    status: 'enabled',
    label: 'Acme CRM - Calls (batch 2)',
  });
});

it('makes nothing anew because an old webhook is still stored that could not be deleted', async () => {
  const { subscriptions, run, request, stores, atQuo } = await setUp();
  const old = stores[0] ?? [];
  const change = await run(subscriptions.replace({ ...request(aSelection(3)), store: async () => {} }));
  const rest = await run(subscriptions.repair({ ...request(aSelection(3)), current: [...old, ...change.subscriptions] }));
  expect(rest).toEqual({ subscriptions: change.subscriptions, changed: true, left: [] });
  expect(atQuo()).toEqual(change.subscriptions.map(({ id }) => id));
});

it('keeps webhooks that share the numbers out in another way', async () => {
  const { subscriptions, run, request, stores } = createSubscriptionSystem();
  const one = await run(subscriptions.subscribe({ ...aSelection(1), phoneNumberIds: ['PN001'] }));
  const other = await run(subscriptions.subscribe({ ...aSelection(1), phoneNumberIds: ['PN002'] }));
  const change = await run(subscriptions.repair({ ...request(aSelection(2)), current: [...one, ...other] }));
  expect(change).toMatchObject({ changed: false, left: [] });
  expect(stores).toEqual([]);
});

it('follows a new URL, and leaves nothing at the old one', async () => {
  const { subscriptions, run, request, sandbox } = await setUp();
  await run(subscriptions.repair(request(aSelection(12, 'https://crm.example.com/quo/43'))));
  expect(sandbox.webhooks.subscriptions().map(({ url }) => url)).toEqual(Array<string>(6).fill('https://crm.example.com/quo/43'));
});

it('puts right webhooks that deliver other numbers or fewer events, or elsewhere', async () => {
  const system = await setUp();
  const { subscriptions, run, request, stores } = system;
  await makeByHand(system, 'calls', { ...keyless, events: ['call.completed', 'call.recording.completed'], resourceIds: ['PN002'] });
  await makeByHand(system, 'messages', { ...keyless, events: ['message.received'] });
  await makeByHand(system, 'call-summaries', { ...keyless, events: ['call.summary.completed'], url: 'https://elsewhere.example.com/' });
  const wanted = aSelection(1);
  const stored = (['call', 'message', 'callSummary'] as const).map((kind, index) => {
    return { id: `WH${index + 7}`, key: 'a2V5', kind, url: wanted.url, phoneNumberIds: wanted.phoneNumberIds };
  });
  await run(subscriptions.repair({ ...request(wanted), current: stored }));
  const made = stores.at(-1)?.map(({ id, kind, phoneNumberIds }) => [id, kind, phoneNumberIds]);
  expect(made).toEqual([
    ['WH10', 'message', ['PN001']],
    ['WH11', 'call', ['PN001']],
    ['WH12', 'callSummary', ['PN001']],
  ]);
});

it('deletes webhooks with our URL whose keys are lost, and no others', async () => {
  const system = await setUp();
  const { subscriptions, run, request, stores, atQuo, sandbox } = system;
  await makeByHand(system, 'calls', keyless);
  await makeByHand(system, 'calls', { ...keyless, url: 'https://another.example.com/' });
  await makeByHand(system, 'call-transcripts', { ...keyless, events: ['call.transcript.completed'] });
  expect(await run(subscriptions.repair(request(aSelection(12))))).toMatchObject({ changed: false, left: [] });
  const others = sandbox.webhooks.subscriptions().filter(({ id }) => !stores[0]?.some((subscription) => subscription.id === id));
  expect(others.map(({ url, events }) => [url, ...events])).toEqual([
    ['https://another.example.com/', 'call.completed'],
    ['https://crm.example.com/quo/42', 'call.transcript.completed'],
  ]);
  expect(atQuo()).toHaveLength(8);
});

it('removes what a set-up has left that crashed before its webhooks were stored', async () => {
  const { subscriptions, run, request, stores, atQuo } = await setUp();
  const crash = Promise.withResolvers<void>();
  const store = async (): Promise<void> => {
    crash.resolve();
    return new Promise(() => {});
  };
  void subscriptions.replace({ ...request(aSelection(3)), store });
  await run(crash.promise);
  expect(atQuo()).toHaveLength(9);
  await run(subscriptions.repair(request(aSelection(12))));
  expect(atQuo()).toEqual(stores.at(-1)?.map(({ id }) => id));
});

it('B83: makes everything anew for the selection, not for all numbers, when Quo knows nothing of what is stored', async () => {
  const { subscriptions, run, request, stores, sandbox, atQuo } = await setUp();
  sandbox.clear();
  await run(subscriptions.repair(request(aSelection(12))));
  expect(atQuo()).toEqual(stores[1]?.map(({ id }) => id));
  expect(new Set(stores[1]?.flatMap(({ phoneNumberIds }) => phoneNumberIds))).toEqual(new Set(aSelection(12).phoneNumberIds));
});

it('P18: deletes everything when nothing is selected any more', async () => {
  const { subscriptions, run, request, stores, atQuo } = await setUp();
  await run(subscriptions.repair(request(aSelection(0))));
  expect([stores.at(-1), atQuo()]).toEqual([[], []]);
});
