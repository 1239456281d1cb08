import { connect, createServer, type Socket } from 'node:net';

/** A network between driver and server that can go silent. */
export interface SilentProxy {
  readonly port: number;
  /** From now on nothing that either end sends arrives, and no connection is closed; new connections are silent, too. */
  readonly silence: () => void;
  /** New connections work again; those that are open stay silent, as behind a router that has forgotten them. */
  readonly restore: () => void;
  /** Resolves once no connection is open on which something was sent in vain. */
  readonly untilUsedAreClosed: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Link {
  isSilent: boolean;
  isUsed: boolean;
  readonly closed: Promise<void>;
}

/** Starts a network on loopback in front of the server at `port`. */
export async function startSilentProxy(port: number): Promise<SilentProxy> {
  const links = new Set<Link>();
  const sockets = new Set<Socket>();
  let isSilent = false;

  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const closed = new Promise<void>((resolve) => near.once('close', () => resolve()));
    const link: Link = { isSilent, isUsed: false, closed };
    links.add(link);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (!link.isSilent) to.write(chunk);
        else if (from === near) link.isUsed = true;
      });
      from.on('error', () => from.destroy());
      from.on('close', () => {
        sockets.delete(from);
        links.delete(link);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  return {
    port: address.port,
    silence: () => {
      isSilent = true;
      for (const link of links) link.isSilent = true;
    },
    restore: () => {
      isSilent = false;
    },
    untilUsedAreClosed: async () => {
      for (const link of links) if (link.isUsed) await link.closed;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
