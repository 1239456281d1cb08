import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { openServerSystem, type ServerSystem } from '../test-support/server-system.ts';
import { createServerMetrics, type ServerMetrics } from './server-metrics.ts';

interface Opened {
  readonly system: ServerSystem;
  readonly metrics: ServerMetrics;
  readonly advance: (ms: number) => Promise<void>;
}

function open(metricsFor?: 'open'): Opened {
  const clock = createVirtualClock();
  const metrics = createServerMetrics({ clock });
  const system = openServerSystem({ publisher: metrics, server: { metrics, metricsFor } });
  metrics.watchStore(system.store);
  metrics.watchParts({ worker: () => true, scheduler: () => false });
  const advance = async (ms: number): Promise<void> => void (await Promise.all([clock.advance(ms), system.clock.advance(ms)]));
  return { system, metrics, advance };
}

async function read({ server }: ServerSystem, as = 'all'): Promise<string> {
  const headers: Record<string, string> = as === '' ? {} : { authorization: `Bearer ${as}` };
  return (await server.fetch(new Request('https://crm.example.com/metrics', { headers }))).text();
}

it('counts requests by route, webhooks by outcome, syncs and their people, without ids', async () => {
  const { system } = open();
  await system.connect();
  const started = await system.ask('/api/v1/syncs', { body: { integrationId: 'i1', type: 'initial' } });
  const [sync] = ((await started.json()) as { syncs: { syncId: string }[] }).syncs;
  await system.ask(`/api/v1/syncs/${sync?.syncId ?? ''}`);
  const webhook = new Request('https://crm.example.com/webhooks/crm/fake/none', { method: 'POST', body: '{}' });
  await system.server.fetch(webhook);
  expect(await read(system)).toMatch(/^frigg_crm_syncs_active\{state="\w+"\} 1$/m);
  await system.run([sync?.syncId ?? '']);
  const text = await read(system);
  expect(text).toContain(
    'http_server_request_duration_seconds_count{http_route="/api/v1/syncs/{syncId}",http_request_method="GET",http_response_status_code="200"} 1',
  );
  expect(text).toContain('frigg_crm_webhooks_total{source="crm",outcome="refused"} 1');
  expect(text).toContain('frigg_crm_records_total{outcome="synced"} 5');
  expect(text).toMatch(/^frigg_crm_syncs_ended_total\{kind="sync",state="COMPLETED"\} 1$/m);
  expect(text).toContain('frigg_crm_part_up{part="scheduler"} 0');
  expect(text).not.toContain(sync?.syncId);
  expect(text).not.toContain('i1');
});

it('has names as Prometheus wants them, each with a type and a text', async () => {
  const { metrics, system } = open();
  const text = await read(system);
  // The others are the names that prom-client gives to what every program on node has.
  const own = metrics.names.filter((name) => !/^(process|nodejs)_/.test(name));
  expect(own.length).toBeGreaterThan(15);
  for (const name of own) {
    expect(name).toMatch(/^(frigg_crm|http_server|messaging)_[a-z0-9_]+$/);
    expect(text).toMatch(new RegExp(`^# HELP ${name} [A-Z].*\\.$`, 'm'));
    const [, type] = new RegExp(`^# TYPE ${name} (\\w+)$`, 'm').exec(text) ?? [];
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
  }
});

it.each([
  ['without credentials', '', 'UNAUTHENTICATED'],
  ['to a caller without the right to see them', 'all but see-metrics', 'FORBIDDEN'],
])('shows nothing %s', async (_, as, code) => {
  expect(await read(open().system, as)).toContain(`"code":"${code}"`);
});

it('shows them to everything that reaches it, where it is started so', async () => {
  expect(await read(open('open').system, '')).toContain('frigg_crm_build_info{version="');
});

