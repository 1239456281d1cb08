import { silentLogger, type Clock, type Logger, type ProcessProgress, type ProgressPublisher } from '@frigg-crm/core';
import { reasonOf, withTimeout } from '@frigg-crm/core/adapter';
import type { DocumentEventLog, NewLiveEvent } from './document-event-log.ts';

/** What {@link createEventRecorder} is made with. */
export interface EventRecorderOptions {
  readonly log: Pick<DocumentEventLog, 'append'>;
  readonly clock: Clock;
  /** Called when a log has new events, such as `hub.announceEvents`. */
  readonly onAppended: (integrationId: string) => void;
  readonly logger?: Logger | undefined;
}

/** Writes events into the logs of integrations; the caller does not wait. */
export interface EventRecorder extends ProgressPublisher {
  /** Appends an event soon. Best effort: a log that cannot be written for long loses its oldest events, and a line says so. */
  record(integrationId: string, event: NewLiveEvent): void;
  /** Records that a sync began, came to another state, or ended. */
  publish(progress: ProcessProgress): void;
  /** Resolves when what was recorded so far is stored, or cannot be. */
  flush(): Promise<void>;
}

/** One write of a log takes so many events. */
const BATCH = 50;
/** So many events of one log wait at most. */
const MAX_WAITING = 1000;
/** More processes than these are forgotten at once rather than kept for ever. */
const MAX_PROCESSES = 10_000;
const RETRY_MS = 1000;
const WRITE_MS = 10_000;

/** Makes a recorder: one per program. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  return new Recorder(options);
}

class Recorder implements EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #logger: Logger;
  readonly #waiting = new Map<string, NewLiveEvent[]>();
  readonly #states = new Map<string, string>();
  #writing: Promise<void> | undefined;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  record(integrationId: string, event: NewLiveEvent): void {
    const waiting = this.#waiting.get(integrationId) ?? [];
    this.#waiting.set(integrationId, waiting);
    waiting.push(event);
    if (waiting.length > MAX_WAITING) waiting.shift();
    this.#writing ??= this.#write();
  }

  publish({ integrationId, processId, processName, kind, state, ended, processed, synced, failed, skipped }: ProcessProgress): void {
    const before = this.#states.get(processId);
    if (before === state) return;
    if (this.#states.size >= MAX_PROCESSES) this.#states.clear();
    this.#states.set(processId, state);
    const data = { processId, processName, kind, state, ...(ended && { processed, synced, failed, skipped }) };
    this.record(integrationId, { type: ended ? 'sync.ended' : 'sync.moved', data });
  }

  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #write(): Promise<void> {
    for (let failures = 0; this.#waiting.size > 0 && failures < 3;) {
      const [integrationId = '', waiting = []] = this.#waiting.entries().next().value ?? [];
      const events = waiting.splice(0, BATCH);
      try {
        await withTimeout(this.#options.clock, async (signal) => this.#options.log.append(integrationId, events, { signal }), {
          ms: WRITE_MS,
        });
        failures = 0;
        if (waiting.length === 0) this.#waiting.delete(integrationId);
        this.#options.onAppended(integrationId);
      } catch (error) {
        failures += 1;
        waiting.unshift(...events);
        this.#logger.warn({ integrationId, reason: reasonOf(error) }, 'events could not be stored; retrying');
        await this.#options.clock.sleep(RETRY_MS);
      }
    }
    if (this.#waiting.size > 0) this.#logger.error({ logs: this.#waiting.size }, 'events were dropped: the store does not take them');
    this.#waiting.clear();
    this.#writing = undefined;
  }
}
