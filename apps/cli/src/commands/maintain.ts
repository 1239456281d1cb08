import { systemClock, type CallOptions } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { purgeEndedSyncs } from '@frigg-crm/crm-base';
import type { MaintainSettings } from '../config/maintain-settings.ts';
import { MAINTAIN_FLAGS } from '../config/maintain-flags.ts';
import { formatNumber } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { Closing } from '../wiring/closing.ts';
import { namingOrigin, namingSetting } from '../wiring/naming-setting.ts';
import { openExistingStore, type OpenStore } from '../wiring/open-store.ts';
import { untilAborted } from '../wiring/stoppable.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** What a maintenance did. */
interface Maintained {
  readonly purgedSyncs: number;
  readonly expiredDocuments: number;
  /** Of a SQLite file. */
  readonly freedBytes?: number | undefined;
  readonly problems?: readonly string[] | undefined;
}

const CHUNK = 1000;
const DAMAGED = 'the file is damaged: stop the programs and put the last backup in its place';

/** `frigg-crm maintain`. @returns the exit code. */
export async function runMaintain(settings: MaintainSettings, { stdout, signal }: Pick<CliContext, 'stdout' | 'signal'>): Promise<number> {
  const closing = new Closing();
  const { store: flag } = MAINTAIN_FLAGS;
  try {
    const store = await namingSetting(flag, async () => closing.open(openExistingStore(settings.store, flag), signal));
    const done = await namingOrigin(async () => untilAborted(maintain(store, settings, { signal }), signal));
    const lines = settings.json ? [JSON.stringify({ type: 'maintained', ...done })] : linesOf(done);
    for (const line of lines) stdout.write(`${printable(line)}\n`);
    return isDamaged(done) ? EXIT_CODES.notCompleted : EXIT_CODES.completed;
  } finally {
    await closing.close();
  }
}

/** First what leaves free space behind, then what gives it back. Nothing where the check finds damage. */
async function maintain(store: OpenStore, { purgeDays, check }: MaintainSettings, call: CallOptions): Promise<Maintained> {
  const { processRepository, documents, sqlite } = store;
  const problems = check ? (await sqlite?.check(call))?.problems : undefined;
  // Nothing more is written to a file that is damaged.
  if (isDamaged({ problems })) return { purgedSyncs: 0, expiredDocuments: 0, problems };
  const purgedSyncs =
    purgeDays === undefined ? 0 : await purgeEndedSyncs({ processRepository, clock: systemClock, retentionDays: purgeDays, ...call });
  let expiredDocuments = 0;
  for (let removed = CHUNK; removed === CHUNK; expiredDocuments += removed)
    removed = await documents.removeExpired({ before: toIso(systemClock.now()), limit: CHUNK, ...call });
  if (sqlite === undefined) {
    await store.maintain?.(call);
    return { purgedSyncs, expiredDocuments };
  }
  let freedBytes = 0;
  // One call frees a bounded part, so that a program beside it does not notice.
  for (let freed = 1; freed > 0; freedBytes += freed) freed = (await sqlite.maintain(call)).freedBytes;
  return { purgedSyncs, expiredDocuments, freedBytes, problems };
}

function isDamaged({ problems = [] }: Pick<Maintained, 'problems'>): boolean {
  return problems.length > 0;
}

function linesOf(done: Maintained): readonly string[] {
  const { purgedSyncs, expiredDocuments, freedBytes, problems } = done;
  return [
    `${formatNumber(purgedSyncs)} ended syncs and ${formatNumber(expiredDocuments)} expired documents deleted`,
    ...(freedBytes === undefined ? [] : [`${(freedBytes / 1e6).toFixed(1)} MB given back`]),
    ...(problems ?? []),
    ...(problems === undefined ? [] : [isDamaged(done) ? DAMAGED : 'no damage found']),
  ];
}
