import { resolve } from 'node:path';
import type { BackupSettings } from '../config/copy-settings.ts';
import { BACKUP_FLAGS } from '../config/copy-flags.ts';
import { printable } from '../output/printable.ts';
import { Closing } from '../wiring/closing.ts';
import { namingSetting } from '../wiring/naming-setting.ts';
import { openExistingStore } from '../wiring/open-store.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** `frigg-crm backup`. @returns the exit code. */
export async function runBackup(
  { store: setting, json }: BackupSettings,
  file: string,
  { stdout, signal }: Pick<CliContext, 'stdout' | 'signal'>,
): Promise<number> {
  const closing = new Closing();
  const { store: flag } = BACKUP_FLAGS;
  try {
    const { sqlite } = await namingSetting(flag, async () => closing.open(openExistingStore(setting, flag), signal));
    if (sqlite === undefined) throw new TypeError('only SQLite stores are backed up');
    await sqlite.backup(file, { signal });
    const target = resolve(file);
    stdout.write(`${json ? JSON.stringify({ type: 'backup', file: target }) : printable(`copied to ${target}`)}\n`);
    return EXIT_CODES.completed;
  } finally {
    await closing.close();
  }
}
