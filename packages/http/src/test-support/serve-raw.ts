import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What the server does with a connection that has sent a request. */
export type Respond = (socket: Socket) => void;

/**
 * Serves raw bytes on loopback until the test is over: responses that no HTTP library would write.
 * @returns the base URL.
 */
export async function serveRaw(respond: Respond): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    socket.once('data', () => respond(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

/** Writes the head of a response; `headers` are lines. */
export function writeHead(socket: Socket, status: number, headers: readonly string[] = []): void {
  socket.write([`HTTP/1.1 ${status} Status`, ...headers, '', ''].join('\r\n'));
}
