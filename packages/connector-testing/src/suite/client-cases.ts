import { readFileSync } from 'node:fs';
import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { expect } from 'vitest';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import { given, type MakeWorld, type World } from './suite-case.ts';
import type { ClientSuite } from './suite-options.ts';

/** What the client of each connector promises: who it is, how fast it is, and that each of its calls ends. */
export function clientCases(make: MakeWorld, suite: ClientSuite<unknown, object>, { id }: ConnectorDescriptor): readonly ContractCase[] {
  return [...facts(make, suite, id), pace(make, suite), ...timeouts(make, suite)];
}

async function probe(make: MakeWorld, suite: ClientSuite<unknown, object>, client: object = {}): Promise<Headers> {
  const { opened, clock } = await make({ people: 3, client: { ...suite.options, ...client } });
  await clock.runUntil(suite.probe(opened.client));
  return given(opened.sent[0]).headers;
}

function facts(make: MakeWorld, suite: ClientSuite<unknown, object>, id: string): readonly ContractCase[] {
  return [
    {
      title: 'sends its name and the version of its package as user agent',
      run: async () => {
        const { version } = JSON.parse(readFileSync(suite.manifest, 'utf8')) as { readonly version: string };
        expect((await probe(make, suite)).get('user-agent')).toBe(`frigg-crm-${id}/${version}`);
      },
    },
    {
      title: 'sends the user agent and the headers that it is given',
      run: async () => {
        const headers = await probe(make, suite, { userAgent: 'my-app/2', headers: { 'x-gateway': '1' } });
        expect([headers.get('user-agent'), headers.get('x-gateway')]).toEqual(['my-app/2', '1']);
      },
    },
  ];
}

function pace(make: MakeWorld, suite: ClientSuite<unknown, object>): ContractCase {
  const seconds = suite.windowSeconds ?? 1;
  return {
    title: 'keeps to the requests per second that it is given',
    run: async () => {
      const { opened, clock } = await make({ people: 3, client: { ...suite.options, budget: undefined, requestsPerSecond: 4 } });
      await clock.runUntil(Promise.all(Array.from({ length: 20 }, async () => suite.probe(opened.client))));
      const startMs = opened.sent[0]?.atMs ?? 0;
      const within = (windows: number): number => opened.sent.filter(({ atMs }) => atMs < startMs + windows * seconds * 1000).length;
      expect([within(1), within(2)]).toEqual([4 * seconds, 8 * seconds]);
    },
  };
}

function timeouts(make: MakeWorld, suite: ClientSuite<unknown, object>): readonly ContractCase[] {
  const never = async (): Promise<Response> => new Promise(() => undefined);
  return [
    {
      title: 'has a test of each method of each resource',
      run: async () => {
        const { opened } = await make({ people: 3 });
        const calls = Object.keys(suite.calls).filter((name) => name.includes('.'));
        expect(calls.toSorted()).toEqual(methodsOf(opened.client as object).toSorted());
      },
    },
    ...Object.entries(suite.calls).map(([name, call]) => ({
      title: `F3: ends ${name} with a time-out when no response comes`,
      run: async () => {
        const { opened, clock }: World = await make({ people: 3, client: { timeoutMs: 5, retryDelaysMs: [], fetch: never } });
        await expect(clock.runUntil(call(opened.client))).rejects.toMatchObject({
          code: 'API_UNAVAILABLE',
          apiCode: 'TIMEOUT',
          retryable: true,
        });
      },
    })),
  ];
}

/** @returns the methods of all resources, as `people.list`; not those of the client itself, which may have older names. */
function methodsOf(client: object): readonly string[] {
  return Object.entries(client).flatMap(([name, resource]) =>
    typeof resource === 'object' && resource !== null ? Object.keys(resource as object).map((method) => `${name}.${method}`) : [],
  );
}
