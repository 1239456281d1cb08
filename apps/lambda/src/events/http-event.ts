/** What API Gateway passes for a request of an HTTP API, format 2.0 (developer guide, "Create AWS Lambda proxy integrations for HTTP APIs"). */
export interface HttpEvent {
  readonly version: '2.0';
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[] | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly requestContext: { readonly domainName: string; readonly http: { readonly method: string } };
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
}

/** What it takes as the response. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** @returns the request that an event describes, with its body as it was sent: webhooks are signed over these bytes. */
export function toRequest({
  rawPath,
  rawQueryString,
  cookies = [],
  headers: given,
  requestContext,
  body,
  isBase64Encoded,
}: HttpEvent): Request {
  const { domainName, http } = requestContext;
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) headers.set(name, value);
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
  const url = new URL(`https://${domainName}`);
  url.pathname = rawPath;
  url.search = rawQueryString;
  const { method } = http;
  if (body === undefined || BODILESS.has(method)) return new Request(url, { method, headers });
  return new Request(url, { method, headers, body: isBase64Encoded ? Buffer.from(body, 'base64') : body });
}

/** @returns the event's form of a response. */
export async function toResult(response: Response): Promise<HttpResult> {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie'));
  const isText = /^text\/|[/+]json|javascript/.test(response.headers.get('content-type') ?? 'text/plain');
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    statusCode: response.status,
    headers,
    cookies: response.headers.getSetCookie(),
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}
