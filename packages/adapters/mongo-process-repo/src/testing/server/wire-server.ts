import { Buffer } from 'node:buffer';
import { createServer, type Socket } from 'node:net';
import { adminCommands } from './commands/admin.ts';
import { runCommand, type ServerCommand } from './commands/command.ts';
import { changeStreamCommands } from './commands/change-streams.ts';
import { handshakeCommands } from './commands/handshake.ts';
import { readCommands } from './commands/read.ts';
import { writeCommands } from './commands/write.ts';
import { DatabaseStore } from './database-store.ts';
import type { ServerDeviations } from './deviations.ts';
import { runAsDeviating } from './run-as-deviating.ts';
import type { Doc } from './document.ts';
import { DocumentLocks } from './document-locks.ts';
import { readFailPoint, type FailPoint } from './fail-point.ts';
import { badValue, ServerError } from './server-error.ts';
import { messageLength, readMessage, writeReply, type WireMessage } from './wire-message.ts';

const COMMANDS = new Map<string, ServerCommand>(
  Object.entries({ ...handshakeCommands, ...readCommands, ...changeStreamCommands, ...writeCommands, ...adminCommands }),
);

/** A running server. */
export interface WireServer {
  readonly port: number;
  /** Ends all connections. May be called twice. */
  readonly stop: () => Promise<void>;
}

/** Options of {@link startWireServer}. */
export interface WireServerOptions {
  /** The server's clock, in milliseconds since the epoch. @defaultValue the time of day */
  readonly now?: (() => number) | undefined;
  /** In what the server differs from MongoDB's own. @defaultValue nothing */
  readonly deviations?: ServerDeviations | undefined;
}

/**
 * Starts a server that speaks MongoDB's wire protocol on loopback and keeps documents in memory: as much of a standalone
 * server as single-document work needs. Whatever it does not know (a command, a field, an operator) is an error.
 */
export async function startWireServer({ now = Date.now, deviations = {} }: WireServerOptions = {}): Promise<WireServer> {
  const store = new DatabaseStore();
  const sockets = new Set<Socket>();
  const locks = new DocumentLocks();
  let failPoint: FailPoint | undefined;
  let connections = 0;

  async function respond(name: string, { database, command }: WireMessage, connectionId: number): Promise<Doc> {
    if (name === 'configureFailPoint') {
      failPoint = readFailPoint(command);
      return {};
    }
    const known = COMMANDS.get(name);
    if (known === undefined) throw new ServerError(59, 'CommandNotFound', `no such command: '${name}'`);
    const context = { store, database, connectionId, now: () => new Date(now()), deviations };
    return runAsDeviating({ name, command, locks }, context, (changed) => runCommand(name, known, command, changed));
  }

  /** @returns how the command is to fail, if it is. */
  function nextFailure(name: string): FailPoint | undefined {
    if (failPoint === undefined || failPoint.timesLeft <= 0 || !failPoint.failCommands.includes(name)) return undefined;
    failPoint.timesLeft -= 1;
    return failPoint;
  }

  async function handle(socket: Socket, message: WireMessage, connectionId: number): Promise<void> {
    const name = Object.keys(message.command)[0] ?? '';
    const failure = nextFailure(name);
    if (failure?.hang === true) return;
    if (failure?.closeConnection === true) return void socket.destroy();
    const reply = await replyTo(async () => {
      if (failure?.errorCode !== undefined) throw new ServerError(failure.errorCode, 'FailPointEnabled', 'Failing command via failpoint');
      return { ...(await respond(name, message, connectionId)), writeConcernError: failure?.writeConcernError };
    });
    if (failure?.closeAfterwards === true) return void socket.destroy();
    if (!message.isUnacknowledged) socket.write(writeReply(message, reply));
  }

  const server = createServer((socket) => {
    connections += 1;
    const connectionId = connections;
    sockets.add(socket);
    socket.setNoDelay(true);
    // A client that goes away takes nothing with it that others need.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    eachMessage(socket, (message) => void handle(socket, message, connectionId));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  let stopping: Promise<void> | undefined;
  return {
    port: address.port,
    stop: async () => {
      stopping ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      return stopping;
    },
  };
}

/** Cuts the stream into messages. What cannot be read ends the connection, as on a real server. */
function eachMessage(socket: Socket, take: (message: WireMessage) => void): void {
  let chunks: Buffer[] = [];
  let received = 0;
  let needed: number | undefined;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
    // Joining at every chunk would cost the square of a large message.
    if (needed !== undefined && received < needed) return;
    let bytes = Buffer.concat(chunks);
    try {
      for (needed = messageLength(bytes); needed !== undefined && bytes.length >= needed; needed = messageLength(bytes)) {
        take(readMessage(bytes.subarray(0, needed)));
        bytes = bytes.subarray(needed);
      }
      chunks = [bytes];
      received = bytes.length;
    } catch {
      socket.destroy();
    }
  });
}

/** @returns what the command returns, or its error as a server words it. */
async function replyTo(work: () => Promise<Doc>): Promise<Doc> {
  try {
    return { ...(await work()), ok: 1 };
  } catch (thrown) {
    const error = thrown instanceof ServerError ? thrown : badValue(`this test server failed: ${String(thrown)}`);
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.facts };
  }
}
