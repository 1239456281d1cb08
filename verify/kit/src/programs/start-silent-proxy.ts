import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A network in front of a server that can fall silent. */
export interface SilentProxy {
  /** The address of the server, through the proxy. */
  readonly url: string;
  /** How many chunks of data were swallowed so far. */
  readonly swallowed: number;
  /** From now on connections and data are accepted, and nothing is forwarded. */
  silence(): void;
  /** New connections work again. Those that were open in the silence stay silent, as behind a router that has forgotten them. */
  restore(): void;
  close(): Promise<void>;
}

/** Starts a TCP proxy on a free port of loopback before the server at `target`. */
export async function startSilentProxy(target: string): Promise<SilentProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  /** The proxy's view of each connection that is open. */
  const links = new Set<{ isSilent: boolean }>();
  let isSilent = false;
  let swallowed = 0;

  // While a connection is silent neither end learns that the other one has closed it.
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    const link = { isSilent };
    links.add(link);
    const forward = (from: Socket, to: Socket): void => {
      sockets.add(from);
      from.on('data', (data) => {
        if (link.isSilent) swallowed += 1;
        else to.write(data);
      });
      from.on('end', () => {
        if (!link.isSilent) to.end();
      });
      from.on('error', () => from.destroy());
      from.on('close', () => {
        sockets.delete(from);
        links.delete(link);
        to.destroy();
      });
    };
    forward(near, far);
    forward(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  const url = new URL(target);
  url.host = `127.0.0.1:${address.port}`;
  return {
    url: url.href,
    get swallowed() {
      return swallowed;
    },
    silence() {
      isSilent = true;
      for (const link of links) link.isSilent = true;
    },
    restore() {
      isSilent = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
