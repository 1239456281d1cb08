import { silentLogger } from '@frigg-crm/core';
import { BaseCRMIntegration, createSyncEngine, type ConnectorDescriptor, type CRMConfig, type PersonPage } from '@frigg-crm/crm-base';
import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { createQuoClient, type QuoContact } from '@frigg-crm/quo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { listIds } from './config/connector-settings.ts';
import { CONNECTORS } from './connectors.ts';
import { openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { readOnlyProcess } from './test-support/read-result.ts';
import type { FinishedChild } from './test-support/run-child.ts';
import { runInProcess } from './test-support/run-in-process.ts';

interface AcmePerson {
  readonly id: string;
  readonly phone: string;
}

class AcmeIntegration extends BaseCRMIntegration<AcmePerson> {
  static readonly Definition = { name: 'acme' };
  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: 'Contact' }],
    syncConfig: { paginationType: 'CURSOR_BASED' },
  };

  override async fetchPersonPage(): Promise<PersonPage<AcmePerson>> {
    return { data: ['1', '2', '3'].map((id) => ({ id, phone: `+1201555200${id}` })), cursor: null, hasMore: false };
  }

  override transformPersonToQuo({ id, phone }: AcmePerson): QuoContact {
    return { externalId: id, defaultFields: { firstName: 'Ann', phoneNumbers: [{ name: 'phone', value: phone }], emails: [] } };
  }
}

const connected: unknown[] = [];
const given: unknown[] = [];
const acmeConnector: ConnectorDescriptor = {
  id: 'acme',
  title: 'Acme',
  account: {
    urlHelp: 'https://<company>.acme.example',
    exampleUrl: 'https://your-company.acme.example',
    tokenHelp: 'an API key of Acme',
  },
  options: {
    region: {
      flags: '--acme-region <region>',
      variable: 'FRIGG_CRM_ACME_REGION',
      description: 'eu or us (default: eu)',
      problemOf: (value) => (['eu', 'us'].includes(value) ? undefined : 'must be eu or us'),
    },
  },
  configSchema: z.object({ fileUnder: z.enum(['deal', 'lead']).optional(), tags: z.array(z.string()).optional() }),
  connect({ url, token, name, options }) {
    connected.push({ url, token, name, options });
    return (dependencies) => {
      given.push(dependencies.settings);
      return new AcmeIntegration(dependencies);
    };
  },
  async openSandbox() {
    return {
      fetch: async () => new Response(null, { status: 204 }),
      token: 'sandbox',
      isRefused: () => false,
      listedPage: () => undefined,
    };
  },
};

const connectors = [...CONNECTORS, acmeConnector];
const IDS = listIds(connectors);
let quo: OpenQuo;
beforeAll(async () => {
  quo = await openQuo();
});
afterAll(async () => quo.close());

async function sync(flags: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): Promise<FinishedChild> {
  const given = { connector: 'acme', 'quo-url': quo.url, 'quo-key': QUO_KEY, 'crm-token': 'acme-token', ...flags };
  const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  return runInProcess(['sync', '--json', ...args], { env, connectors });
}