it('says that the store is down, and leaves out what it would have read', async () => {
  const { metrics, system } = open();
  const down = async (): Promise<never> => Promise.reject(new Error('down'));
  const other = createServerMetrics({ clock: createVirtualClock() });
  other.watchStore({ processRepository: { find: down }, documents: { ...system.store.documents, query: down } });
  const text = await other.render();
  expect(text).toContain('\nfrigg_crm_store_up 0\n');
  expect(text).not.toMatch(/^frigg_crm_(syncs|inbox|dead_letters|sync_oldest)[^ ]* /m);
  expect(metrics.names).toContain('frigg_crm_inbox_overdue');
});

it('counts what waits in the inbox by state, and dead letters by kind, with the age of the oldest', async () => {
  const { system, metrics, advance } = open();
  const { inbox } = system.services;
  const entry = { integrationId: 'i1', connector: 'fake', kind: 'crm-event', data: {} };
  const at = (offsetMs: number): string => new Date(system.clock.now() + offsetMs).toISOString();
  await inbox.accept([
    { ...entry, id: 'due', dueAt: at(-120_000) },
    { ...entry, id: 'later', dueAt: at(60_000) },
    { ...entry, id: 'claimed', dueAt: at(0) },
    { ...entry, id: 'retried', dueAt: at(0) },
    { ...entry, id: 'failed', kind: 'log-call', dueAt: at(0) },
  ]);
  await inbox.claim({ integrationId: 'i1', id: 'claimed', claimId: 'a', ttlMs: 60_000 });
  await inbox.claim({ integrationId: 'i1', id: 'retried', claimId: 'a', ttlMs: 60_000 });
  await inbox.postpone({ integrationId: 'i1', id: 'retried', claimId: 'a', dueAt: at(60_000), code: 'NETWORK' });
  await inbox.claim({ integrationId: 'i1', id: 'failed', claimId: 'a', ttlMs: 60_000 });
  await inbox.fail({ integrationId: 'i1', id: 'failed', claimId: 'a', code: 'API_REFUSED' });
  await advance(10_000);
  const text = await metrics.render();
  expect(valuesOf(text, 'frigg_crm_inbox_depth')).toEqual({ claimed: 1, due: 1, retrying: 1, scheduled: 1 });
  expect(valuesOf(text, 'frigg_crm_inbox_overdue')).toEqual({ '': 1 });
  expect(valuesOf(text, 'frigg_crm_inbox_oldest_age_seconds')).toEqual({ '': 130 });
  expect(valuesOf(text, 'frigg_crm_dead_letters')).toEqual({ 'log-call': 1 });
  expect(valuesOf(text, 'frigg_crm_dead_letters_oldest_age_seconds')).toEqual({ '': 10 });
  await inbox.redrive({ integrationId: 'i1', id: 'failed' });
  await advance(10_000);
  expect(valuesOf(await metrics.render(), 'frigg_crm_dead_letters')).toEqual({});
});

it('counts an entry as overdue however often the maintenance has queued it, when no worker takes it', async () => {
  const { system, metrics, advance } = open();
  const { inbox } = system.services;
  const dueAt = new Date(system.clock.now()).toISOString();
  await inbox.accept([{ integrationId: 'i1', id: 'a', connector: 'fake', kind: 'crm-event', data: {}, dueAt }]);
  for (let turn = 0; turn < 30; turn += 1) {
    await advance(30_000);
    await system.services.runMaintenanceOnce();
  }
  const text = await metrics.render();
  expect(valuesOf(text, 'frigg_crm_inbox_overdue')).toEqual({ '': 1 });
  expect(valuesOf(text, 'frigg_crm_inbox_oldest_age_seconds')).toEqual({ '': 900 });
  expect(valuesOf(text, 'frigg_crm_inbox_depth')).toMatchObject({ due: 1, scheduled: 0 });
});

