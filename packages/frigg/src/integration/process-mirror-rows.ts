import {
  StorageError,
  toProcessId,
  type CallOptions,
  type Clock,
  type DocumentKey,
  type IdGenerator,
  type JsonObject,
  type Process,
  type Store,
  type StoredDocument,
} from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { findMirrorOf, toFriggRow, type FriggProcessTable } from './frigg-process-table.ts';

/** Which row of Frigg's mirrors which process. */
const COLLECTION = 'frigg-process-rows';
/** Longer than an attempt may take, so that a late one is over before another program writes. */
const LEASE_MS = 30_000;
const CHECK_AFTER_MS = 60_000;
const CHECK_UNCHANGED_AFTER_MS = 300_000;
/** Rows that cannot be written for so many checks are left until their process changes. */
const MAX_FAILURES = 10;
const DAY_MS = 86_400_000;
const KEEP_MS = 90 * DAY_MS;
const DUE_AT_ONCE = 100;

/** What rows are written with. */
export interface ProcessMirrorRowsOptions {
  readonly table: FriggProcessTable;
  readonly store: Pick<Store, 'processRepository' | 'documents' | 'leases'>;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** Milliseconds between two writes of a row whose state is the same. */
  readonly intervalMs: number;
}

/** How a row is written; a check writes also what seems to be written. */
interface WriteOptions extends CallOptions {
  readonly isCheck: boolean;
}

/** What is noted of a row. `friggId` is `null` until it is created. */
interface RowNote {
  readonly friggId: string | null;
  readonly version: number;
  readonly state: string | null;
  readonly writtenAtMs: number;
  readonly isEnded: boolean;
  readonly failures: number;
}

const NEW_ROW: RowNote = { friggId: null, version: -1, state: null, writtenAtMs: 0, isEnded: false, failures: 0 };

/** Writes the rows that mirror processes: one row per process, from the newest version that is stored. */
export class ProcessMirrorRows {
  readonly #options: ProcessMirrorRowsOptions;

  constructor(options: ProcessMirrorRowsOptions) {
    this.#options = options;
  }

  /** Notes that a process is to have a row: a check makes it if nothing else does. */
  async note({ integrationId, id }: Pick<DocumentKey, 'integrationId' | 'id'>, options: CallOptions): Promise<void> {
    const { documents } = this.#options.store;
    const value = { ...NEW_ROW };
    const dueAt = this.#in(CHECK_AFTER_MS);
    await documents.insert([{ collection: COLLECTION, integrationId, id, value, tags: [], dueAt, expiresAt: null, version: 0 }], options);
  }

  /** @returns the rows whose time to be checked has come. */
  async due(): Promise<readonly StoredDocument[]> {
    return this.#options.store.documents.query({ collection: COLLECTION, dueBefore: this.#in(0), limit: DUE_AT_ONCE });
  }

  /** Puts a check off that has failed, for longer each time. */
  async defer(document: StoredDocument): Promise<void> {
    const { documents } = this.#options.store;
    const current = await documents.find(document);
    if (current === undefined) return;
    const failures = readNote(current).failures + 1;
    const dueAt = failures < MAX_FAILURES ? this.#in(CHECK_AFTER_MS * 2 ** failures) : null;
    await documents.save({ ...current, value: { ...current.value, failures }, dueAt });
  }

