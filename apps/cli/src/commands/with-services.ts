import { access } from 'node:fs/promises';
import type { Client } from '@frigg-crm/client';
import { silentLogger } from '@frigg-crm/core';
import { nameOf } from '../config/flag.ts';
import { CONFIG_FLAGS } from '../config/integrations-flags.ts';
import type { ServicesSettings } from '../config/integrations-settings.ts';
import type { ServerSetting } from '../config/place-setting.ts';
import { readTuning } from '../config/read-tuning.ts';
import { UsageError } from '../errors/usage-error.ts';
import { printable } from '../output/printable.ts';
import { Closing } from '../wiring/closing.ts';
import { createJsonLineLogger } from '../wiring/json-line-logger.ts';
import { namingOrigin } from '../wiring/naming-setting.ts';
import { withServer } from '../wiring/remote/with-server.ts';
import { openServices, type OpenServices } from '../wiring/serve/open-app.ts';
import { untilAborted } from '../wiring/stoppable.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { withProblems } from './with-problems.ts';

/** Where the services are, and who reads what is written. */
export type ServicesPlace = ServicesSettings & { readonly server: ServerSetting | undefined; readonly json: boolean };

/** What a verb works with. */
export interface ServicesDependencies<Operations> {
  readonly operations: Operations;
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** The same work, on what a server serves or on what is opened here. */
export interface ServicesWork<Operations> {
  readonly ofServer: (client: Client) => Operations;
  readonly ofStore: (services: OpenServices) => Operations;
  readonly work: (dependencies: ServicesDependencies<Operations>) => Promise<void>;
}

/** Calls the server, or opens what loads an integration, does the work and closes it. @returns the exit code. */
export async function withServices<Operations>(
  { json, server, ...settings }: ServicesPlace,
  { stdout, stderr, env, signal, connectors }: CliContext,
  { ofServer, ofStore, work }: ServicesWork<Operations>,
): Promise<number> {
  const tuning = readTuning(env);
  const logger =
    tuning.logLevel === undefined ? silentLogger : createJsonLineLogger({ level: tuning.logLevel, write: (line) => stderr.write(line) });
  const closing = new Closing();
  const write = (line: string): void => void stdout.write(`${printable(line)}\n`);
  try {
    await withProblems({ json, write }, async () => {
      if (server !== undefined) return withServer(server, signal, async (client) => work({ operations: ofServer(client), json, write }));
      await assertServed(settings);
      const services = await openServices(settings, { tuning, connectors, env, logger, signal, closing });
      return namingOrigin(async () => untilAborted(work({ operations: ofStore(services), json, write }), signal));
    });
    return EXIT_CODES.completed;
  } finally {
    await closing.close();
  }
}

/** A mistyped file would become a new and empty store. @throws {UsageError} */
async function assertServed({ store, vaultKey }: ServicesSettings): Promise<void> {
  if (store.kind !== 'sqlite') return;
  const isThere = async (file: string): Promise<boolean> =>
    access(file).then(
      () => true,
      () => false,
    );
  if (!(await isThere(store.file))) throw new UsageError(`${nameOf(CONFIG_FLAGS.store)}: there is no such file; frigg-crm serve makes it`);
  if (vaultKey === undefined && !(await isThere(`${store.file}.vault-key`)))
    throw new UsageError(`${nameOf(CONFIG_FLAGS.vaultKey)}: is missing: no file beside the store keeps one`);
}
