import type { CallOptions, Clock, Inbox, InboxKey, InboxRecord } from '@frigg-crm/core';
import { compareByBytes, toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { queueEntries } from '../inbox/queue-entries.ts';
import { MAX_DELAY_SECONDS } from '../failures/retry-delay.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { sumUpEntries, type EntrySum } from './sum-up-entries.ts';

/** What {@link InboxControl} works on. */
export interface InboxControlDependencies {
  readonly inbox: Pick<Inbox, 'list' | 'find' | 'redrive'>;
  /** Absent: this program sends no messages; the maintenance of one that does finds what is due. */
  readonly queueManager?: Pick<QueueManager, 'queueIntegrationMessages'> | undefined;
  readonly clock: Clock;
}

/** Which entries of the inbox; conditions are joined by AND, an absent one does not restrict. */
export interface EntryFilter {
  /** Entries of these integrations. @defaultValue of all */
  readonly integrationIds?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly state?: InboxRecord['state'] | undefined;
  /** With what they failed last. */
  readonly code?: string | undefined;
  /** Events about this person, as long as they are not done: then it is forgotten whom they were about. */
  readonly person?: { readonly objectType: string; readonly externalId: string } | undefined;
  /** Accepted at this moment or later, ISO 8601. */
  readonly since?: string | undefined;
  /** Accepted before this moment, ISO 8601. */
  readonly until?: string | undefined;
}

/** A page of entries. */
export interface FoundEntries {
  readonly entries: readonly InboxRecord[];
  /** Where to go on; `undefined`: this was all. A page may be short, or empty, and still not the last. */
  readonly next: InboxKey | undefined;
}

/** Failed entries that have kind and code in common. */
export interface EntryGroup {
  readonly kind: string;
  readonly code: string | null;
  readonly count: number;
  /** How many integrations they belong to. */
  readonly integrations: number;
  /** Of the one that came in first; ISO 8601. */
  readonly oldestAt: string;
  readonly newestAt: string;
  /** One of them. */
  readonly sample: InboxKey;
}

/** What a redrive of entries has done. */
export interface RedrivenEntries {
  readonly redriven: number;
  /** Whether all that match were redriven; otherwise repeat the call with `notBefore: until`. */
  readonly isComplete: boolean;
  /** When the last of them falls due, ISO 8601. */
  readonly until: string;
}

const PAGE = 200;
/** So many entries are read for one page of a list. */
const SCAN = 2000;
/** So many entries are summed up. */
const SUMMED = 5000;
/** So many failed entries are grouped. */
const GROUPED = 20_000;
/** A redrive works for so long, and is then to be repeated, in milliseconds. */
const REDRIVE_MS = 5000;
const CONCURRENCY = 8;

/** What an operator can do to entries of the inbox: events of webhooks, and other work that is kept until it is done. */
export class InboxControl {
  readonly #dependencies: InboxControlDependencies;

  constructor(dependencies: InboxControlDependencies) {
    this.#dependencies = dependencies;
  }

  /** @returns entries that match, in the order of their keys, behind `after`. */
  async list(
    filter: EntryFilter,
    { after, limit, ...options }: CallOptions & { readonly after?: InboxKey | undefined; readonly limit: number },
  ): Promise<FoundEntries> {
    const entries: InboxRecord[] = [];
    let scanned = 0;
    for await (const record of this.#scan(filter, { after, ...options })) {
      scanned += 1;
      if (matches(record, filter)) entries.push(record);
      if (entries.length >= limit || scanned >= SCAN) return { entries, next: keyOf(record) };
    }
    return { entries, next: undefined };
  }

  /** @returns what has failed for good, by kind and code, the largest group first; and whether all of it was counted. */
  async groupFailed(
    filter: Omit<EntryFilter, 'state'>,
    options: CallOptions = {},
  ): Promise<{ readonly groups: readonly EntryGroup[]; readonly isComplete: boolean }> {
    const failed: InboxRecord[] = [];
    let isComplete = true;
    for await (const record of this.#scan({ ...filter, state: 'failed' }, options)) {
      isComplete = failed.length < GROUPED;
      if (!isComplete) break;
      if (matches(record, filter)) failed.push(record);
    }
    const groups = [...Map.groupBy(failed, ({ kind, code }) => JSON.stringify([kind, code])).values()].map(toGroup);
    return { groups: groups.toSorted((a, b) => b.count - a.count || compareByBytes(a.kind, b.kind)), isComplete };
  }

  /** @returns what came in of each kind and what became of it; and whether all of it was counted, which of a busy integration it is not. */
  async sumUp(
    { kinds, ...filter }: EntryFilter & { readonly kinds: readonly string[] },
    options: CallOptions = {},
  ): Promise<{ readonly sums: readonly EntrySum[]; readonly isComplete: boolean }> {
    const records: InboxRecord[] = [];
    let scanned = 0;
    for await (const record of this.#scan(filter, options)) {
      scanned += 1;
      if (scanned > SUMMED) break;
      if (matches(record, { kinds, ...filter })) records.push(record);
    }
    return { sums: sumUpEntries(records, kinds), isComplete: scanned <= SUMMED };
  }

  /** Gives one failed entry another set of attempts. @returns its state before: only `failed` was redriven; `undefined`: there is none. */
  async redriveOne(key: InboxKey, options: CallOptions = {}): Promise<InboxRecord['state'] | undefined> {
    const { inbox, queueManager } = this.#dependencies;
    const record = await inbox.find({ ...key, ...options });
    if (record?.state !== 'failed') return record?.state;
    if (!(await inbox.redrive({ ...key, ...options }))) return 'open';
    if (queueManager !== undefined) await queueEntries(queueManager, [record], options).catch(foundByMaintenance);
    return 'failed';
  }

  /**
   * Gives all failed entries that match another set of attempts, `perSecond` of them each second.
   * @param pace.perSecond - @defaultValue all at once
   * @param pace.notBefore - The first falls due then, ISO 8601. @defaultValue now
   */
  async redrive(
    filter: Omit<EntryFilter, 'state'>,
    {
      perSecond,
      notBefore,
      ...options
    }: CallOptions & { readonly perSecond?: number | undefined; readonly notBefore?: string | undefined } = {},
  ): Promise<RedrivenEntries> {
    const { inbox, clock } = this.#dependencies;
    const startedMs = clock.now();
    const firstMs = Math.max(startedMs, notBefore === undefined ? 0 : Date.parse(notBefore));
    const dueMs = (index: number): number => firstMs + (perSecond === undefined ? 0 : (index / perSecond) * 1000);
    let redriven = 0;
    let chunk: InboxRecord[] = [];
    const flush = async (): Promise<void> => {
      const due = chunk.map((record, index) => ({ ...record, dueAt: toIso(dueMs(redriven + index)) }));
      chunk = [];
      const was = await Promise.all(
        due.map(async ({ integrationId, id, dueAt }) => inbox.redrive({ integrationId, id, dueAt, ...options })),
      );
      const mine = due.filter((_, index) => was[index] === true);
      redriven += mine.length;
      await this.#queue(mine, options);
    };
    for await (const record of this.#scan({ ...filter, state: 'failed' }, options)) {
      // What came in again while this runs has failed anew: it is for the next redrive.
      if (!matches(record, filter)) continue;
      if (clock.now() - startedMs >= REDRIVE_MS) {
        await flush();
        return { redriven, isComplete: false, until: toIso(dueMs(redriven)) };
      }
      chunk.push(record);
      if (chunk.length >= CONCURRENCY) await flush();
    }
    await flush();
    return { redriven, isComplete: true, until: toIso(dueMs(redriven)) };
  }

  async #queue(entries: readonly InboxRecord[], options: CallOptions): Promise<void> {
    const { queueManager, clock } = this.#dependencies;
    if (queueManager === undefined) return;
    const delayOf = ({ dueAt }: InboxRecord): number => Math.max(0, Math.ceil((Date.parse(dueAt) - clock.now()) / 1000));
    for (const [delaySeconds, due] of Map.groupBy(entries, delayOf))
      if (delaySeconds <= MAX_DELAY_SECONDS) await queueEntries(queueManager, due, { delaySeconds, ...options }).catch(foundByMaintenance);
  }

  async *#scan(
    { integrationIds, state }: EntryFilter,
    { after, ...options }: CallOptions & { readonly after?: InboxKey | undefined },
  ): AsyncGenerator<InboxRecord> {
    const isFailed = state === 'failed';
    const isAhead = (id: string): boolean => after === undefined || compareByBytes(id, after.integrationId) >= 0;
    const scopes = integrationIds === undefined ? [undefined] : integrationIds.toSorted(compareByBytes).filter(isAhead);
    for (const integrationId of scopes) {
      const isIn = after !== undefined && (integrationId === undefined || integrationId === after.integrationId);
      let behind = isIn ? after : undefined;
      for (;;) {
        const page = await this.#dependencies.inbox.list({ integrationId, isFailed, after: behind, limit: PAGE, ...options });
        yield* page;
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE) break;
        behind = keyOf(last);
      }
    }
  }
}

