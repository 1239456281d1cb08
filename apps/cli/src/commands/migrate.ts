import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '@frigg-crm/core';
import {
  FRIGG_CONNECTORS,
  createAesFriggKeys,
  createQuoSourceCheck,
  importFromFrigg,
  openFriggSource,
  type FriggKeys,
  type ImportedConnector,
  type ImportTarget,
  type ImportTotals,
} from '@frigg-crm/frigg';
import { MIGRATE_FLAGS } from '../config/migrate-flags.ts';
import type { MigrateSettings } from '../config/migrate-settings.ts';
import { formatNumber } from '../output/format.ts';
import { importLines } from '../output/import-lines.ts';
import { printable } from '../output/printable.ts';
import { Closing } from '../wiring/closing.ts';
import { namingOrigin, namingSetting } from '../wiring/naming-setting.ts';
import { openStore } from '../wiring/open-store.ts';
import { openVault } from '../wiring/open-vault.ts';
import { untilAborted } from '../wiring/stoppable.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** How many integrations are copied between two lines. */
const REPORTED = 25;

/** `frigg-crm migrate from-frigg`. @returns the exit code. */
export async function runMigrate(
  settings: MigrateSettings,
  { stdout, env, signal }: Pick<CliContext, 'stdout' | 'env' | 'signal'>,
): Promise<number> {
  const { json, dryRun, quoUrl, quoPartnerKey, uncheckedSource } = settings;
  const closing = new Closing();
  const write = (line: string): void => void stdout.write(`${printable(line)}\n`);
  let reported = 0;
  const onProgress = ({ integrations, persons }: ImportTotals): void => {
    const done = integrations.taken + integrations.present;
    if (done < reported + REPORTED) return;
    reported = done;
    const copied = persons.taken + persons.present;
    write(
      json
        ? JSON.stringify({ type: 'progress', integrations: done, persons: copied })
        : `${formatNumber(done)} integrations with ${formatNumber(copied)} persons`,
    );
  };
  try {
    const keys = await namingSetting(settings.kms === undefined ? MIGRATE_FLAGS.aesKey : MIGRATE_FLAGS.kms, async () => openKeys(settings));
    const source = await namingSetting(MIGRATE_FLAGS.from, async () => closing.open(openFriggSource(settings.from), signal));
    const target = dryRun ? undefined : await openTarget(settings, { env, signal, closing });
    const connectors = connectorsOf(settings);
    const sourceCheck = uncheckedSource ? ('unchecked' as const) : createQuoSourceCheck({ baseUrl: quoUrl, partnerKey: quoPartnerKey });
    const { counts, sources } = await namingOrigin(async () =>
      untilAborted(importFromFrigg({ source, keys, target, connectors, sourceCheck, onProgress, signal }), signal),
    );
    if (json) write(JSON.stringify({ type: 'result', dryRun, counts, sources }));
    else for (const line of importLines({ counts, sources }, { dryRun })) write(line);
    return EXIT_CODES.completed;
  } finally {
    await closing.close();
  }
}

async function openTarget(
  { to, vaultKey }: MigrateSettings,
  { env, signal, closing }: Pick<CliContext, 'env' | 'signal'> & { readonly closing: Closing },
): Promise<ImportTarget> {
  if (to === undefined) throw new TypeError('the settings say that it is given');
  const store = await namingSetting(MIGRATE_FLAGS.to, async () => closing.open(openStore(to, MIGRATE_FLAGS.to), signal));
  const vault = await namingSetting(MIGRATE_FLAGS.vaultKey, async () =>
    openVault({ store: to, vaultKey }, { env, documents: store.documents }),
  );
  return { store, vault };
}

function connectorsOf({ quoSource = {} }: MigrateSettings): Readonly<Record<string, ImportedConnector>> {
  const given = Object.entries(FRIGG_CONNECTORS).map(([type, connector]) => [
    type,
    { ...connector, quoSource: quoSource[type] ?? connector.quoSource },
  ]);
  return Object.fromEntries(given) as Record<string, ImportedConnector>;
}

/** Of keys of KMS, the id is an ARN; AES keys have names. */
async function openKeys({ aesKeyId, aesKey, oldAesKeyId, oldAesKey, kms }: MigrateSettings): Promise<FriggKeys> {
  const named = [
    [aesKeyId, aesKey],
    [oldAesKeyId, oldAesKey],
  ].flatMap(([id, key]) => (id === undefined || key === undefined ? [] : [[id, key] as const]));
  const ids = new Set(named.map(([id]) => id));
  const local = createAesFriggKeys(Object.fromEntries(named));
  if (kms === undefined) return local;
  const remote = await loadKms(kms);
  return { unwrap: async (keyId, wrapped) => (ids.has(keyId) ? local : remote).unwrap(keyId, wrapped) };
}

/** @throws {ConfigurationError} when there is no such module, or it has another form. */
async function loadKms(file: string): Promise<FriggKeys> {
  let loaded: { readonly default?: Partial<FriggKeys> };
  try {
    loaded = (await import(pathToFileURL(file).href)) as typeof loaded;
  } catch (cause) {
    throw new ConfigurationError('the module cannot be loaded', { cause });
  }
  const { unwrap } = loaded.default ?? {};
  if (typeof unwrap !== 'function')
    throw new ConfigurationError('the default export of the module must have unwrap(keyId, ciphertextBlob)');
  return { unwrap: async (keyId, wrapped) => unwrap(keyId, wrapped) };
}
