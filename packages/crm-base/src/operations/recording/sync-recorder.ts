import {
  DocumentConflictError,
  FriggCrmError,
  silentLogger,
  toProcessId,
  type CallOptions,
  type Clock,
  type DocumentStore,
  type JsonObject,
  type Logger,
  type Process,
  type ProcessProgress,
  type ProcessRepository,
  type ProgressPublisher,
  type StoredDocument,
} from '@frigg-crm/core';
import { reasonOf, toIso, withTimeout } from '@frigg-crm/core/adapter';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import {
  addToRecording,
  EMPTY_RECORDING,
  sampleOf,
  syncRecordingSchema,
  untilNextSample,
  type StateMove,
  type SyncRecording,
} from './sync-recording.ts';

/** What {@link createSyncRecorder} is made with. */
export interface SyncRecorderOptions {
  readonly processRepository: Pick<ProcessRepository, 'findById'>;
  readonly documents: Pick<DocumentStore, 'find' | 'insert' | 'save'>;
  readonly clock: Clock;
  readonly logger?: Logger | undefined;
}

/** Records how syncs go; give it to an engine as a publisher. */
export interface SyncRecorder extends ProgressPublisher {
  /** Does not wait: a recording that cannot be written has a gap, and the sync goes on. */
  publish(progress: ProcessProgress): void;
  /** Resolves when what came so far is stored, or cannot be. */
  flush(): Promise<void>;
}

const RECORDINGS = 'sync-recordings';
const KEPT_MS = 30 * 24 * 3600 * 1000;
const WRITE_MS = 10_000;
const RETRY_MS = 1000;
/** Of programs that come to a state at once one writes in each round. */
const MAX_ATTEMPTS = 10;
/** Of more syncs at once those that moved first are forgotten, in this program. */
const MAX_SYNCS = 10_000;

/**
 * Makes a recorder: one per program that runs syncs. It writes one document per sync, a second apart at first and more and more
 * seldom, one write at a time, so that it costs a sync nothing. Several programs may record the same sync: beside the states that
 * each one sees, one of them takes the next sample. A program that is suspended between two pieces of work calls `flush` before.
 */
export function createSyncRecorder(options: SyncRecorderOptions): SyncRecorder {
  return new Recorder(options);
}

/** @returns how a sync went, as far as that was recorded. */
export async function readRecording(
  documents: Pick<DocumentStore, 'find'>,
  { id, integrationId }: { readonly id: string; readonly integrationId: string },
  options: CallOptions = {},
): Promise<SyncRecording> {
  const document = await documents.find({ collection: RECORDINGS, integrationId, id }, options);
  return syncRecordingSchema.safeParse(document?.value).data ?? EMPTY_RECORDING;
}

/** What this program knows of a sync that moves. */
interface Watched {
  readonly integrationId: string;
  state: string;
  /** Moves that are not written yet. */
  moves: readonly StateMove[];
  nextMs: number;
  ended: boolean;
}

class Recorder implements SyncRecorder {
  readonly #options: SyncRecorderOptions;
  readonly #logger: Logger;
  readonly #watched = new Map<string, Watched>();
  readonly #due = new Set<string>();
  #writing: Promise<void> | undefined;

  constructor(options: SyncRecorderOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  publish({ processId, processType, integrationId, state, ended, version, timestamp, waiting }: ProcessProgress): void {
    if (processType !== CRM_SYNC.type) return;
    const watched = this.#watch(processId, integrationId);
    const hasMoved = watched.state !== state;
    if (hasMoved) {
      const until = waiting?.until ?? null;
      watched.moves = [...watched.moves, { at: timestamp, version, state, waiting: waiting && { code: waiting.code, until } }];
      Object.assign(watched, { state, ended });
    }
    if (!hasMoved && this.#options.clock.now() < watched.nextMs) return;
    this.#due.add(processId);
    this.#writing ??= this.#write();
  }

  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  #watch(processId: string, integrationId: string): Watched {
    const known = this.#watched.get(processId);
    if (known !== undefined) return known;
    const [oldest] = this.#watched.size >= MAX_SYNCS ? this.#watched.keys() : [];
    if (oldest !== undefined) this.#watched.delete(oldest);
    const watched: Watched = { integrationId, state: '', moves: [], nextMs: 0, ended: false };
    this.#watched.set(processId, watched);
    return watched;
  }

  async #write(): Promise<void> {
    // What is published while one is written is written behind it.
    await Promise.resolve();
    for (const processId of this.#due) {
      this.#due.delete(processId);
      const watched = this.#watched.get(processId);
      if (watched === undefined) continue;
      const { moves } = watched;
      try {
        const spacingMs = await withTimeout(this.#options.clock, async (signal) => this.#record(processId, watched, { signal }), {
          ms: WRITE_MS,
        });
        watched.moves = watched.moves.slice(moves.length);
        watched.nextMs = this.#options.clock.now() + spacingMs;
      } catch (error) {
        watched.nextMs = this.#options.clock.now() + RETRY_MS;
        this.#logger.warn({ processId, reason: reasonOf(error) }, 'a step of a sync could not be recorded');
      }
      if (watched.ended && !this.#due.has(processId)) this.#watched.delete(processId);
    }
    this.#writing = undefined;
  }

  /** @returns how far the next sample is away, in milliseconds. */
  async #record(processId: string, { integrationId, moves }: Watched, options: CallOptions): Promise<number> {
    const { processRepository, documents, clock } = this.#options;
    const key = { collection: RECORDINGS, integrationId, id: processId };
    let process: Process | undefined;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const found = await documents.find(key, options);
      const before = syncRecordingSchema.safeParse(found?.value).data ?? EMPTY_RECORDING;
      const waitMs = untilNextSample(before, clock.now());
      // Another program has taken the sample that was due.
      if (moves.length === 0 && waitMs > 0) return waitMs;
      process ??= await processRepository.findById(toProcessId(processId), options);
      // A sync of single people, which a webhook named, is over in a moment, and there are many of them.
      if (process === undefined || process.context['syncType'] === 'WEBHOOK') return Number.POSITIVE_INFINITY;
      const recording = addToRecording(before, { states: moves, sample: sampleOf(process) });
      const value = recording as unknown as JsonObject;
      const stored = { ...(found ?? { ...key, tags: [], dueAt: null, version: 0 }), value, expiresAt: toIso(clock.now() + KEPT_MS) };
      if (await this.#store(stored, found === undefined, options)) return recording.spacingMs;
    }
    throw new DocumentConflictError(RECORDINGS);
  }

  /** @returns whether it is stored; otherwise another program has recorded the same sync meanwhile. */
  async #store(document: StoredDocument, isNew: boolean, options: CallOptions): Promise<boolean> {
    const { documents } = this.#options;
    if (isNew) return (await documents.insert([document], options)).length > 0;
    try {
      await documents.save(document, options);
      return true;
    } catch (error) {
      if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return false;
      throw error;
    }
  }
}
