import { ConfigurationError, systemClock, type CallOptions, type Clock } from '@frigg-crm/core';
import { assertQuoSources, checkQuoSources, type QuoSourceCheck, type SeenQuoSource } from './check-quo-source.ts';
import type { FriggKeys } from './decrypt-field.ts';
import { FRIGG_CONNECTORS, type ImportedConnector } from './frigg-connectors.ts';
import type { FriggIntegrationRow, FriggSource } from './frigg-source.ts';
import { ImportTally, type ImportTotals } from './import-counts.ts';
import { importIntegration, type ImportTarget } from './import-integration.ts';

/** What {@link importFromFrigg} reads, and where to. */
export interface ImportFromFriggOptions extends CallOptions {
  readonly source: FriggSource;
  readonly keys: FriggKeys;
  /** `undefined`: a dry run, which counts and writes nothing. */
  readonly target: ImportTarget | undefined;
  /** By `config.type` of Frigg; others are left. @defaultValue {@link FRIGG_CONNECTORS} */
  readonly connectors?: Readonly<Record<string, ImportedConnector>> | undefined;
  /** Where Frigg's subscriptions at Quo deliver to: they are replaced by the first check. @defaultValue an address that is none */
  readonly oldWebhookUrl?: ((integrationId: string) => string) | undefined;
  /** Looks up some contacts in Quo before anything is written. `unchecked`: the source was checked by hand. */
  readonly sourceCheck: QuoSourceCheck | 'unchecked';
  /** Called after each integration with what was counted so far. */
  readonly onProgress?: ((totals: ImportTotals) => void) | undefined;
  /** Integrations that are worked on at once; a store that writes to a disk commits for several at once. @defaultValue 8 */
  readonly concurrency?: number | undefined;
  /** Mappings of one integration that are held in memory; larger ones are read several times. @defaultValue 50_000 */
  readonly maxRows?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** What was found, and what became of it. */
export interface FriggImport {
  readonly counts: ImportTotals;
  /** By `config.type`; empty without a check. */
  readonly sources: Readonly<Record<string, SeenQuoSource>>;
}

/**
 * Copies integrations, credentials, keys of webhooks, mappings, watermarks, and which calls and texts are written. Stop Frigg's
 * workers first. It may be stopped and repeated: what is there already is not written again, so that what a sync has written
 * since stays, and a second run takes what Frigg has added. Integrations count as set up, so no initial sync begins by itself;
 * their first check replaces Frigg's subscriptions.
 * @throws {ConfigurationError} before anything is written, when contacts would be written with another source than Frigg's.
 * @throws {StorageError} when a store fails; run it again.
 */
export async function importFromFrigg(options: ImportFromFriggOptions): Promise<FriggImport> {
  const { source, keys, target, signal, clock = systemClock, maxRows = 50_000, concurrency = 8 } = options;
  const { connectors = FRIGG_CONNECTORS, sourceCheck, oldWebhookUrl = () => 'https://frigg.invalid' } = options;
  const sources = sourceCheck === 'unchecked' ? {} : await checkQuoSources({ source, keys, connectors, sourceCheck, signal });
  if (target !== undefined) assertQuoSources(sources);
  const tally = new ImportTally();
  const context = { source, keys, target, clock, maxRows, signal, tally, oldWebhookUrl };
  await forEach(source.integrations({ signal }), { concurrency, signal }, async (row) => {
    const connector = connectorOf(row, connectors);
    if (row.status === 'IN_DELETION') tally.leave('integrations', 'in-deletion');
    else if (connector === undefined) tally.leave('integrations', 'no-connector');
    else if (row.userId === '') tally.leave('integrations', 'no-owner');
    else await importIntegration(context, row, connector);
    options.onProgress?.(tally.totals);
  });
  return { counts: tally.totals, sources };
}

function connectorOf(
  { config }: FriggIntegrationRow,
  connectors: Readonly<Record<string, ImportedConnector>>,
): ImportedConnector | undefined {
  const type = typeof config['type'] === 'string' ? config['type'] : '';
  return Object.hasOwn(connectors, type) ? connectors[type] : undefined;
}

/** Works on several items at once. The first failure ends all of them. */
async function forEach<Item>(
  items: AsyncIterable<Item>,
  { concurrency, signal }: CallOptions & { readonly concurrency: number },
  work: (item: Item) => Promise<void>,
): Promise<void> {
  if (!(concurrency >= 1)) throw new ConfigurationError('concurrency must be 1 or more');
  const iterator = items[Symbol.asyncIterator]();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (let next = await iterator.next(); next.done !== true && !hasFailed; next = await iterator.next()) {
      signal?.throwIfAborted();
      await work(next.value);
    }
  };
  const workers = Array.from({ length: concurrency }, async () =>
    worker().catch((error: unknown) => {
      hasFailed = true;
      throw error;
    }),
  );
  try {
    await Promise.all(workers);
  } finally {
    // None writes any more when the import has ended.
    await Promise.allSettled(workers);
    await iterator.return?.();
  }
}
