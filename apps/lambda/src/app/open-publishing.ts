import type { Clock, Logger, Store } from '@frigg-crm/core';
import { withTimeout } from '@frigg-crm/core/adapter';
import { createSyncRecorder } from '@frigg-crm/crm-base';
import type { InstancePublisher, OpenLive } from './open-live.ts';

/** What hears of changes of syncs. */
export interface PublishingOptions {
  readonly store: Pick<Store, 'documents' | 'processRepository'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Live progress over WebSockets. @defaultValue there is none */
  readonly live?: Pick<OpenLive, 'publisher' | 'flush'> | undefined;
}

/** What an instance does with changes beside saving them. */
export interface Publishing {
  /** Gets each saved change of this instance. */
  readonly publisher: InstancePublisher;
  /** Sends and records what was published: an instance is frozen after its invocation. Takes a few seconds at most, and never rejects. */
  readonly flush: () => Promise<void>;
}

const RECORD_MS = 2000;

/** Wires live progress and the recording of syncs: each instance records what it sees, into one recording per sync. */
export function openPublishing({ store, clock, logger, live }: PublishingOptions): Publishing {
  const recorder = createSyncRecorder({ ...store, clock, logger });
  return {
    publisher: {
      publish(progress) {
        live?.publisher.publish(progress);
        recorder.publish(progress);
      },
    },
    async flush() {
      // A recording that cannot be written now has a gap, and no message fails by it.
      const recording = withTimeout(clock, recorder.flush(), { ms: RECORD_MS }).catch(() => undefined);
      await Promise.all([live?.flush(), recording]);
    },
  };
}
