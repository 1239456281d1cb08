import { readFile } from 'node:fs/promises';
import { systemClock } from '@frigg-crm/core';
import { openMemoryStore } from '@frigg-crm/memory';
import { createServerMetrics } from '@frigg-crm/server';
import { createLiveHub } from '@frigg-crm/live/server';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { SERVE_FLAGS } from './config/serve-flags.ts';

const read = async (path: string): Promise<string> => readFile(new URL(`../../../deploy/${path}`, import.meta.url), 'utf8');

/** The names that a program emits, histograms with their parts. */
async function emitted(): Promise<ReadonlySet<string>> {
  const store = openMemoryStore();
  const metrics = createServerMetrics({ clock: systemClock });
  metrics.watchStore(store);
  metrics.watchHub(createLiveHub({ processRepository: store.processRepository, clock: systemClock }));
  metrics.watchParts({ worker: () => true });
  metrics.watchQueues(async () => ({ fetch: { waiting: 0, delayed: 0, inFlight: 0 } }));
  const text = await metrics.render();
  const types = [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)];
  return new Set(
    types.flatMap(([, name = '', type]) => (type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => name + part) : [name])),
  );
}

const FUNCTIONS = new Set(['sum', 'min', 'max', 'count', 'by', 'rate', 'increase', 'histogram_quantile', 'and']);

/** @returns the metrics that an expression of PromQL names. */
function metricsOf(expression: string): readonly string[] {
  const bare = expression.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)/g, '');
  return [...bare.matchAll(/[a-z_][\w:]*/gi)].map(([name]) => name).filter((name) => !FUNCTIONS.has(name));
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

it('alerts on metrics that the program emits, and says what to do', async () => {
  const names = await emitted();
  const { groups } = parse(await read('prometheus/alerts.yaml')) as { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, expr, labels, annotations } of rules) {
    expect([alert, metricsOf(expr).filter((name) => !names.has(name))]).toEqual([alert, []]);
    expect(metricsOf(expr)).not.toEqual([]);
    expect([labels['severity'], annotations['summary'], annotations['description']]).not.toContain(undefined);
  }
});

it('shows each metric of ours on the dashboard, and none that the program does not emit', async () => {
  const names = await emitted();
  const dashboard = JSON.parse(await read('grafana/frigg-crm.json')) as {
    readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
  };
  const shown = new Set(dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsOf(expr))));
  expect([...shown].filter((name) => !names.has(name))).toEqual([]);
  const base = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');
  // What every program on node has is not repeated here.
  const own = [...new Set([...names].map(base))].filter((name) => !/^(process|nodejs)_/.test(name));
  expect(own.filter((name) => ![...shown].some((one) => base(one) === name))).toEqual([]);
});

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly stop_grace_period?: string;
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

it('composes two web and two worker processes and a scheduler, with settings that exist and secrets from files', async () => {
  const text = await read('compose.yaml');
  const { services, secrets } = parse(text, { merge: true }) as {
    readonly services: Readonly<Record<string, Service>>;
    readonly secrets: Readonly<Record<string, unknown>>;
  };
  const known = new Set(Object.values(SERVE_FLAGS).flatMap(({ variable }) => [variable, `${variable}_FILE`]));
  const ours = Object.entries(services).filter(([, { command }]) => command?.[0] === 'serve');
  const roles = ours.map(([, { command = [] }]) => command[command.indexOf('--roles') + 1] ?? '');
  const each = Map.groupBy(roles, (role) => role);
  expect(Object.fromEntries([...each].map(([role, { length }]) => [role, length]))).toEqual({ web: 2, worker: 2, scheduler: 2 });
  for (const [name, { environment = {}, stop_grace_period, depends_on = {} }] of ours) {
    const variables = Object.keys(environment).filter((variable) => variable.startsWith('FRIGG_CRM_'));
    expect([name, variables.filter((variable) => !known.has(variable))]).toEqual([name, []]);
    expect([name, stop_grace_period]).toEqual([name, '60s']);
    expect(Object.keys(depends_on).filter((other) => !Object.hasOwn(services, other))).toEqual([]);
    for (const file of Object.values(environment).filter((value) => value.startsWith('/run/secrets/')))
      expect(Object.keys(secrets)).toContain(file.replace('/run/secrets/', ''));
  }
  expect(text).not.toMatch(/:latest\b/);
});

it('builds an image that is small, pinned, and runs without the rights of root', async () => {
  const lines = (await read('Dockerfile'))
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const of = (instruction: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
  for (const line of lines)
    expect(line).toMatch(/^(FROM|ARG|ENV|WORKDIR|COPY|RUN|USER|EXPOSE|VOLUME|HEALTHCHECK|STOPSIGNAL|ENTRYPOINT|CMD) /);
  for (const image of of('FROM')) expect(image).toMatch(/^(node:24\.\d+\.\d+-\S+|build)( AS \w+)?$/);
  expect(of('USER').at(-1)).toBe('node');
  for (const shell of ['ENTRYPOINT', 'CMD']) for (const value of of(shell)) expect(() => JSON.parse(value) as unknown).not.toThrow();
  expect(of('HEALTHCHECK').join('')).toContain('/healthz');
  expect(of('RUN').join('\n')).not.toMatch(/apt-get (upgrade|dist-upgrade)|curl [^|]*\| *sh|sudo /);
  expect(lines.join('\n')).not.toMatch(/ADD |FRIGG_CRM_\w*(KEY|TOKEN|SECRET)/);
});
