import { firstPage, idsOf, listPersons } from '@frigg-crm/crm-base/testing';
import { expect } from 'vitest';
import { countLists, interceptEachList, interceptLists } from './intercept-lists.ts';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import type { InWorld, World } from './suite-case.ts';
import type { ConnectorSuite } from './suite-options.ts';

interface Hint {
  readonly waitMs: number;
  readonly nowMs: number;
}

/** One form in which a CRM refuses a request for now. */
interface Refusal {
  readonly form: string;
  readonly status?: number;
  readonly headers: (hint: Hint) => Readonly<Record<string, string>>;
  /** What is waited at least, in milliseconds. */
  readonly waitMs: number;
  readonly body?: string;
}

const WAIT_MS = 7000;
/** What is waited in addition, so that not everyone comes back in the same moment. */
const SLACK_MS = 3000;

const REFUSALS: readonly Refusal[] = [
  { form: 'a 429 with Retry-After in seconds', headers: ({ waitMs }) => ({ 'retry-after': String(waitMs / 1000) }), waitMs: WAIT_MS },
  {
    form: 'a 429 with Retry-After as an HTTP date',
    headers: ({ waitMs, nowMs }) => ({ 'retry-after': new Date(nowMs + waitMs).toUTCString() }),
    waitMs: WAIT_MS,
  },
  { form: 'a 429 without a hint', headers: () => ({}), waitMs: 1 },
  { form: 'a 429 with a hint that is none', headers: () => ({ 'retry-after': 'soon' }), waitMs: 1 },
  { form: 'a 429 with Retry-After: 0', headers: () => ({ 'retry-after': '0' }), waitMs: 1 },
  { form: 'a 429 with a page in HTML', headers: () => ({ 'content-type': 'text/html' }), waitMs: 1, body: '<html></html>' },
  {
    form: 'a 503 with Retry-After',
    status: 503,
    headers: ({ waitMs }) => ({ 'retry-after': String(waitMs / 1000) }),
    waitMs: WAIT_MS,
  },
];

/** What a connector does when its CRM says that it comes too often. */
export function limitCases(
  inWorld: InWorld,
  rateLimitHeaders: ConnectorSuite<never, never, never, never, never, never>['rateLimitHeaders'],
): readonly ContractCase[] {
  const own: readonly Refusal[] =
    rateLimitHeaders === undefined ? [] : [{ form: 'a 429 with the headers of its CRM', headers: rateLimitHeaders, waitMs: WAIT_MS }];
  return [
    ...[...REFUSALS, ...own].map((refusal) => waits(inWorld, refusal)),
    {
      title: 'waits for each of three refusals in a row, and then lists the page',
      run: inWorld({ people: 3 }, async (world) => {
        const refuse = (): Response => refusalOf({ form: '', headers: () => ({ 'retry-after': '2' }), waitMs: 2000 }, world);
        interceptLists(world, [refuse, refuse, refuse]);
        await expectAll(world);
        expect(await countLists(world)).toBe(4);
      }),
    },
    {
      title: 'leaves a wait of an hour to the engine, and names it',
      run: inWorld({ people: 3 }, async (world) => {
        interceptEachList(world, () => new Response('{}', { status: 429, headers: { 'retry-after': '3600' } }));
        const startMs = world.clock.now();
        const failure = await failureOf(world);
        expect(failure).toMatchObject({ code: 'API_RATE_LIMITED', retryable: true });
        expect((failure as { readonly retryAfterMs: number }).retryAfterMs).toBeGreaterThanOrEqual(3_600_000);
        expect(world.clock.now() - startMs).toBeLessThan(60_000);
      }),
    },
  ];
}

function waits(inWorld: InWorld, refusal: Refusal): ContractCase {
  return {
    title: `waits as long as ${refusal.form} says, and loses no one`,
    run: inWorld({ people: 3 }, async (world) => {
      const startMs = world.clock.now();
      interceptLists(world, [() => refusalOf(refusal, world)]);
      await expectAll(world);
      const waitedMs = world.clock.now() - startMs;
      expect(waitedMs).toBeGreaterThanOrEqual(refusal.waitMs);
      expect(waitedMs).toBeLessThan(WAIT_MS + SLACK_MS);
    }),
  };
}

function refusalOf({ status = 429, headers, waitMs, body = '{}' }: Refusal, { clock }: World): Response {
  const given = { 'content-type': 'application/json', ...headers({ waitMs, nowMs: clock.now() }) };
  return new Response(body, { status, headers: given });
}

/** Lists everyone, and compares. */
export async function expectAll({ integration, crm }: World): Promise<void> {
  expect(new Set(idsOf(integration, await listPersons(integration, { limit: 10 })))).toEqual(new Set(crm.externalIds()));
}

/** @returns what the list of the first page fails with. @throws when it does not fail. */
export async function failureOf({ integration }: World): Promise<unknown> {
  const outcome: unknown = await integration.fetchPersonPage(firstPage(integration, { limit: 10 }), {}).then(
    (page) => page,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error(`the page was read as ${JSON.stringify(outcome)}`);
}