it('shows request budgets by API and never by account: what is free, what waits, and what an API has paused', async () => {
  const { system, metrics, advance } = open();
  const limits = metrics.measureRateLimits(system.store.rateLimits);
  await limits.reserve('quo:secret-hash-1', { costMs: 4000 });
  await limits.reserve('quo:secret-hash-1', { costMs: 4000 });
  await limits.reserve('quo:secret-hash-2', { costMs: 0 });
  await limits.park('pipedrive:secret-hash-3', 90_000);
  await limits.park('tenant/i1', 30_000);
  const text = await metrics.render();
  const standings = [...text.matchAll(/^frigg_crm_request_budgets\{api="(\w+)",state="(\w+)"\} (\d+)$/gm)];
  expect(standings.map(([, ...of]) => of.join(' '))).toEqual(['quo busy 1', 'pipedrive paused 1', 'integration paused 1']);
  expect(valuesOf(text, 'frigg_crm_request_budget_free_in_seconds')).toEqual({ quo: 8, pipedrive: 90, integration: 30 });
  expect(valuesOf(text, 'frigg_crm_request_budget_paused_seconds')).toEqual({ quo: 0, pipedrive: 90, integration: 30 });
  expect(valuesOf(text, 'frigg_crm_request_budget_pauses_total')).toEqual({ pipedrive: 1, integration: 1 });
  expect(valuesOf(text, 'frigg_crm_request_budget_wait_seconds_sum')).toEqual({ quo: 4 });
  expect(text).not.toContain('secret-hash');
  await advance(10_000);
  expect(valuesOf(await metrics.render(), 'frigg_crm_request_budget_free_in_seconds')['quo']).toBe(0);
  await advance(700_000);
  expect(await metrics.render()).not.toMatch(/^frigg_crm_request_budgets/m);
});

it('shows an account as paused for as long as it is, also where another process has learnt of it', async () => {
  const { system, metrics, advance } = open();
  const key = 'zoho:hash';
  await system.store.rateLimits.park(key, 24 * 3_600_000);
  expect(await metrics.render()).not.toMatch(/^frigg_crm_request_budgets/m);
  await metrics.measureRateLimits(system.store.rateLimits).parkedFor([key]);
  for (let hour = 1; hour < 24; hour += 1) {
    await advance(3_600_000 - 1000);
    expect(valuesOf(await metrics.render(), 'frigg_crm_request_budget_paused_seconds')['zoho']).toBeGreaterThan(0);
  }
});

it('shows what queues hold, and nothing of one that does not answer', async () => {
  const clock = createVirtualClock();
  const metrics = createServerMetrics({ clock });
  const sizes = [{ fetch: { waiting: 3, delayed: 2, inFlight: 1 } }];
  metrics.watchQueues(async () => sizes.pop() ?? Promise.reject(new Error('down')));
  const shown = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('frigg_crm_queue_messages'));
  expect(shown(await metrics.render())).toEqual([
    'frigg_crm_queue_messages{queue="fetch",state="waiting"} 3',
    'frigg_crm_queue_messages{queue="fetch",state="delayed"} 2',
    'frigg_crm_queue_messages{queue="fetch",state="in_flight"} 1',
  ]);
  expect(shown(await metrics.render())).toEqual([]);
});

it('has one label for all methods that nothing answers', async () => {
  const metrics = createServerMetrics({ clock: createVirtualClock() });
  for (const method of ['GET', 'BREW', 'PROPFIND']) metrics.request({ route: 'none', method, status: 405, seconds: 0.01 });
  const text = await metrics.render();
  expect(text).toContain(
    'http_server_request_duration_seconds_count{http_route="none",http_request_method="_OTHER",http_response_status_code="405"} 2',
  );
});

/** @returns the values of a metric by its only label, or by nothing. */
function valuesOf(text: string, name: string): Readonly<Record<string, number>> {
  const found = [...text.matchAll(new RegExp(`^${name}(?:\\{[a-z_]+="([^"]*)"\\})? (\\S+)$`, 'gm'))];
  return Object.fromEntries(found.map(([, label = '', value]) => [label, Number(value)]));
}
