import { EMPTY_VIEW, foldMessage, haveOf, readServerMessage, type ClientMessage } from '@frigg-crm/live';
import { serve } from '@frigg-crm/kit/programs';
import type { SocketEvent, SocketResult } from '../../events/socket-event.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** What a watcher has seen. */
export interface Watched {
  readonly messages: number;
  /** Whether a process was ever shown older than before. */
  readonly hasSteppedBack: boolean;
  /** What is shown in the end, by process. */
  readonly shown: Readonly<Record<string, { readonly ended: boolean; readonly version: number }>>;
}

/** The `@connections` API of a WebSocket API, and one watcher behind it. */
export class LocalSockets {
  /** What `FRIGG_CRM_LIVE_ENDPOINT` is. */
  readonly endpoint: string;
  readonly #served: Awaited<ReturnType<typeof serve>>;
  readonly #received: string[];
  #connectionId: string | undefined;

  private constructor(served: Awaited<ReturnType<typeof serve>>, received: string[]) {
    this.#served = served;
    this.endpoint = `${served.url}/live`;
    this.#received = received;
  }

  static async open(): Promise<LocalSockets> {
    const received: string[] = [];
    let sockets: LocalSockets | undefined;
    const served = await serve(async (request) => {
      const id = decodeURIComponent(/\/live\/@connections\/([^/]+)$/.exec(new URL(request.url).pathname)?.[1] ?? '');
      if (sockets === undefined || id !== sockets.#connectionId)
        return new Response('{}', { status: 410, headers: { 'x-amzn-errortype': 'GoneException' } });
      if (request.method === 'POST') received.push(await request.text());
      return new Response(null, { status: request.method === 'DELETE' ? 204 : 200 });
    });
    sockets = new LocalSockets(served, received);
    return sockets;
  }

  /** Opens a socket that watches all processes. @throws when the function refuses it. */
  async watch(live: LambdaFunction, { id, token }: { readonly id: string; readonly token: string }): Promise<void> {
    await this.#invoke(live, { id, eventType: 'CONNECT', headers: { authorization: `Bearer ${token}` } });
    this.#connectionId = id;
    await this.#say(live, { action: 'subscribe', channel: 'processes', have: haveOf(this.#fold().view) });
  }

  /** Sends a ping, which delivers what no announcement did, and closes the socket. */
  async end(live: LambdaFunction): Promise<Watched> {
    const id = this.#connectionId ?? '';
    await this.#say(live, { action: 'ping' });
    this.#connectionId = undefined;
    await this.#invoke(live, { id, eventType: 'DISCONNECT' });
    const { view, hasSteppedBack } = this.#fold();
    const shown = [...view.processes].map(([processId, { ended, version }]) => [processId, { ended, version }] as const);
    return { messages: this.#received.length, hasSteppedBack, shown: Object.fromEntries(shown) };
  }

  async close(): Promise<void> {
    await this.#served.close();
  }

  async #say(live: LambdaFunction, message: ClientMessage): Promise<void> {
    await this.#invoke(live, { id: this.#connectionId ?? '', eventType: 'MESSAGE', body: JSON.stringify(message) });
  }

  async #invoke(
    live: LambdaFunction,
    {
      id: connectionId,
      eventType,
      ...rest
    }: { readonly id: string; readonly eventType: SocketEvent['requestContext']['eventType'] } & Pick<SocketEvent, 'headers' | 'body'>,
  ): Promise<void> {
    const requestContext = { eventType, connectionId, domainName: 'live.local.test', stage: 'live' };
    const outcome = await live.invoke({ requestContext, ...rest } satisfies SocketEvent);
    const status = outcome?.kind === 'result' ? (outcome.value as SocketResult).statusCode : 0;
    if (status !== 200) throw new Error(`${eventType} was answered ${status}: ${outcome?.kind === 'error' ? outcome.message : ''}`);
  }

  #fold(): { readonly view: typeof EMPTY_VIEW; readonly hasSteppedBack: boolean } {
    let view = EMPTY_VIEW;
    let hasSteppedBack = false;
    for (const text of this.#received) {
      const message = readServerMessage(JSON.parse(text));
      if (message === undefined) continue;
      const next = foldMessage(view, message);
      for (const [id, { version }] of view.processes) if ((next.processes.get(id)?.version ?? version) < version) hasSteppedBack = true;
      view = next;
    }
    return { view, hasSteppedBack };
  }
}
