import { silentLogger } from '@frigg-crm/core';
import type { StoredPerson } from '@frigg-crm/core/adapter';
import { createSyncEngine, type CrmIntegration } from '@frigg-crm/crm-base';
import { FRIGG_CONNECTORS, type FriggImport } from '@frigg-crm/frigg';
import { createFriggRows, type FriggRows, type FriggTestIntegration } from '@frigg-crm/frigg/testing';
import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { createQuoClient } from '@frigg-crm/quo';
import type { SqliteStore } from '@frigg-crm/sqlite';
import { CONNECTORS } from '../connectors.ts';
import type { FriggDatabase } from './frigg-databases.ts';
import { openCrm, type OpenCrm } from './open-crm.ts';
import { openQuo, QUO_KEY, QUO_PARTNER_KEY, type OpenQuo } from './open-quo.ts';

/** Types of Frigg whose persons are in the sandboxes. */
export const SAMPLE = ['scalingtest', 'attio', 'pipedrive'] as const;
const SAMPLE_PERSONS = 60;
const PERSONS = 80;
const CALLS = 41;
export const KEY = { id: 'main', key: 'a-master-key-of-thirty-two-bytes' };
const SYNCED_AT = '2026-01-05T08:00:00.000Z';

/** Integrations of a Frigg app whose persons are in sandboxes, and contacts in Quo. */
export interface FriggSample {
  readonly quo: OpenQuo;
  /** In the order of `SAMPLE`. */
  readonly crms: readonly OpenCrm[];
  readonly integrations: readonly FriggTestIntegration[];
  close(): Promise<void>;
}

export async function openFriggSample(): Promise<FriggSample> {
  const quo = await openQuo();
  const crms = await Promise.all(SAMPLE.map(async (type) => openCrm(connectorOf(type).connector, SAMPLE_PERSONS)));
  const integrations = await Promise.all(SAMPLE.map(async (type, index) => writtenByFrigg(type, { crm: crms[index] as OpenCrm, quo })));
  return { quo, crms, integrations, close: async () => void (await Promise.all([quo.close(), ...crms.map(async (crm) => crm.close())])) };
}

function connectorOf(type: string) {
  const connector = FRIGG_CONNECTORS[type];
  if (connector === undefined) throw new Error(`no connector for ${type}`);
  return connector;
}

/** An integration whose persons are contacts in Quo, with the source that Frigg gives them. */
async function writtenByFrigg(type: string, { crm, quo }: { readonly crm: OpenCrm; readonly quo: OpenQuo }): Promise<FriggTestIntegration> {
  const { connector, quoSource, defaultType } = connectorOf(type);
  const store = openMemoryStore();
  const engine = createSyncEngine({ store, queues: { fetch: createMemoryQueue(), work: createMemoryQueue(), isShared: false } });
  const { contacts } = createQuoClient({ baseUrl: quo.url, apiKey: QUO_KEY, partnerKey: QUO_PARTNER_KEY, requestsPerSecond: 10_000 });
  const create = await CONNECTORS.find(({ id }) => id === connector)?.connect(crm, { logger: silentLogger });
  const integration = create?.({ ...engine, integrationId: 'frigg', userId: 'u', quoContacts: contacts, quoSource });
  if (integration === undefined) throw new Error(`no connector ${connector}`);
  await fullSync({ engine, integrations: [integration] });
  const own = quo.sandbox.contacts().filter(({ source }) => source === quoSource);
  return {
    type,
    quoKey: QUO_KEY,
    crmCredential: { access_token: crm.token, refresh_token: 'refresh' },
    crmExternalId: `company-${type}`,
    entityType: defaultType,
    persons: own.map(({ id, externalId, defaultFields }) => ({
      quoContactId: id,
      externalId: externalId ?? '',
      phoneNumbers: (defaultFields.phoneNumbers ?? []).flatMap(({ value }) => value ?? []),
    })),
    syncedAt: SYNCED_AT,
    key: KEY,
  };
}

export async function fullSync({
  engine,
  integrations,
}: {
  readonly engine: ReturnType<typeof createSyncEngine>;
  readonly integrations: readonly CrmIntegration[];
}): Promise<void> {
  const stop = new AbortController();
  const resolveIntegration = async ({ integrationId }: { integrationId: string }) =>
    integrations.find((one) => one.integrationId === integrationId);
  const working = engine.runWorkers({ resolveIntegration, signal: stop.signal });
  const started = await Promise.all(integrations.map(async (integration) => engine.syncOrchestrator.startInitialSync({ integration })));
  const ended = await engine.waitFor(started.flatMap(({ syncs }) => syncs.map(({ processId }) => processId)));
  stop.abort();
  await working;
  if (ended.some(({ state }) => state !== 'COMPLETED')) throw new Error('a sync failed');
}

/** The sample, and behind it as many others as are wanted, every eighth of them encrypted. */
export function rowsOf({ integrations: sample }: FriggSample, integrations: number): FriggRows {
  const others = Array.from({ length: integrations - sample.length }, (_, index): FriggTestIntegration => {
    const persons = Array.from({ length: PERSONS }, (_unused, person) => {
      const number = index * PERSONS + person;
      return { externalId: `x-${number}`, quoContactId: `CT-${number}`, phoneNumbers: [`+1415${String(number).padStart(7, '0')}`] };
    });
    const calls = persons
      .slice(0, CALLS)
      .map(({ externalId }) => ({ callId: `AC-${externalId}`, noteId: `note-${externalId}`, contactId: externalId }));
    const account = {
      type: 'scalingtest',
      quoKey: QUO_KEY,
      crmCredential: { api_key: 'k', access_token: 'at' },
      crmExternalId: `c-${index}`,
    };
    return { ...account, entityType: 'Person', persons, calls, key: index % 8 === 0 ? KEY : undefined };
  });
  return createFriggRows({ integrations: [...sample, ...others] });
}

export interface Result extends FriggImport {
  readonly type: string;
}

export function resultOf(stdout: string): Result {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result;
}

export interface MigrateArgs {
  readonly database: FriggDatabase;
  readonly file: string;
  readonly more?: readonly string[];
}

/** The command that copies to a SQLite file. */
export function argsOf({ quo }: FriggSample, { database, file, more = [] }: MigrateArgs): readonly string[] {
  const flags = {
    from: database.url,
    to: `sqlite:${file}`,
    'aes-key-id': KEY.id,
    'aes-key': KEY.key,
    'quo-url': quo.url,
    'quo-partner-key': QUO_PARTNER_KEY,
  };
  return ['migrate', 'from-frigg', '--json', ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]), ...more];
}

export async function readPeople({ transfer }: SqliteStore): Promise<readonly StoredPerson[]> {
  const all: StoredPerson[] = [];
  for (let after: StoredPerson | undefined, isLast = false; !isLast;) {
    const page = await transfer.readPeople({ after, limit: 1000 });
    all.push(...page);
    after = page.at(-1);
    isLast = page.length < 1000;
  }
  return all;
}

/** What a run counts, when nothing or all of it is there before. */
export function countsOf({ integrations: sample }: FriggSample, integrations: number, there: 'taken' | 'present'): FriggImport['counts'] {
  const others = integrations - SAMPLE.length;
  const all = (total: number) => ({ taken: 0, present: 0, left: {}, unreadable: {}, [there]: total });
  return {
    integrations: all(integrations),
    credentials: all(integrations * 2),
    webhooks: all(0),
    persons: all(others * PERSONS + sample.reduce((sum, one) => sum + one.persons.length, 0)),
    activities: all(others * CALLS),
    watermarks: all(SAMPLE.length),
    mappings: all(0),
  };
}
