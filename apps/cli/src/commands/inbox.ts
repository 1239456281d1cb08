import {
  chooseDeadLetters,
  chooseEvents,
  type EntryChoice,
  type InboxPlace,
  type ListDeadLettersSettings,
  type ListInboxSettings,
  type RedriveDeadLettersSettings,
  type ReplayInboxSettings,
} from '../config/inbox-settings.ts';
import { LIST_DEAD_LETTERS_FLAGS } from '../config/inbox-flags.ts';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { entryGroupLines, entryLines, groupName } from '../output/entry-list.ts';
import { formatNumber } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { Closing } from '../wiring/closing.ts';
import type { EntryConditions, EntryList, InboxOperations, ListedEntry } from '../wiring/inbox-operations.ts';
import { namingOrigin, namingSetting } from '../wiring/naming-setting.ts';
import { openExistingStore } from '../wiring/open-store.ts';
import { createServerInbox } from '../wiring/remote/server-inbox.ts';
import { withServer } from '../wiring/remote/with-server.ts';
import { untilAborted } from '../wiring/stoppable.ts';
import { createStoreInbox } from '../wiring/store-inbox.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** What a verb needs. */
export interface InboxDependencies {
  readonly operations: InboxOperations;
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** Opens the store or calls the server, does the work and closes it. @returns the exit code. */
export async function withInbox(
  { store: setting, server, json }: InboxPlace,
  { stdout, signal }: Pick<CliContext, 'stdout' | 'signal'>,
  work: (dependencies: InboxDependencies) => Promise<void>,
): Promise<number> {
  const write = (line: string): void => void stdout.write(`${printable(line)}\n`);
  if (server !== undefined) {
    await withServer(server, signal, async (client) => work({ operations: createServerInbox(client), json, write }));
    return EXIT_CODES.completed;
  }
  const closing = new Closing();
  const { store: flag } = LIST_DEAD_LETTERS_FLAGS;
  try {
    const store = await namingSetting(flag, async () => closing.open(openExistingStore(setting, flag), signal));
    await namingOrigin(async () => untilAborted(work({ operations: createStoreInbox(store), json, write }), signal));
    return EXIT_CODES.completed;
  } finally {
    await closing.close();
  }
}

/** `dead-letters list` */
export async function listDeadLetters(settings: ListDeadLettersSettings, dependencies: InboxDependencies): Promise<void> {
  report(dependencies, await dependencies.operations.list('dead-letters', settings), 'no dead letter');
}

/** `inbox list` */
export async function listInbox(settings: ListInboxSettings, dependencies: InboxDependencies): Promise<void> {
  report(dependencies, await dependencies.operations.list('webhooks', settings), 'no event');
}

/** `dead-letters groups` */
export async function groupDeadLetters(
  { integration }: { readonly integration?: string | undefined },
  { operations, json, write }: InboxDependencies,
): Promise<void> {
  const { groups, isComplete } = await operations.groups({ integration });
  if (json) for (const group of groups) write(JSON.stringify({ type: 'entry-group', group: groupName(group), ...group }));
  else if (groups.length === 0) write('no dead letter');
  else for (const line of entryGroupLines(groups)) write(line);
  if (!json && !isComplete) write('there are more than were counted');
}

/** `inbox show` */
export async function showEvent(
  { integration: integrationId }: { readonly integration: string },
  id: string,
  { operations, json, write }: InboxDependencies,
): Promise<void> {
  const { entry, data } = await operations.show({ integrationId, id });
  if (json) return write(JSON.stringify({ type: 'event', entry, data }));
  for (const line of entryLines([entry])) write(line);
  for (const line of JSON.stringify(data, undefined, 2).split('\n')) write(line);
}

/** `dead-letters redrive` */
export async function redriveDeadLetters(
  id: string | undefined,
  settings: RedriveDeadLettersSettings,
  dependencies: InboxDependencies,
): Promise<void> {
  await redrive('dead-letters', { choice: chooseDeadLetters(id, settings), query: settings, perSecond: settings.rate }, dependencies);
}

/** `inbox replay` */
export async function replayEvents(
  id: string | undefined,
  { failedSince: since, ...settings }: ReplayInboxSettings,
  dependencies: InboxDependencies,
): Promise<void> {
  const choice = chooseEvents(id, { failedSince: since, ...settings });
  await redrive('webhooks', { choice, query: { ...settings, since }, perSecond: settings.rate }, dependencies);
}

interface Redrive {
  readonly choice: EntryChoice;
  readonly query: EntryConditions;
  readonly perSecond: number | undefined;
}

async function redrive(of: EntryList, { choice, query, perSecond }: Redrive, dependencies: InboxDependencies): Promise<void> {
  const { operations, json, write } = dependencies;
  if (choice !== 'matching') {
    const { wasRedriven, entry } = await operations.redriveOne(of, choice);
    if (!json && !wasRedriven) write('it waits or is worked on already: nothing was changed');
    return report(dependencies, [entry], '');
  }
  let redriven = 0;
  let notBefore: string | undefined;
  for (;;) {
    const turn = await operations.redrive(of, query, { perSecond, notBefore });
    redriven += turn.redriven;
    if (turn.isComplete || turn.redriven === 0) {
      const { isComplete, until } = turn;
      if (json) write(JSON.stringify({ type: 'redriven', redriven, isComplete, until }));
      else write(redriven === 0 ? 'nothing has failed that matches' : `${formatNumber(redriven)} redriven${spread(perSecond, until)}`);
      if (!isComplete) throw new RunFailedError('Not all that match were redriven: the same command continues');
      return;
    }
    notBefore = turn.until;
  }
}

/** At a rate they fall due one after the other. */
function spread(perSecond: number | undefined, until: string): string {
  return perSecond === undefined ? '' : `, spread until ${until}`;
}

function report({ json, write }: InboxDependencies, entries: readonly ListedEntry[], none: string): void {
  if (json) for (const entry of entries) write(JSON.stringify({ type: 'entry', ...entry }));
  else if (entries.length === 0) write(none);
  else for (const line of entryLines(entries)) write(line);
}
