import { MAX_DOCUMENT_BYTES } from '../stored-collection.ts';
import type { ServerCommand } from './command.ts';

/** A standalone server of version 7.0 introduces itself. */
const hello: ServerCommand = {
  fields: [
    'helloOk',
    'client',
    'compression',
    'backpressure',
    'saslSupportedMechs',
    'speculativeAuthenticate',
    'topologyVersion',
    'maxAwaitTimeMS',
  ],
  run: (_command, { now, connectionId, deviations: { localTime = (at) => at, maxWireVersion = 21 } }) => ({
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: localTime(now()),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion,
    readOnly: false,
  }),
};

const buildInfo: ServerCommand = {
  fields: [],
  run: (_command, { deviations }) => ({ version: '7.0.0', versionArray: [7, 0, 0, 0], ...deviations.buildInfo }),
};

const nothing = (...fields: readonly string[]): ServerCommand => ({ fields, run: () => ({}) });

export const handshakeCommands: Readonly<Record<string, ServerCommand>> = {
  hello,
  ismaster: hello,
  isMaster: hello,
  buildInfo,
  ping: nothing(),
  endSessions: nothing(),
};
