import { ConfigurationError, FriggCrmError, type CallOptions } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { createQuoClient } from '@frigg-crm/quo';
import type { FriggKeys } from './decrypt-field.ts';
import type { ImportedConnector } from './frigg-connectors.ts';
import type { FriggIntegrationRow, FriggSource } from './frigg-source.ts';
import { FriggGathering, type FriggPerson } from './gather-persons.ts';
import { ImportTally } from './import-counts.ts';
import { openMapping } from './open-field.ts';
import { readAccounts } from './read-accounts.ts';

/** Looks contacts up in Quo, to see which source they have. */
export interface QuoSourceCheck {
  /** Whether later syncs have a partner key: a source that begins with `openphone` cannot be written without. */
  readonly hasPartnerKey: boolean;
  /** @returns all contacts with these external ids in the workspace of this key, whatever their source. @throws {ApiUnauthorizedError} for a key that Quo refuses. */
  findContacts(
    request: CallOptions & { readonly apiKey: string; readonly externalIds: readonly string[] },
  ): Promise<readonly { readonly id: string; readonly source?: string | null | undefined }[]>;
}

/** @returns the check against Quo itself. */
export function createQuoSourceCheck({
  partnerKey,
  ...client
}: {
  readonly baseUrl?: string | undefined;
  readonly partnerKey?: string | undefined;
  readonly fetch?: Fetch | undefined;
} = {}): QuoSourceCheck {
  return {
    hasPartnerKey: partnerKey !== undefined,
    findContacts: async ({ apiKey, externalIds, signal }) =>
      createQuoClient({ ...client, apiKey }).contacts.listByExternalIds(externalIds, { signal }),
  };
}

/** What contacts of a type were found in Quo. */
export interface SeenQuoSource {
  /** With which contacts will be written. */
  readonly quoSource: string;
  /** Those that contacts of Frigg have. */
  readonly seen: readonly string[];
  /** How many contacts were looked at. */
  readonly contacts: number;
  /** What has to be done before an import is safe; absent: nothing. */
  readonly advice?: string | undefined;
}

interface Sample {
  readonly seen: Set<string>;
  contacts: number;
  /** Integrations that were tried. */
  tried: number;
  hasPersons: boolean;
}

/** Contacts of so many integrations of a type tell. */
const INTEGRATIONS_PER_TYPE = 3;
/** Some have no persons yet, or a key that Quo refuses. */
const TRIES_PER_TYPE = 20;
const CONTACTS = 10;
const ROWS = 500;

/** What {@link checkQuoSources} reads. */
export interface SourceCheckOptions extends CallOptions {
  readonly source: FriggSource;
  readonly keys: FriggKeys;
  readonly connectors: Readonly<Record<string, ImportedConnector>>;
  readonly sourceCheck: QuoSourceCheck;
}

/**
 * Compares the source that contacts will be written with to that of contacts which Frigg has written, for some of each type.
 * @returns by `config.type`.
 */
export async function checkQuoSources(options: SourceCheckOptions): Promise<Readonly<Record<string, SeenQuoSource>>> {
  const samples = new Map<string, Sample & { successes: number }>();
  for await (const row of options.source.integrations({ signal: options.signal })) {
    const type = typeof row.config['type'] === 'string' ? row.config['type'] : '';
    const connector = Object.hasOwn(options.connectors, type) ? options.connectors[type] : undefined;
    if (connector === undefined || row.status === 'IN_DELETION') continue;
    const sample = samples.get(type) ?? { seen: new Set(), contacts: 0, tried: 0, hasPersons: false, successes: 0 };
    samples.set(type, sample);
    if (sample.successes >= INTEGRATIONS_PER_TYPE || sample.tried >= TRIES_PER_TYPE) continue;
    if (await lookAt(options, { row, connector, sample })) sample.successes += 1;
  }
  return Object.fromEntries(
    [...samples].map(([type, { seen, contacts, hasPersons }]) => {
      const quoSource = options.connectors[type]?.quoSource ?? '';
      const found = { quoSource, seen: [...seen].toSorted(), contacts };
      return [type, { ...found, advice: adviceOf(type, { ...found, hasPersons, hasPartnerKey: options.sourceCheck.hasPartnerKey }) }];
    }),
  );
}

/** @throws {ConfigurationError} with what has to be done, when contacts would be written with another source, or it is unknown. */
export function assertQuoSources(sources: Readonly<Record<string, SeenQuoSource>>): void {
  const advice = Object.values(sources).flatMap((source) => source.advice ?? []);
  if (advice.length > 0) throw new ConfigurationError(advice.join('; '));
}

async function lookAt(
  { source, keys, sourceCheck, signal }: SourceCheckOptions,
  { row, connector, sample }: { readonly row: FriggIntegrationRow; readonly connector: ImportedConnector; readonly sample: Sample },
): Promise<boolean> {
  const persons = await readSome({ source, keys, signal }, row.id, connector);
  if (persons.length === 0) return false;
  sample.hasPersons = true;
  sample.tried += 1;
  const { quoKey } = await readAccounts(row, { connector, keys });
  if (quoKey === undefined) return false;
  const contacts = await find(sourceCheck, { apiKey: quoKey, externalIds: persons.map(({ externalId }) => externalId), signal });
  const ids = new Set(persons.map(({ quoContactId }) => quoContactId));
  const own = contacts.filter(({ id }) => ids.has(id));
  for (const contact of own) sample.seen.add(contact.source ?? '');
  sample.contacts += own.length;
  return own.length > 0;
}

async function find(
  check: QuoSourceCheck,
  request: Parameters<QuoSourceCheck['findContacts']>[0],
): ReturnType<QuoSourceCheck['findContacts']> {
  try {
    return await check.findContacts(request);
  } catch (error) {
    // Another integration of the type may have a key that works.
    if (FriggCrmError.hasCode<string>(error, 'API_UNAUTHORIZED')) return [];
    throw error;
  }
}

async function readSome(
  { source, keys, signal }: Pick<SourceCheckOptions, 'source' | 'keys' | 'signal'>,
  integrationId: string,
  connector: ImportedConnector,
): Promise<readonly FriggPerson[]> {
  const gathering = new FriggGathering(connector, new ImportTally());
  let rows = 0;
  for await (const { sourceId, mapping } of source.mappings(integrationId, { signal })) {
    gathering.add({ sourceId, mapping: await openMapping(mapping, keys) });
    if ((rows += 1) >= ROWS) break;
  }
  return gathering.finish().persons.slice(0, CONTACTS);
}

function adviceOf(
  type: string,
  {
    quoSource,
    seen,
    hasPersons,
    hasPartnerKey,
  }: Omit<SeenQuoSource, 'advice'> & { readonly hasPersons: boolean; readonly hasPartnerKey: boolean },
): string | undefined {
  const others = seen.filter((source) => source !== quoSource);
  if (others.length > 0)
    return `contacts of ${type} have the source ${others.join(' and ')} in Quo, and would be written with ${quoSource}, which makes a second contact of each person: give the source ${others.join(' or ')}`;
  if (!hasPersons) return undefined;
  if (seen.length === 0)
    return `no contact of ${type} could be read in Quo, so it is unknown whether they have the source ${quoSource}: another one makes a second contact of each person. Check it in Quo, then import without the check`;
  if (quoSource.startsWith('openphone') && !hasPartnerKey)
    return `the source ${quoSource} of ${type} is written with the partner key of Quo only: give it, or every sync is refused`;
  return undefined;
}
