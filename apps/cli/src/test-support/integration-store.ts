import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, type JsonObject } from '@frigg-crm/core';
import { actionsSettingsSchema } from '../config/integrations-settings.ts';
import { CONNECTORS } from '../connectors.ts';
import { Closing } from '../wiring/closing.ts';
import { openServices } from '../wiring/serve/open-app.ts';
import { QUO_KEY } from './open-quo.ts';

/** The file of a `frigg-crm serve` that does not run. */
export interface IntegrationStore {
  /** As `--store` takes it. */
  readonly store: string;
  readonly folder: string;
  readonly file: string;
  remove(): Promise<void>;
}

/** A pair of accounts that is connected. */
export interface ConnectedIntegration {
  readonly id: string;
  readonly connector: string;
  readonly crm: { readonly url: string; readonly token: string };
  readonly config?: JsonObject | undefined;
}

/** Makes the file of a server, with integrations that it has connected. */
export async function makeIntegrationStore(integrations: readonly ConnectedIntegration[]): Promise<IntegrationStore> {
  const folder = await mkdtemp(join(tmpdir(), 'frigg-integrations-'));
  const file = join(folder, 'store.sqlite');
  const store = `sqlite:${file}`;
  const closing = new Closing();
  const context = { tuning: { retryDelaysMs: undefined, maxAttempts: undefined, logLevel: undefined, keyDelaysMs: [] }, env: {} };
  const { signal } = new AbortController();
  const opened = { ...context, connectors: CONNECTORS, logger: silentLogger, signal, closing };
  const { services, vault } = await openServices(actionsSettingsSchema.parse({ store, json: false }), opened);
  for (const { id, connector, crm, config } of integrations) {
    await vault.write({ integrationId: id, name: 'crm', value: { ...crm }, expectedVersion: undefined });
    await vault.write({ integrationId: id, name: 'quo', value: { apiKey: QUO_KEY }, expectedVersion: undefined });
    await services.lifecycle.create({ id, userId: 'ana', connector, config });
  }
  await closing.close();
  return { store, folder, file, remove: async () => rm(folder, { recursive: true, force: true }) };
}
