import { existsSync } from 'node:fs';
import { ConfigurationError, type CallOptions } from '@frigg-crm/core';
import type { TransferableStore } from '@frigg-crm/core/adapter';
import { countRunningPrograms } from '@frigg-crm/crm-base';
import type { SqliteStore } from '@frigg-crm/sqlite';
import type { MoveSettings } from '../config/copy-settings.ts';
import { MOVE_FLAGS } from '../config/copy-flags.ts';
import type { Flag } from '../config/flag.ts';
import { placeOfStore, type StoreSetting } from '../config/store-setting.ts';
import { moveStore, type StoreDigest } from '../move/move-store.ts';
import { formatNumber } from '../output/format.ts';
import { Closing } from '../wiring/closing.ts';
import { namingOrigin, namingSetting } from '../wiring/naming-setting.ts';
import { openExistingStore, openStore, type OpenStore } from '../wiring/open-store.ts';
import { untilAborted } from '../wiring/stoppable.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

const STOP_FIRST = 'stop it first, or copy anyway with --force';
const LEFT_BEHIND = 'what a sync lacks is queued again where it continues';

type LeftQueue = Awaited<ReturnType<SqliteStore['queueSizes']>>[number];

/** How many entries are copied between two lines. */
const REPORTED = 10_000;

/** `frigg-crm move`. @returns the exit code. */
export async function runMove(
  { from, to, force, json }: MoveSettings,
  { stdout, signal }: Pick<CliContext, 'stdout' | 'signal'>,
): Promise<number> {
  const closing = new Closing();
  const write = (line: string): void => void stdout.write(`${line}\n`);
  const open = async (flag: Flag, opening: (setting: StoreSetting, flag: Flag) => Promise<OpenStore>, setting: StoreSetting) =>
    asTransferable(await namingSetting(flag, async () => closing.open(opening(setting, flag), signal)));
  try {
    if (!force) await namingSetting(MOVE_FLAGS.from, async () => assertNotOpen(from));
    const source = await open(MOVE_FLAGS.from, openExistingStore, from);
    if (!force) await namingSetting(MOVE_FLAGS.from, async () => assertUnused(source, { signal }));
    const target = await open(MOVE_FLAGS.to, openStore, to);
    let copied = 0;
    const onCopied = (part: string, count: number): void => {
      const before = copied;
      copied += count;
      if (Math.floor(before / REPORTED) === Math.floor(copied / REPORTED)) return;
      write(json ? JSON.stringify({ type: 'copied', copied }) : `${formatNumber(copied)} entries copied, now ${part}`);
    };
    const digest = await namingOrigin(async () =>
      untilAborted(moveStore({ from: source, to: target, source: placeOfStore(from), signal, onCopied }), signal),
    );
    const queues = (await source.sqlite?.queueSizes({ signal })) ?? [];
    for (const line of json ? [JSON.stringify({ type: 'moved', ...digest, queues })] : linesOf(digest, queues)) write(line);
    return EXIT_CODES.completed;
  } finally {
    await closing.close();
  }
}

/** @throws {ConfigurationError} when a program has the file of a SQLite store open. A PGlite directory cannot be opened then anyway. */
async function assertNotOpen(setting: StoreSetting): Promise<void> {
  if (setting.kind !== 'sqlite' || !existsSync(setting.file)) return;
  const { isFileInUse } = await import('@frigg-crm/sqlite');
  if (await isFileInUse(setting.file)) throw new ConfigurationError(`a program has this store open: ${STOP_FIRST}`);
}

/** @throws {ConfigurationError} when the workers of a program work on the store, on whichever machine. */
async function assertUnused({ leases }: TransferableStore, call: CallOptions): Promise<void> {
  const programs = await countRunningPrograms(leases, call);
  if (programs > 0)
    throw new ConfigurationError(
      `running programs (${formatNumber(programs)}) work on this store (one that was killed counts for 15 seconds): ${STOP_FIRST}`,
    );
}

type Source = TransferableStore & Pick<OpenStore, 'sqlite'>;

function asTransferable({ transfer, ...store }: OpenStore): Source {
  if (transfer === undefined) throw new TypeError('a store in memory is not moved');
  return { ...store, transfer };
}

function linesOf(digest: StoreDigest, queues: readonly LeftQueue[]): readonly string[] {
  const counts = Object.entries(digest).map(
    ([name, { count, hash }]) => `${name}: ${formatNumber(count)} in both stores, sha-256 ${hash.slice(0, 16)}`,
  );
  const left = queues.map(
    ({ name, waiting, delayed, inFlight }) =>
      `${formatNumber(waiting + delayed + inFlight)} messages of the queue ${name} stay in the source: ${LEFT_BEHIND}`,
  );
  return [...counts, ...left, 'moved: start the programs with the new store; a sync that was under way continues there'];
}
