import { fetchChecked, firstPage, firstScope, idsOf, listPersons, nextPage } from '@frigg-crm/crm-base/testing';
import { classifyError } from '@frigg-crm/http';
import { expect } from 'vitest';
import { countLists, interceptEachList, interceptLists } from './intercept-lists.ts';
import { expectAll, failureOf } from './limit-cases.ts';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import { given, type InWorld, type World } from './suite-case.ts';

const json = (body: string, status = 200): Response => new Response(body, { status, headers: { 'content-type': 'application/json' } });
const html = (status: number): Response => new Response('<html>Bad Gateway</html>', { status, headers: { 'content-type': 'text/html' } });

const PASSING: readonly (readonly [string, (world: World) => Promise<Response> | Response])[] = [
  ['an error 500', () => json('{}', 500)],
  ['a page in HTML with 502', () => html(502)],
  [
    'a connection that breaks',
    () => {
      throw new TypeError('fetch failed');
    },
  ],
  [
    'a response that is cut in half',
    async ({ opened, integration }) => {
      // Of whatever the CRM responds to the first list.
      void integration;
      const [first] = opened.sent;
      const { method, url, headers, text } = given(first);
      const whole = await (await opened.sandbox.fetch(new Request(url, { method, headers, body: method === 'GET' ? null : text }))).text();
      return json(whole.slice(0, Math.ceil(whole.length / 2)));
    },
  ],
];

/** Bodies that are no list of persons. An empty page in their place would end the walk, and the persons behind it would be lost. */
const NO_LISTS: readonly (readonly [string, string])[] = [
  ['null', 'null'],
  ['a text', '"ok"'],
  ['a list of nothing', '[]'],
  ['an object without a list', '{}'],
  ['an object whose lists are texts', '{"data":"x","people":"x","records":"x","results":"x","info":"x"}'],
  ['a message', '{"message":"maintenance","success":true,"status":"ok"}'],
];

/** What a connector does when its CRM fails. */
export function failureCases(inWorld: InWorld): readonly ContractCase[] {
  return [...passing(inWorld), ...lasting(inWorld), ...noLists(inWorld), ...access(inWorld)];
}

function passing(inWorld: InWorld): readonly ContractCase[] {
  return PASSING.map(([what, respond]) => ({
    title: `requests a page again after ${what}, and loses no one`,
    run: inWorld({ people: 25 }, async (world) => {
      interceptLists(world, [async () => respond(world)]);
      await expectAll(world);
    }),
  }));
}

function lasting(inWorld: InWorld): readonly ContractCase[] {
  return [
    {
      title: 'fails with an error that can be retried while the CRM is away',
      run: inWorld({ people: 3 }, async (world) => {
        interceptEachList(world, () => json('{}', 503));
        expect(await failureOf(world)).toMatchObject({ code: 'API_UNAVAILABLE', retryable: true });
      }),
    },
    {
      title: 'repeats nothing that the CRM refuses for what it says',
      run: inWorld({ people: 3 }, async (world) => {
        interceptEachList(world, () => json('{}', 400));
        expect(await failureOf(world)).toMatchObject({ retryable: false });
        expect(await countLists(world)).toBe(1);
      }),
    },
    {
      title: 'says that the account is refused when a list is forbidden',
      run: inWorld({ people: 3 }, async (world) => {
        interceptEachList(world, () => json('{}', 403));
        expect(classifyError(await failureOf(world))).toMatchObject({ level: 'account', kind: 'permanent' });
      }),
    },
  ];
}

function noLists(inWorld: InWorld): readonly ContractCase[] {
  return [...NO_LISTS, ['a page in HTML', '<html></html>'] as const].map(([what, body]) => ({
    title: `takes ${what} for no page, and not for an empty one`,
    run: inWorld({ people: 3 }, async (world) => {
      interceptEachList(world, () => (body.startsWith('<') ? html(200) : json(body)));
      expect(await failureOf(world)).toMatchObject({ code: expect.stringMatching(/^[A-Z]/) as string });
    }),
  }));
}

function access(inWorld: InWorld): readonly ContractCase[] {
  return [
    {
      title:
        'goes on with a new token in the middle of a walk when the old one expires, after one refresh; with a key, says that it is refused',
      run: inWorld({ people: 25 }, async (world) => {
        const { integration, crm } = world;
        const start = firstPage(integration, { limit: 10 });
        const page = await fetchChecked(integration, start);
        crm.expireAccess();
        const second = given(nextPage(start, page));
        if (crm.renewAccess === undefined) {
          const failure: unknown = await fetchChecked(integration, second).catch((error: unknown) => error);
          expect(failure).toMatchObject({ code: 'API_UNAUTHORIZED', retryable: false });
          return;
        }
        const third = await fetchChecked(integration, second);
        const others = await Promise.all([1, 2, 3].map(async () => idsOf(integration, await listPersons(integration, { limit: 10 }))));
        expect(third.data).toHaveLength(10);
        for (const ids of others) expect(new Set(ids)).toEqual(new Set(crm.externalIds()));
      }),
    },
    {
      title: 'says that access is refused, of the whole account, when no token helps',
      run: inWorld({ people: 3 }, async (world) => {
        world.opened.intercept = () => json('{}', 401);
        const failure = await failureOf(world);
        expect(failure).toMatchObject({ code: 'API_UNAUTHORIZED', retryable: false });
        expect(classifyError(failure)).toMatchObject({ level: 'account', kind: 'permanent' });
      }),
    },
    {
      title: 'takes a failure for no sign that a person is gone',
      run: inWorld({ people: 3 }, async (world) => {
        const { integration, crm, opened } = world;
        opened.intercept = () => json('{}', 503);
        const found: unknown = await integration
          .fetchPersonsByIds(crm.externalIds(), firstScope(integration))
          .catch((error: unknown) => error);
        expect(found).toMatchObject({ retryable: true });
      }),
    },
  ];
}
