import { firstPage, firstScope } from '@frigg-crm/crm-base/testing';
import { expect } from 'vitest';
import type { SentRequest } from '../test-connector.ts';
import { anActivity, write } from './activity-cases.ts';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import { given, type InWorld, type World } from './suite-case.ts';

const UNKNOWN = 'frigg_unknown';

/** How strict a sandbox is: it must refuse what the CRM refuses, or a wrong request passes every test. */
export function sandboxCases(inWorld: InWorld, publicPaths: readonly string[] = []): readonly ContractCase[] {
  const refuses = (
    title: string,
    isMeant: (sent: SentRequest) => boolean,
    change: (sent: SentRequest) => Request,
    statuses: readonly number[],
  ): ContractCase => ({
    title,
    run: inWorld({ people: 25 }, async (world) => {
      const requests = (await tour(world)).filter(isMeant);
      for (const sent of requests) {
        const { status } = await world.opened.sandbox.fetch(change(sent));
        expect(statuses, `${sent.method} ${sent.url.pathname} was answered ${status}`).toContain(status);
      }
    }),
  });
  const isProtected = ({ url }: SentRequest): boolean => !publicPaths.includes(url.pathname);
  const hasFields = ({ body }: SentRequest): boolean => typeof body === 'object' && body !== null && !Array.isArray(body);
  return [
    refuses('has a sandbox that refuses parameters which the CRM does not know', () => true, withUnknownParameter, [400, 422]),
    refuses('has a sandbox that refuses fields which the CRM does not know', hasFields, withUnknownField, [400, 422]),
    refuses(
      'has a sandbox that refuses a body which is cut off',
      hasFields,
      (sent) => withBody(sent, sent.text.slice(0, -1)),
      [400, 415, 422],
    ),
    refuses('has a sandbox that refuses a body which is a list of numbers', hasFields, (sent) => withBody(sent, '[1]'), [400, 422]),
    refuses('has a sandbox that refuses requests without access', isProtected, withoutAccess, [401, 403]),
    refuses('has a sandbox that refuses requests with another token', isProtected, withOtherAccess, [401, 403]),
  ];
}

/** Lets the connector send one request of each kind. @returns one of each method and route. */
async function tour(world: World): Promise<readonly SentRequest[]> {
  const { integration, crm, opened } = world;
  const scope = firstScope(integration);
  await integration.fetchPersonPage(firstPage(integration, { limit: 10 }), {});
  await integration.fetchPersonPage(firstPage(integration, { limit: 10, modifiedSince: '2026-01-05T10:00:00.000Z' }), {});
  const [first = ''] = crm.externalIds();
  await integration.fetchPersonsByIds([first], scope);
  await integration.fetchPersonById(first, scope).catch(() => undefined);
  await integration.findPersonsByPhone('+14155550177', {});
  await integration.searchPersonsByName?.('ana', { limit: 5 });
  await integration.findPersonsByEmail?.('ana@acme.test', { limit: 5 });
  await integration.accountIdentity({});
  if (crm.activities !== undefined) await writeAll(world);
  if (crm.webhooks !== undefined) {
    const stored: { value: Parameters<typeof integration.setupWebhooks>[0]['stored'] } = { value: undefined };
    const setup = { stored: undefined, store: async (value: typeof stored.value) => void (stored.value = value) };
    await integration.setupWebhooks({ ...setup, url: 'https://app.example.test/hook' });
    await integration.removeWebhooks({ ...setup, stored: stored.value });
  }
  const byRoute = new Map(opened.sent.map((sent) => [`${sent.method} ${routeOf(sent.url)}`, sent]));
  return [...byRoute.values()];
}

async function writeAll(world: World): Promise<void> {
  const { integration, crm } = world;
  const person = given(crm.add)({ phones: ['+14155550177'] });
  for (const kind of ['call', 'message'] as const) {
    const activity = anActivity(kind, person);
    const id = await write(world, activity);
    await integration.findLoggedActivity(activity, {});
    await integration.updateActivity(id, { ...activity, content: `${activity.content} again` }, {});
    // The first one stays, so that requests to it are refused for what they say.
    const other = anActivity(kind, person, { sourceId: 'AC2', timestamp: '2026-01-05T09:00:00.000Z' });
    await integration.deleteActivity(await write(world, other), other, {});
  }
}

/** The path without what names a record. */
function routeOf({ pathname }: URL): string {
  return pathname.replaceAll(/[^/]*\d[^/]*/g, (part) => (/^v\d+$/.test(part) ? part : '{id}'));
}

function withUnknownParameter({ method, url, headers, text }: SentRequest): Request {
  const changed = new URL(url);
  changed.searchParams.set(UNKNOWN, '1');
  return new Request(changed, { method, headers, body: text === '' ? null : text });
}

function withBody({ method, url, headers }: SentRequest, body: string): Request {
  return new Request(url, { method, headers, body });
}

function withUnknownField(sent: SentRequest): Request {
  return withBody(sent, JSON.stringify({ ...(sent.body as object), [UNKNOWN]: 1 }));
}

function withoutAccess({ method, url, headers, text }: SentRequest): Request {
  const left = [...headers].filter(([name]) => !/authorization|api-?key|token/.test(name));
  return new Request(url, { method, headers: left, body: text === '' ? null : text });
}

function withOtherAccess({ method, url, headers, text }: SentRequest): Request {
  const other = [...headers].map(([name, value]): [string, string] => [
    name,
    /authorization|api-?key|token/.test(name) ? `${value}x` : value,
  ]);
  return new Request(url, { method, headers: other, body: text === '' ? null : text });
}