describe('a connector that is added to the list, and nowhere else', () => {
  it('is named by the help of sync and demo, with its address, its token and its own settings', async () => {
    const [syncHelp, demoHelp] = await Promise.all(['sync', 'demo'].map(async (name) => runInProcess([name, '--help'], { connectors })));
    const words = (text = ''): string => text.replaceAll(/\s+/g, ' ');
    for (const text of [
      IDS,
      'acme: https://<company>.acme.example',
      'acme: an API key of Acme',
      '--acme-region <region> acme: eu or us (default: eu)',
      'acme: fileUnder, tags',
    ])
      expect(words(syncHelp?.stdout)).toContain(text);
    expect(words(demoHelp?.stdout)).toContain(
      `${listIds([...connectors, { id: 'all' }])}: each with a CRM and a Quo of its own, at once (default: scaling-test)`,
    );
  });

  it('is synced, with its account and its own settings', async () => {
    const { exitCode, stdout, stderr } = await sync({ 'crm-url': 'https://x.acme.example' }, { FRIGG_CRM_ACME_REGION: 'us' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(readOnlyProcess(stdout)).toMatchObject({ objectType: 'Contact', state: 'COMPLETED', totalSynced: 3 });
    expect(connected.at(-1)).toEqual({ url: 'https://x.acme.example', token: 'acme-token', name: 'acme', options: { region: 'us' } });
  });

  it('gets what an owner would set, from sync and from the demo of all', async () => {
    const settings = { fileUnder: 'lead', tags: ['a', '1'], callLoggingEnabled: false };
    const env = { FRIGG_CRM_SETTING: 'fileUnder=lead\ntags=a, 1\ncallLoggingEnabled=false' };
    expect(await sync({ 'crm-url': 'https://x.acme.example' }, env)).toMatchObject({ exitCode: 0, stderr: '' });
    const [first] = CONNECTORS.slice(0, 1);
    const args = ['demo', '--connector', 'all', '--contacts', '3', '--setting', 'fileUnder=lead', '--setting', 'callLoggingEnabled=true'];
    expect(await runInProcess(args, { connectors: [acmeConnector, first ?? acmeConnector] })).toMatchObject({ stderr: '' });
    expect(given.slice(-2)).toEqual([settings, { fileUnder: 'lead', callLoggingEnabled: true }]);
  });

  it('is shown by the demo', async () => {
    const { exitCode, stdout } = await runInProcess(['demo', '--connector', 'acme', '--json'], { connectors });
    expect(exitCode).toBe(0);
    expect(readOnlyProcess(stdout)).toMatchObject({ state: 'COMPLETED', totalSynced: 3 });
  });

  it.each([
    [
      'an address of another kind, with an example of its own',
      { 'crm-url': 'acme' },
      '--crm-url',
      'such as https://your-company.acme.example',
    ],
    ['a value of its setting', { 'crm-url': 'https://x.acme.example', 'acme-region': 'mars' }, '--acme-region', 'must be eu or us'],
    [
      'the setting of another connector',
      { 'crm-url': 'https://x.acme.example', 'default-country': 'DE' },
      '--default-country',
      'no setting of acme',
    ],
    [
      'a value that an owner cannot set',
      { 'crm-url': 'https://x.acme.example', setting: 'fileUnder=mars' },
      '--setting',
      'fileUnder must be one of deal, lead',
    ],
    [
      'what is no setting',
      { 'crm-url': 'https://x.acme.example', setting: 'colour=mars' },
      '--setting',
      'colour is no setting here; there are callLoggingEnabled, messageLoggingEnabled, fileUnder, tags',
    ],
    ['the list of connectors', { connector: 'fernwood', 'crm-url': 'x' }, '--connector', `must be ${IDS}`],
  ])('is in the message about %s', async (_title, flags: Readonly<Record<string, string>>, flag, message) => {
    const { exitCode, stderr } = await sync(flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(flag);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('mars');
  });

  it.each(CONNECTORS)('says of $id what its integrations let owners set', async ({ account, configSchema, connect }) => {
    const create = await connect({ url: account.exampleUrl, token: 'token' }, { logger: silentLogger });
    const engine = createSyncEngine({ store: openMemoryStore(), queues: { fetch: createMemoryQueue(), work: createMemoryQueue() } });
    const integration = create({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts: createQuoClient({ apiKey: 'key' }).contacts });
    expect(configSchema).toBe(integration.configSchema);
  });

  it('has an id of its own, and shares a flag only where the setting is the same', () => {
    const settings = CONNECTORS.flatMap(({ options = {} }) => Object.values(options));
    expect(new Set(CONNECTORS.map(({ id }) => id)).size).toBe(CONNECTORS.length);
    expect(new Set(settings.map(({ flags }) => flags)).size).toBe(new Set(settings).size);
  });
});
