import { readProgress } from '@frigg-crm/core';
import type { FriggRequest } from '../../integration/frigg-host.ts';
import { createModuleTokens, readApiKey } from '../../integration/module-tokens.ts';
import { toFriggRow, type FriggProcessRow } from '../../integration/frigg-process-table.ts';
import { createFriggSystem, type FriggSystem } from '../frigg-system.ts';
import { ModuleApi } from '../frigg-app.ts';
import { has, type Behaviour } from './behaviour.ts';
import { change, load, read } from './integration.ts';

const BYTES = '{"a": "ü"}';
const REQUEST = { params: { integrationId: '17' }, headers: { 'Webhook-Id': 'w1', accept: ['a', 'b'] }, body: { a: 'ü' } };

interface Sent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Hands a webhook to the function that has no database. @returns its response, and what is in the queue. */
async function receive(request: Partial<FriggRequest>) {
  const sent: Sent[] = [];
  const { app } = createFriggSystem({ options: { stores: async () => Promise.reject(new Error('no database here')) } });
  const { send } = app.queue;
  Object.assign(app.queue, {
    send: async (messages: Parameters<typeof send>[0]) => sent.push(...messages.map(({ body }) => JSON.parse(body) as Sent)),
  });
  const { status, json } = await app.respond({ ...REQUEST, ...request });
  const body = Buffer.from((sent[0]?.data['body'] ?? '') as string, 'base64').toString();
  return { status, json, sent, body };
}

const inEvent = (body: string, isBase64Encoded: boolean) => ({ apiGateway: { event: { body, isBase64Encoded } } });

/** Webhooks. */
const WEBHOOKS: readonly Behaviour[] = [
  ['delivers a webhook', async () => receive({ rawBody: BYTES }), has({ status: 200 })],
  ['delivers a webhook, and gets an answer', async () => receive({ rawBody: BYTES }), has({ json: { received: true } })],
  ['delivers a webhook, which is one message in the queue', async () => (await receive({ rawBody: BYTES })).sent.length, 1],
  ['delivers a webhook of an integration', async () => (await receive({ rawBody: BYTES })).sent[0]?.data['integrationId'], '17'],
  [
    'delivers a webhook with headers',
    async () => (await receive({ rawBody: BYTES })).sent[0]?.data['headers'],
    has({ 'webhook-id': 'w1' }),
  ],
  [
    'delivers a webhook with a header that came twice',
    async () => (await receive({ rawBody: BYTES })).sent[0]?.data['headers'],
    has({ accept: 'a, b' }),
  ],
  ['delivers a webhook as bytes', async () => (await receive({ rawBody: Buffer.from(BYTES) })).body, BYTES],
  ['delivers a webhook whose body was parsed, as Lambda does', async () => (await receive(inEvent(BYTES, false))).body, BYTES],
  [
    'delivers a webhook in base64, as Lambda does',
    async () => (await receive(inEvent(Buffer.from(BYTES).toString('base64'), true))).body,
    BYTES,
  ],
];

/** Runs a sync. @returns the bodies of all messages. */
async function queued(): Promise<readonly Sent[]> {
  const system = createFriggSystem({ people: 230 });
  const { send } = system.app.queue;
  const sent: Sent[] = [];
  Object.assign(system.app.queue, {
    send: async (messages: Parameters<typeof send>[0]) => {
      sent.push(...messages.map(({ body }) => JSON.parse(body) as Sent));
      return send(messages);
    },
  });
  await system.app.create({ id: 17, userId: 5, config: {}, externalIds: [] });
  await system.untilSynced();
  return sent;
}

let shared: Promise<readonly Sent[]> | undefined;
const eachSent = (isSo: (message: Sent) => boolean) => async (): Promise<boolean> => (await (shared ??= queued())).every(isSo);

const QUEUE: readonly Behaviour[] = [
  [
    'receives messages that are events with data',
    eachSent(({ event, data }) => typeof event === 'string' && typeof data === 'object'),
    true,
  ],
  ['receives messages that name their integration', eachSent(({ data }) => data['integrationId'] === '17'), true],
  ['receives messages that load no process of another tenant', eachSent(({ data }) => data['processId'] === undefined), true],
  [
    'receives messages that its instance handles',
    eachSent(({ event }) => Object.hasOwn(new (createFriggSystem().Integration)().events, event)),
    true,
  ],
];

const statusAfter = (...events: readonly string[]) =>
  change(async (system) => {
    for (const event of events) await (await load(system)).receiveNotification({ name: 'quo' }, event);
    return system.app.rows.get(17)?.status;
  });

async function testAuth(
  quo: () => Promise<boolean>,
): Promise<{ readonly passed: boolean; readonly errors: readonly string[] | undefined }> {
  const system = createFriggSystem({ testAuth: { scaling: async () => true, quo } });
  const errors: string[] = [];
  await system.app.create({ id: 17, userId: 5, config: {}, externalIds: [], errors });
  const passed = await ((await load(system)) as unknown as { testAuth(): Promise<boolean> }).testAuth();
  return { passed, errors };
}