  /** @returns `false` when another program is writing the row. */
  async write({ integrationId, id }: Pick<DocumentKey, 'integrationId' | 'id'>, options: WriteOptions): Promise<boolean> {
    const { leases } = this.#options.store;
    const [holder, keys] = [this.#options.ids.next(), [`${COLLECTION}/${id}`]];
    const held = await leases.hold(keys, { holder, ttlMs: LEASE_MS, signal: options.signal });
    if (held.length === 0) return false;
    try {
      await this.#writeHeld({ collection: COLLECTION, integrationId, id }, options);
      return true;
    } finally {
      // What was given up may still take effect: no other program writes until that is over.
      if (options.signal?.aborted !== true) await leases.release(keys, { holder });
    }
  }

  async #writeHeld(key: DocumentKey, options: WriteOptions): Promise<void> {
    const { documents, processRepository } = this.#options.store;
    const document = await documents.find(key, options);
    if (document === undefined) return;
    const process = await processRepository.findById(toProcessId(key.id), options);
    if (process === undefined) return documents.remove([key], options);
    const note = readNote(document);
    if (!this.#isToBeWritten(note, process, options)) {
      if (options.isCheck) await documents.save({ ...document, dueAt: this.#in(CHECK_UNCHANGED_AFTER_MS) }, options);
      return;
    }
    const isConfirmed = options.isCheck && note.isEnded && process.endedAt !== null;
    const { friggId, document: latest } = await this.#put({ document, note, process }, options);
    const value: RowNote = {
      friggId,
      version: process.version,
      state: process.state,
      writtenAtMs: this.#options.clock.now(),
      isEnded: process.endedAt !== null,
      failures: 0,
    };
    const dueAt = isConfirmed ? null : this.#in(CHECK_AFTER_MS);
    const expiresAt = isConfirmed ? this.#in(KEEP_MS) : null;
    await documents.save({ ...latest, value: { ...value }, dueAt, expiresAt }, options);
  }

  /** An end is written once more by a check, in case that an older attempt came in late. */
  #isToBeWritten(note: RowNote, process: Process, { isCheck }: WriteOptions): boolean {
    const isEnded = process.endedAt !== null;
    if (note.friggId === null || (isCheck && isEnded)) return true;
    if (process.version <= note.version) return false;
    return isCheck || isEnded || process.state !== note.state || this.#options.clock.now() - note.writtenAtMs >= this.#options.intervalMs;
  }

  async #put(
    { document, note, process }: { readonly document: StoredDocument; readonly note: RowNote; readonly process: Process },
    { signal }: WriteOptions,
  ): Promise<{ readonly friggId: string; readonly document: StoredDocument }> {
    const { table, store, clock } = this.#options;
    const row = toFriggRow(process, await this.#findParent(process, signal));
    let [friggId, latest] = [note.friggId ?? undefined, document];
    if (friggId === undefined) {
      // Saved before the row is made: a program that was overtaken fails here, and an attempt that was interrupted is seen.
      latest = await store.documents.save(document, { signal });
      const mayExist = document.version > 0 || clock.now() - Date.parse(process.createdAt) > DAY_MS;
      if (mayExist) friggId = findMirrorOf(process, await table.findByIntegrationAndType(process.integrationId, process.type));
      signal?.throwIfAborted();
      if (friggId === undefined) return { friggId: readId(await table.create(row)), document: latest };
    }
    signal?.throwIfAborted();
    const { state, context, results, parentProcessId } = row;
    await table.update(friggId, { state, context, results, ...(parentProcessId !== undefined && { parentProcessId }) });
    return { friggId, document: latest };
  }

  async #findParent({ integrationId, parentProcessId: id }: Process, signal: AbortSignal | undefined): Promise<string | undefined> {
    if (id === null) return undefined;
    const parent = await this.#options.store.documents.find({ collection: COLLECTION, integrationId, id }, { signal });
    return parent === undefined ? undefined : (readNote(parent).friggId ?? undefined);
  }

  #in(ms: number): string {
    return toIso(this.#options.clock.now() + ms);
  }
}

function readNote({ value }: StoredDocument): RowNote {
  return { ...NEW_ROW, ...(value as JsonObject & Partial<RowNote>) };
}

function readId(row: { readonly id?: string | number } | null | undefined): string {
  const id = String(row?.id ?? '');
  if (id === '') throw new StorageError("Frigg's repository of processes returned no id for a new row");
  return id;
}
