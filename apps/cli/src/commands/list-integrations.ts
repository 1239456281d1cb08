import { createIntegrationRepository } from '@frigg-crm/core';
import { LIST_INTEGRATIONS_FLAGS } from '../config/integrations-flags.ts';
import type { ListIntegrationsSettings } from '../config/integrations-settings.ts';
import { formatTable } from '../output/format-table.ts';
import { printable } from '../output/printable.ts';
import { Closing } from '../wiring/closing.ts';
import type { ListedIntegration } from '../wiring/integration-operations.ts';
import { namingOrigin, namingSetting } from '../wiring/naming-setting.ts';
import { openExistingStore } from '../wiring/open-store.ts';
import { findServerIntegrations } from '../wiring/remote/server-integrations.ts';
import { withServer } from '../wiring/remote/with-server.ts';
import { untilAborted } from '../wiring/stoppable.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

const HEADINGS = ['id', 'connector', 'owner', 'status', 'checked next', 'notices'];

/** `frigg-crm integrations list`. @returns the exit code. */
export async function listIntegrations(
  settings: ListIntegrationsSettings,
  { stdout, signal }: Pick<CliContext, 'stdout' | 'signal'>,
): Promise<number> {
  const { server, json } = settings;
  const found =
    server === undefined
      ? await findStored(settings, signal)
      : await withServer(server, signal, async (client) => findServerIntegrations(client, settings));
  const write = (line: string): void => void stdout.write(`${printable(line)}\n`);
  if (json) for (const integration of found) write(toJsonLine(integration));
  else if (found.length === 0) write('no integration');
  else for (const line of formatTable([HEADINGS, ...found.map(toRow)], { leftAligned: HEADINGS.length })) write(line);
  return EXIT_CODES.completed;
}

/** The fields in one order, wherever they come from. */
function toJsonLine({ id, userId, connector, status, notices, ...rest }: ListedIntegration): string {
  const { setUpAt, dueAt, failedAttempts, createdAt, updatedAt, version } = rest;
  const line = { id, userId, connector, status, notices, setUpAt, dueAt, failedAttempts, createdAt, updatedAt, version };
  return JSON.stringify({ type: 'integration', ...line });
}

function toRow({ id, connector, userId, status, dueAt, notices }: ListedIntegration): readonly string[] {
  return [id, connector, userId, status, dueAt ?? '', notices.map(({ code }) => code).join(', ')];
}

async function findStored(
  { store: setting, connector, status, limit }: ListIntegrationsSettings,
  signal: AbortSignal,
): Promise<readonly ListedIntegration[]> {
  const closing = new Closing();
  const { store: flag } = LIST_INTEGRATIONS_FLAGS;
  try {
    const { documents } = await namingSetting(flag, async () => closing.open(openExistingStore(setting, flag), signal));
    const integrations = createIntegrationRepository(documents);
    const found = await namingOrigin(async () => untilAborted(integrations.find({ connector, status, limit }), signal));
    return found.map(({ config: _config, lookupKeys: _keys, messages, ...integration }) => ({
      ...integration,
      notices: messages.map(({ level, code, text, at }) => ({ level, code, text, at })),
    }));
  } finally {
    await closing.close();
  }
}
