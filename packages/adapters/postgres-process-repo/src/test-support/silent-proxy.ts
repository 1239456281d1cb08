import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';

/** A TCP proxy before a server, which can fall silent. */
export interface SilentProxy {
  /** The address of the server, through the proxy. */
  readonly url: string;
  /** From now on it accepts connections and data, and forwards nothing. */
  readonly hang: () => void;
  /** Forwards again. A connection on which something was swallowed stays silent. */
  readonly resume: () => void;
  readonly close: () => Promise<void>;
}

/** Starts a proxy on a free port of the loopback interface before the server at `target`. */
export async function startSilentProxy(target: string): Promise<SilentProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let silent = false;

  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  // While it is silent it does not close its side of a connection either.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = track(connect({ port: Number(port), host: hostname, allowHalfOpen: true }));
    let swallowed = false;
    const forward = (from: Socket, to: Socket): void => {
      from.on('data', (data) => {
        swallowed ||= silent;
        if (!swallowed) to.write(data);
      });
      from.once('end', () => {
        swallowed ||= silent;
        if (!swallowed) to.end();
      });
      from.once('close', () => to.destroy());
    };
    forward(track(client), upstream);
    forward(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  const url = new URL(target);
  url.host = `127.0.0.1:${address.port}`;
  return {
    url: url.href,
    hang: () => {
      silent = true;
    },
    resume: () => {
      silent = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
