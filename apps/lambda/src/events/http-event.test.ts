import { describe, expect, it } from 'vitest';
import { toRequest, toResult, type HttpEvent } from './http-event.ts';

/** As API Gateway documents it, without what is not read. */
const EVENT: HttpEvent = {
  version: '2.0',
  rawPath: '/api/v1/integrations',
  rawQueryString: 'limit=5&connector=zoho&connector=attio',
  cookies: ['session=a', 'theme=b'],
  headers: { 'content-type': 'application/json', host: 'abc.execute-api.eu-central-1.amazonaws.com', 'x-several': 'one,two' },
  requestContext: { domainName: 'abc.execute-api.eu-central-1.amazonaws.com', http: { method: 'POST' } },
  body: '{"a":1}',
  isBase64Encoded: false,
};

describe('an event of an HTTP API', () => {
  it('becomes the request that was sent, with all of its cookies and query parameters', async () => {
    const request = toRequest(EVENT);
    expect([request.method, request.url]).toEqual([
      'POST',
      'https://abc.execute-api.eu-central-1.amazonaws.com/api/v1/integrations?limit=5&connector=zoho&connector=attio',
    ]);
    expect([request.headers.get('cookie'), request.headers.get('x-several')]).toEqual(['session=a; theme=b', 'one,two']);
    expect(await request.json()).toEqual({ a: 1 });
  });

  it('keeps the bytes of a body that was encoded: signatures are computed over them', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 128]);
    const request = toRequest({ ...EVENT, body: bytes.toString('base64'), isBase64Encoded: true });
    expect(Buffer.from(await request.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it.each(['GET', 'HEAD'])('of %s has no body', (method) => {
    const { requestContext } = EVENT;
    expect(toRequest({ ...EVENT, requestContext: { ...requestContext, http: { method } }, body: '' }).body).toBeNull();
  });

  it('has a path that API Gateway has decoded, and a host that no header can change', () => {
    const request = toRequest({ ...EVENT, rawPath: '//evil.test/ü %', rawQueryString: '', headers: { host: 'evil.test' } });
    expect(request.url).toBe('https://abc.execute-api.eu-central-1.amazonaws.com//evil.test/%C3%BC%20%');
  });
});

describe('a response', () => {
  it('becomes a result with each cookie on its own', async () => {
    const headers = new Headers({ 'content-type': 'application/problem+json' });
    headers.append('set-cookie', 'a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT');
    headers.append('set-cookie', 'b=2');
    expect(await toResult(new Response('{"ü":1}', { status: 409, headers }))).toEqual({
      statusCode: 409,
      headers: { 'content-type': 'application/problem+json' },
      cookies: ['a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT', 'b=2'],
      body: '{"ü":1}',
      isBase64Encoded: false,
    });
  });

  it('that is no text is encoded, and one without a body is empty', async () => {
    const image = new Response(Buffer.from([137, 80]), { headers: { 'content-type': 'image/png' } });
    expect(await toResult(image)).toMatchObject({ body: 'iVA=', isBase64Encoded: true });
    expect(await toResult(new Response(null, { status: 204 }))).toMatchObject({ statusCode: 204, body: '', isBase64Encoded: false });
  });
});
