import { toIso } from '@frigg-crm/core/adapter';
import type { ConnectorDescriptor, CrmIntegration } from '@frigg-crm/crm-base';
import { crmConnectorCases, type ContractCase } from '@frigg-crm/crm-base/testing';
import type { TokenSource } from '@frigg-crm/http';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../test-connector.ts';
import { accountCases } from './account-cases.ts';
import { activityCases, anActivity, contract } from './activity-cases.ts';
import { changeCases } from './change-cases.ts';
import { clientCases } from './client-cases.ts';
import { failureCases } from './failure-cases.ts';
import { limitCases } from './limit-cases.ts';
import { CONNECTOR_MUTATIONS, plantIn, type ConnectorMutation, type MutationFacts } from './mutations.ts';
import { pagingCases } from './paging-cases.ts';
import { recordCases } from './record-cases.ts';
import { sandboxCases } from './sandbox-cases.ts';
import { searchCases, type SearchFacts } from './search-cases.ts';
import { given, inArea, inWorldOf, letTimePass, type MakeWorld, type SuiteCase, type World } from './suite-case.ts';
import type { ClientSuite, ConnectorSuite, CrmControl, CrmFaults } from './suite-options.ts';
import type { SuiteArea } from './suite-area.ts';
import { textCases } from './text-cases.ts';
import { webhookCases, webhookContract } from './webhook-cases.ts';

/** One request in four fails, in each way that leaves no doubt about what it did. */
const READING_FAULTS: CrmFaults = { rateLimited: 0.1, unavailable: 0.1, lostAnswer: 0.03, truncated: 0.03 };
/** A write whose outcome is unknown is not repeated by a client, so only refusals without effect are among these. */
const WRITING_FAULTS: CrmFaults = { rateLimited: 0.2 };
/** So far apart that a CRM which keeps whole seconds distinguishes two changes, in milliseconds. */
const APART_MS = 5000;

type AnySuite = ConnectorSuite<Sandbox, object, unknown, object, CrmIntegration, object>;

/**
 * The contract suite of a connector and its sandbox, without and with faults: pages, limits, failures, odd records, texts,
 * changes and deletions, searches, calls and texts, webhooks, accounts, and how strict the sandbox is. Then it plants mistakes in
 * the connector, and expects itself to notice them. Call it in a test file.
 *
 * @example
 * ```ts
 * describeConnector(acmeConnector, {
 *   connector: acme,
 *   sandboxOptions: ({ people, faults }) => ({ people, faults }),
 *   crm: ({ sandbox }) => ({
 *     externalIds: () => sandbox.people.ids(),
 *     change: (id) => sandbox.people.change(id),
 *     expireAccess: () => sandbox.expireToken(),
 *   }),
 *   can: { searchByPhone: false },
 * });
 * ```
 */
export function describeConnector<
  Box extends Sandbox,
  BoxOptions extends object,
  Client,
  ClientOptions extends object,
  Integration extends CrmIntegration,
  Dependencies extends object,
>(
  descriptor: ConnectorDescriptor,
  suite: ConnectorSuite<Box, BoxOptions, Client, ClientOptions, Integration, Dependencies>,
  name = descriptor.title,
): void {
  const { only } = suite;
  const isMeant = ({ area }: { readonly area: SuiteArea }): boolean => only === undefined || only.includes(area);
  const cases = connectorCases(descriptor, suite).filter(isMeant);
  describe(`${name} keeps the contract of connectors`, () => {
    for (const { title, run } of cases) it(title, run);
  });
  const facts = factsOf(erase(suite));
  const mutations = CONNECTOR_MUTATIONS.filter((mutation) => isMeant(mutation) && mutation.applies(facts));
  if (mutations.length === 0) return;
  describe(`the contract of connectors notices when ${name}`, () => {
    for (const mutation of mutations)
      it(`F41: ${mutation.title}`, async () => {
        const planted = connectorCases(descriptor, suite, mutation).filter(({ area }) => area === mutation.area);
        expect(await findNoticing(planted)).toBeDefined();
      });
  });
}