/** A queue that is away: what is stored and due is queued by the maintenance loop. */
function foundByMaintenance(): void {}

function keyOf({ integrationId, id }: InboxRecord): InboxKey {
  return { integrationId, id };
}

function matches(record: InboxRecord, { kinds, state, code, person, since, until }: EntryFilter): boolean {
  if (person !== undefined && !isAbout(record, person)) return false;
  if (kinds !== undefined && !kinds.includes(record.kind)) return false;
  if (state !== undefined && record.state !== state) return false;
  if (code !== undefined && record.code !== code) return false;
  return (since === undefined || record.acceptedAt >= since) && (until === undefined || record.acceptedAt < until);
}

/** An event of the CRM has it in its change; a check has it itself. */
const aboutSchema = z.object({ objectType: z.string(), externalId: z.string() });

function isAbout({ data }: InboxRecord, { objectType, externalId }: NonNullable<EntryFilter['person']>): boolean {
  const about = aboutSchema.safeParse(data['change'] ?? data).data;
  return about?.externalId === externalId && about.objectType === objectType;
}

function toGroup(records: readonly InboxRecord[]): EntryGroup {
  const [first] = records;
  if (first === undefined) throw new TypeError('a group has an entry');
  const times = records.map(({ acceptedAt }) => acceptedAt).toSorted();
  return {
    kind: first.kind,
    code: first.code,
    count: records.length,
    integrations: new Set(records.map(({ integrationId }) => integrationId)).size,
    oldestAt: times[0] ?? first.acceptedAt,
    newestAt: times.at(-1) ?? first.acceptedAt,
    sample: keyOf(first),
  };
}
