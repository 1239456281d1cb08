/** What API Gateway passes for a WebSocket (developer guide, "Set up a WebSocket API integration request"), as far as it is used. */
export interface SocketEvent {
  readonly requestContext: {
    readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
    readonly connectionId: string;
    readonly domainName: string;
    readonly stage: string;
  };
  /** With `CONNECT`. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** With `MESSAGE`. */
  readonly body?: string | undefined;
}

/** What it takes as the result; with `CONNECT` another status than 200 refuses the socket. */
export interface SocketResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @returns the upgrade of a `CONNECT`. */
export function toUpgrade({ headers: given = {}, requestContext: { domainName, stage } }: SocketEvent): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) headers.set(name, value);
  return new Request(`https://${domainName}/${stage}`, { headers });
}