/**
 * @param mutation - A mistake to plant in the connector. @defaultValue none
 * @returns the demands of the suite, one by one.
 */
export function connectorCases<
  Box extends Sandbox,
  BoxOptions extends object,
  Client,
  ClientOptions extends object,
  Integration extends CrmIntegration,
  Dependencies extends object,
>(
  descriptor: ConnectorDescriptor,
  suite: ConnectorSuite<Box, BoxOptions, Client, ClientOptions, Integration, Dependencies>,
  mutation?: ConnectorMutation,
): readonly SuiteCase[] {
  return casesOf(descriptor, erase(suite), mutation);
}

function casesOf(descriptor: ConnectorDescriptor, suite: AnySuite, mutation: ConnectorMutation | undefined): readonly SuiteCase[] {
  const make = worldsOf(descriptor, suite, mutation);
  const inWorld = inWorldOf(make);
  const { can = {}, webhooks = {}, client } = suite;
  const has = controlsOf(suite);
  const canRemove = has.remove !== undefined;
  const { searchByPhone: searchable = true, listDeleted = true } = can;
  return [
    ...syncContract(make, listDeleted),
    ...syncContract(make, listDeleted, READING_FAULTS),
    ...inArea('pages', pagingCases(inWorld, partialPagesOf(suite))),
    ...inArea('limits', limitCases(inWorld, suite.rateLimitHeaders)),
    ...inArea('failures', failureCases(inWorld)),
    ...inArea('records', recordCases(inWorld, suite.recordsOf)),
    ...inArea('texts', has.add === undefined ? [] : textCases(inWorld, can.holdAnyPhoneText ?? true)),
    ...inArea('changes', changeCases(inWorld, can, canRemove)),
    ...inArea('account', accountCases(inWorld, make, has.connectOther !== undefined)),
    ...inArea('search', searchCases(inWorld, { ...searchesOf(suite), canRemove })),
    ...inArea(
      'activities',
      has.activities === undefined
        ? [writesNothing(make)]
        : [...activityCases(inWorld, make, { can, canRemove }), ...contract(make, searchable, WRITING_FAULTS)],
    ),
    ...inArea(
      'webhooks',
      has.webhooks === undefined
        ? [takesNoWebhooks(make)]
        : [...webhookCases(inWorld, make, webhooks), ...webhookContract(make, webhooks, WRITING_FAULTS)],
    ),
    ...inArea('sandbox', sandboxCases(inWorld, suite.publicPaths)),
    ...inArea('client', client === undefined ? [] : clientCases(make, client as ClientSuite<unknown, object>, descriptor)),
  ];
}

/** @returns what the connector can search by: an absent method says that the CRM cannot. */
function searchesOf({ connector, sandboxOptions, integrationOptions }: AnySuite): Omit<SearchFacts, 'canRemove'> {
  const { integration } = connector.open(sandboxOptions({ people: 0 }), { integration: integrationOptions });
  const { searchPersonsByName, findPersonsByEmail } = integration;
  return { canSearchByName: searchPersonsByName !== undefined, canSearchByEmail: findPersonsByEmail !== undefined };
}

/** @returns whether the connector says that its pages can be read in parts. */
function partialPagesOf({ connector, sandboxOptions, integrationOptions }: AnySuite): boolean {
  const { integration } = connector.open(sandboxOptions({ people: 0 }), { integration: integrationOptions });
  return integration.config.syncConfig.supportsPartialPages;
}

/** Only what a suite hands back is handed to it, so that its types need not be known. */
function erase(suite: object): AnySuite {
  return suite as AnySuite;
}

function controlsOf({ connector, sandboxOptions, crm }: AnySuite): CrmControl {
  return crm(connector.open(sandboxOptions({ people: 0 })));
}

function factsOf(suite: AnySuite): MutationFacts {
  const has = controlsOf(suite);
  const { integration } = suite.connector.open(suite.sandboxOptions({ people: 0 }), { integration: suite.integrationOptions });
  return {
    can: suite.can ?? {},
    supportsModifiedSince: integration.config.syncConfig.supportsModifiedSince,
    supportsPartialPages: integration.config.syncConfig.supportsPartialPages,
    hasWebhooks: has.webhooks !== undefined,
    hasActivities: has.activities !== undefined,
    canSearchByEmail: searchesOf(suite).canSearchByEmail,
    canRemove: has.remove !== undefined,
  };
}

