import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { systemClock, type Logger, type ProcessProgress, type ProgressPublisher, type Store } from '@frigg-crm/core';
import { withTimeout } from '@frigg-crm/core/adapter';
import { createDocumentEventLog, createEventRecorder, createLiveGateway, type GatewayLine, type LiveGateway } from '@frigg-crm/live/server';

/** What live progress is made of. */
export interface LiveOptions {
  readonly store: Pick<Store, 'documents' | 'processRepository'>;
  readonly findIntegration: (id: string) => Promise<{ readonly userId: string } | undefined>;
  /** Of the `@connections` API, such as `https://abc.execute-api.eu-central-1.amazonaws.com/live`. */
  readonly endpoint: string;
  readonly logger: Logger;
}

/** Gets each saved change of an instance, and does not make it wait. */
export interface InstancePublisher extends ProgressPublisher {
  publish(progress: ProcessProgress): void;
}

/** Live progress over WebSockets. */
export interface OpenLive {
  readonly gateway: LiveGateway;
  /** Gets each saved change of this instance. */
  readonly publisher: InstancePublisher;
  /** Sends what was announced. Takes a few seconds at most, and never rejects. */
  readonly flush: () => Promise<void>;
}

const RECORD_MS = 2000;

/** Wires live progress around a store and an API Gateway. */
export function openLive({ store: { documents, processRepository }, findIntegration, endpoint, logger }: LiveOptions): OpenLive {
  const clock = systemClock;
  const eventLog = createDocumentEventLog({ documents, clock });
  const gateway = createLiveGateway({
    documents,
    processRepository,
    eventLog,
    clock,
    logger,
    line: openLine(endpoint),
    watcherOf({ userId: own }) {
      const mayKnow = (owner: string | undefined): boolean => owner !== undefined && (own === undefined || own === owner);
      return { canSee: ({ userId }) => mayKnow(userId), canReadLog: async (id) => mayKnow((await findIntegration(id))?.userId) };
    },
  });
  const recorder = createEventRecorder({ log: eventLog, clock, logger, onAppended: (id) => gateway.announceEvents(id) });
  return {
    gateway,
    publisher: {
      publish(progress) {
        gateway.publish(progress);
        // Each instance would record anew that a sync has moved; it ends once.
        if (progress.ended) recorder.publish(progress);
      },
    },
    async flush() {
      await withTimeout(clock, recorder.flush(), { ms: RECORD_MS }).catch(() => undefined);
      await gateway.flush();
    },
  };
}

/** The `@connections` API (developer guide of API Gateway, "Use @connections commands in your backend service"). */
function openLine(endpoint: string): GatewayLine {
  const client = new ApiGatewayManagementApiClient({ endpoint, maxAttempts: 1 });
  return {
    async postToConnection(ConnectionId, text, { signal } = {}) {
      try {
        await client.send(
          new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(text) }),
          signal === undefined ? {} : { abortSignal: signal },
        );
        return 'sent';
      } catch (error) {
        if (error instanceof GoneException) return 'gone';
        throw error;
      }
    },
    async deleteConnection(ConnectionId, { signal } = {}) {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId }), signal === undefined ? {} : { abortSignal: signal });
      } catch (error) {
        if (!(error instanceof GoneException)) throw error;
      }
    },
  };
}
