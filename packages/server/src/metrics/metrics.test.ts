import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { openServerSystem, type ServerSystem } from '../test-support/server-system.ts';
import { MetricRegistry } from './metric-registry.ts';
import { createServerMetrics, type ServerMetrics } from './server-metrics.ts';

function open(metricsFor?: 'open'): { readonly system: ServerSystem; readonly metrics: ServerMetrics } {
  const metrics = createServerMetrics({ clock: createVirtualClock() });
  const system = openServerSystem({ publisher: metrics, server: { metrics, metricsFor } });
  metrics.watchStore(system.store);
  metrics.watchParts({ worker: () => true, scheduler: () => false });
  return { system, metrics };
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
  for (const name of metrics.names) {
    expect(name).toMatch(/^(frigg_crm|http_server|messaging|process|nodejs)_[a-z0-9_]+$/);
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
  const { metrics } = open();
  const down = async (): Promise<never> => Promise.reject(new Error('down'));
  metrics.watchStore({ processRepository: { find: down }, documents: { query: down } });
  const text = await metrics.render();
  expect(text).toContain('\nfrigg_crm_store_up 0\n');
  expect(text).not.toMatch(/^frigg_crm_syncs_active\{/m);
});

it('bounds the series of a metric, escapes labels, and sums up what is too many', async () => {
  const registry = new MetricRegistry();
  const counter = registry.counter({ name: 'a_total', help: 'A.' });
  for (let count = 0; count < 600; count += 1) counter.add({ text: `"${count}\n\\` });
  const lines = (await registry.render()).split('\n').filter((line) => line.startsWith('a_total'));
  expect(lines).toHaveLength(501);
  expect(lines[0]).toBe(String.raw`a_total{text="\"0\n\\"} 1`);
  expect(lines.at(-1)).toBe('a_total{overflow="true"} 100');
});

it('measures durations in buckets that include each other', async () => {
  const registry = new MetricRegistry();
  const histogram = registry.histogram({ name: 'd_seconds', help: 'D.' }, [0.1, 1]);
  for (const value of [0.05, 0.5, 5]) histogram.observe(value);
  expect(await registry.render()).toBe(
    '# HELP d_seconds D.\n# TYPE d_seconds histogram\nd_seconds_bucket{le="0.1"} 1\nd_seconds_bucket{le="1"} 2\nd_seconds_bucket{le="+Inf"} 3\nd_seconds_sum 5.55\nd_seconds_count 3\n',
  );
});