function worldsOf(descriptor: ConnectorDescriptor, suite: AnySuite, mutation: ConnectorMutation | undefined): MakeWorld {
  let listed: Promise<World['listedPage']> | undefined;
  return async ({ people = 0, faults, client, clock = createVirtualClock() } = {}) => {
    listed ??= Promise.resolve(descriptor.openSandbox({ persons: 0 })).then(({ listedPage }) => listedPage);
    const canRenew = controlsOf(suite).renewAccess !== undefined;
    const opened: World['opened'] = suite.connector.open(suite.sandboxOptions({ people, faults }), {
      clock,
      client: { ...(canRenew && { token: renewing(() => crm) }), ...client },
      integration: suite.integrationOptions,
    });
    const crm = suite.crm(opened);
    const integration = mutation === undefined ? opened.integration : plantIn(opened.integration, mutation.plant(opened.integration));
    const webhookMethods = crm.webhooks?.byHand?.(integration) ?? integration;
    return { clock, opened, crm, integration, webhookMethods, listedPage: await listed };
  };
}

/** A token that is renewed at its first use and whenever it is refused. */
function renewing(crmOf: () => CrmControl): TokenSource {
  let current: Promise<string> | undefined;
  const renew = async (): Promise<string> => (current = Promise.resolve(given(crmOf().renewAccess)()));
  return {
    get: async () => current ?? renew(),
    refresh: async (stale) => (current === undefined || (await current) === stale ? renew() : current),
  };
}

/** @returns the demands of `describeCrmConnector`, with these faults. */
function syncContract(make: MakeWorld, listDeleted: boolean, faults?: CrmFaults): readonly SuiteCase[] {
  const cases = crmConnectorCases({
    async make(people) {
      const { clock, crm, integration } = await make({ people, faults });
      const end = letTimePass(clock);
      const apart = async (act: () => void): Promise<string> => {
        await clock.sleep(APART_MS);
        const since = toIso(clock.now());
        act();
        return since;
      };
      return {
        integration,
        externalIds: crm.externalIds(),
        change: async (id) => apart(() => crm.change(id)),
        remove: listDeleted && crm.remove !== undefined ? async (id) => apart(() => crm.remove?.(id)) : undefined,
        close: end,
      };
    },
  });
  return cases.map(({ title, run }) => ({
    area: 'sync',
    title: faults === undefined ? title : `with faults: ${title}`,
    run,
  }));
}

function writesNothing(make: MakeWorld): ContractCase {
  return {
    title: 'says that it writes no calls and texts, and finds no one by phone',
    async run() {
      const { integration } = await make({ people: 3 });
      const activity = anActivity('call', { objectType: 'Person', externalId: '1' });
      await expect(integration.logCallToActivity(activity, {})).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
      await expect(integration.logSMSToActivity(activity, {})).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
      expect(await integration.findPersonsByPhone('+14155550132', {})).toEqual([]);
    },
  };
}

function takesNoWebhooks(make: MakeWorld): ContractCase {
  return {
    title: 'says that it takes no webhooks',
    async run() {
      const { integration } = await make({ people: 3 });
      const vault = { stored: undefined, store: async (): Promise<void> => undefined };
      expect(await integration.setupWebhooks({ url: 'https://app.example.test/hook', ...vault })).toEqual({ status: 'skipped' });
      await integration.removeWebhooks(vault);
      const read = async (): Promise<unknown> =>
        integration.readWebhook({ method: 'POST', headers: new Headers(), rawBody: new Uint8Array(), stored: undefined });
      await expect(read()).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    },
  };
}

/** @returns the first demand that the connector does not meet. */
async function findNoticing(cases: readonly SuiteCase[]): Promise<SuiteCase | undefined> {
  for (const each of cases) {
    const isMet = await each.run().then(
      () => true,
      () => false,
    );
    if (!isMet) return each;
  }
  return undefined;
}
