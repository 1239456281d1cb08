import { isSameOrigin, readTicket } from '@frigg-crm/live/server';
import { LIVE_SUBPROTOCOL } from '@frigg-crm/live';
import type { LambdaApp } from '../app/open-app.ts';
import { toUpgrade, type SocketEvent, type SocketResult } from '../events/socket-event.ts';
import { nameOf } from './name-of.ts';

/** What the handler of WebSockets needs. */
export type LiveApp = Pick<LambdaApp, 'engine' | 'server' | 'live' | 'publicUrl'>;

/**
 * Makes the handler of a WebSocket API: of its routes `$connect`, `$default` and `$disconnect`. A client is refused with 401 or 403;
 * a message that cannot be handled is not an end: the next ping of the client delivers what it asked for.
 */
export function createLiveHandler(open: () => Promise<LiveApp>): (event: SocketEvent) => Promise<SocketResult> {
  return async (event) => {
    const app = await open();
    const { eventType, connectionId } = event.requestContext;
    if (app.live === undefined) return { statusCode: 404 };
    const { gateway } = app.live;
    try {
      if (eventType === 'CONNECT') return await connect(app, gateway, event);
      if (eventType === 'MESSAGE') await gateway.receive(connectionId, event.body ?? '');
      else await gateway.disconnect(connectionId);
      return { statusCode: 200 };
    } catch (error) {
      app.engine.system.logger.error({ eventType, error: nameOf(error) }, 'handling an event of a WebSocket failed');
      return { statusCode: 500 };
    }
  };
}

type Gateway = NonNullable<LambdaApp['live']>['gateway'];

async function connect({ server, publicUrl }: LiveApp, gateway: Gateway, event: SocketEvent): Promise<SocketResult> {
  const request = withTicket(toUpgrade(event));
  // Pages of other sites can have a browser send its cookies, but no credentials of their own.
  if (!request.headers.has('authorization') && !isSameOrigin(request, new URL(publicUrl).origin)) return { statusCode: 403 };
  const principal = await server.authorize(request);
  if (principal === undefined) return { statusCode: 401 };
  if (!principal.actions.has('see')) return { statusCode: 403 };
  const { id, userId } = principal;
  await gateway.connect(event.requestContext.connectionId, { id, userId });
  const offered = request.headers.get('sec-websocket-protocol')?.split(/\s*,\s*/) ?? [];
  if (!offered.includes(LIVE_SUBPROTOCOL)) return { statusCode: 200 };
  return { statusCode: 200, headers: { 'sec-websocket-protocol': LIVE_SUBPROTOCOL } };
}

/** Browsers can send no header with a socket: a ticket stands for one, such as the token of a tenant. */
function withTicket(request: Request): Request {
  const ticket = readTicket(request);
  const headers = new Headers(request.headers);
  if (ticket !== undefined) headers.set('authorization', `Bearer ${ticket}`);
  // A caller that names credentials is known by them alone.
  if (headers.has('authorization')) headers.delete('cookie');
  return new Request(request, { headers });
}
