import type { TransferableStore } from '@frigg-crm/core/adapter';
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

/** How many entries are copied between two lines. */
const REPORTED = 10_000;

/** `frigg-crm move`. @returns the exit code. */
export async function runMove(
  { from, to, json }: MoveSettings,
  { stdout, signal }: Pick<CliContext, 'stdout' | 'signal'>,
): Promise<number> {
  const closing = new Closing();
  const write = (line: string): void => void stdout.write(`${line}\n`);
  const open = async (flag: Flag, opening: (setting: StoreSetting, flag: Flag) => Promise<OpenStore>, setting: StoreSetting) =>
    asTransferable(await namingSetting(flag, async () => closing.open(opening(setting, flag), signal)));
  try {
    const [source, target] = [await open(MOVE_FLAGS.from, openExistingStore, from), await open(MOVE_FLAGS.to, openStore, to)];
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
    for (const line of json ? [JSON.stringify({ type: 'moved', ...digest })] : linesOf(digest)) write(line);
    return EXIT_CODES.completed;
  } finally {
    await closing.close();
  }
}

function asTransferable({ transfer, ...store }: OpenStore): TransferableStore {
  if (transfer === undefined) throw new TypeError('a store in memory is not moved');
  return { ...store, transfer };
}

function linesOf(digest: StoreDigest): readonly string[] {
  const counts = Object.entries(digest).map(
    ([name, { count, hash }]) => `${name}: ${formatNumber(count)} in both stores, sha-256 ${hash.slice(0, 16)}`,
  );
  return [...counts, 'moved: start the programs with the new store; a sync that was under way continues there'];
}