const ACCOUNTS: readonly Behaviour[] = [
  ['reports a refused account', statusAfter('CREDENTIAL_INVALIDATED'), 'ERROR'],
  ['reports a refused account twice', statusAfter('CREDENTIAL_INVALIDATED', 'CREDENTIAL_INVALIDATED'), 'ERROR'],
  ['reports an account that works, without an error before', statusAfter('CREDENTIAL_VALIDATED'), 'ENABLED'],
  ['reports what it does not know', statusAfter('SOMETHING'), 'ENABLED'],
  [
    'reports to an instance without a row',
    async () => new (createFriggSystem().Integration)().receiveNotification(undefined, 'CREDENTIAL_INVALIDATED'),
    undefined,
  ],
  [
    'tries accounts in vain',
    change(async (system, instance) => [await instance.reconcileAuthStatus(false), system.app.rows.get(17)?.status][1]),
    'ERROR',
  ],
  [
    'tries accounts that work',
    change(async (system, instance) => [await instance.reconcileAuthStatus(true), system.app.rows.get(17)?.status][1]),
    'ENABLED',
  ],
  ['asks whether accounts work', async () => testAuth(async () => true), { passed: true, errors: [] }],
  ['asks whether accounts work, one of which does not', async () => testAuth(async () => false), has({ passed: false })],
  [
    'asks whether accounts work, one of which fails',
    async () => testAuth(async () => Promise.reject(new Error('401'))),
    has({ passed: false }),
  ],
  [
    'asks whether accounts work, and shows which does not',
    async () => testAuth(async () => false),
    has({ errors: ['There was an error with your quo Entity.'] }),
  ],
];

/** A token of Frigg's module, refreshed twice at once. */
async function refreshed(reloaded: string) {
  const calls: unknown[] = [];
  const api = new ModuleApi('t1', () => 't2');
  const refresh = api.refreshAccessToken.bind(api);
  Object.assign(api, { refreshAccessToken: async (tokens: unknown) => [calls.push(tokens), await refresh()] });
  const tokens = createModuleTokens({ module: { api }, reload: async () => ({ api: new ModuleApi(reloaded) }) });
  const values = await Promise.all([tokens.refresh('t1'), tokens.refresh('t1')]);
  return { values, calls };
}

const tokenOf = async (access_token: unknown): Promise<string> =>
  createModuleTokens({ module: { api: { access_token: access_token as string } }, reload: async () => undefined }).get();

const TOKENS: readonly Behaviour[] = [
  ['has a token in its module', async () => tokenOf('t1'), 't1'],
  ['has a key in its module', () => readApiKey({ api: { api_key: 'k1' } }), 'k1'],
  ['has a key in its module, as older apps name it', () => readApiKey({ api: { api_key: null, API_KEY_VALUE: 'k1' } }), 'k1'],
  ['has a key in its module as a token', () => readApiKey({ api: { access_token: 'k1' } }), 'k1'],
  [
    'has a key instead of a token',
    async () => createModuleTokens({ module: { api: { api_key: 'k1' } }, reload: async () => undefined }).get(),
    'k1',
  ],
  ['has a token of digits, which is a number there', async () => tokenOf(12345), '12345'],
  ['refreshes a token by its module', async () => (await refreshed('t1')).calls, [{ refresh_token: 'refresh-1' }]],
  ['refreshes a token twice at once, and both have the new one', async () => (await refreshed('t1')).values, ['t2', 't2']],
  ['has a token that another function has refreshed', async () => refreshed('t9'), { values: ['t9', 't9'], calls: [] }],
];

const rowOf = (pick: (row: FriggProcessRow) => unknown = (row) => row, parent?: string) =>
  read(async ({ processes }) => {
    const process = (await processes()).find((found) => readProgress(found).processedRecords === 3);
    if (process === undefined) throw new Error('no sync has run');
    return pick(toFriggRow(process, parent));
  });

/** Processes on Frigg's screens, and progress. */
const SCREENS: readonly Behaviour[] = [
  ['reads the owner of a sync by the id of its row', rowOf(), has({ userId: '5', integrationId: '17' })],
  ['reads the type and the state of a sync', rowOf(), has({ type: 'CRM_SYNC', state: 'COMPLETED' })],
  [
    'reads the counts of a sync',
    rowOf(),
    has({ context: { processedRecords: 3 }, results: { aggregateData: { totalSynced: 3, totalFailed: 0 } } }),
  ],
  [
    'reads when a sync began and ended',
    rowOf(({ context }) =>
      Object.keys(context)
        .filter((key) => ['startTime', 'endTime'].includes(key))
        .toSorted(),
    ),
    ['endTime', 'startTime'],
  ],
  ['reads the id of a new row, which is made by the table', rowOf((row) => Object.hasOwn(row, 'id')), false],
  ['reads the parent of a row', rowOf(undefined, '7'), has({ parentProcessId: '7' })],
  ['watches a sync', change(({ broadcasts }: FriggSystem) => broadcasts.at(-1)), has({ type: 'PROCESS_PROGRESS' })],
  [
    'watches a sync to its end',
    change(({ broadcasts }: FriggSystem) => broadcasts.some(({ data }) => (data as { state: string }).state === 'COMPLETED')),
    true,
  ],
];

/** What an integration does with queue, accounts and screens of Frigg. */
export const INTEGRATION_QUEUE_BEHAVIOURS: readonly Behaviour[] = [...WEBHOOKS, ...QUEUE, ...ACCOUNTS, ...TOKENS, ...SCREENS];
