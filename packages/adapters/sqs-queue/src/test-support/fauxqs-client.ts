import { Readable } from 'node:stream';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';

type RequestHandler = SQSClient['config']['requestHandler'];
type Handled = Awaited<ReturnType<RequestHandler['handle']>>;

/**
 * A real client that talks to fauxqs over HTTP.
 *
 * SQS carries characters of four bytes (SendMessage, `MessageBody`: #x10000 to #x10FFFF); fauxqs 2.4 refuses them. So
 * the halves of such characters travel as characters of the private use area, which fauxqs lets pass. The client
 * cannot check MD5 sums then.
 */
export function createFauxqsClient(endpoint: string): SQSClient {
  const config: SQSClientConfig = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    md5: false,
    maxAttempts: 1,
  };
  const inner = new SQSClient(config).config.requestHandler;
  const requestHandler = {
    metadata: inner.metadata,
    async handle(request: Parameters<RequestHandler['handle']>[0], options?: Parameters<RequestHandler['handle']>[1]): Promise<Handled> {
      const body = disguise(new TextDecoder().decode(request.body as Uint8Array));
      request.body = body;
      request.headers['content-length'] = String(Buffer.byteLength(body));
      const { response } = await inner.handle(request, options);
      const chunks: Buffer[] = [];
      for await (const chunk of response.body as AsyncIterable<Buffer>) chunks.push(chunk);
      response.body = Readable.from([Buffer.from(reveal(Buffer.concat(chunks).toString()))]);
      return { response };
    },
    destroy: () => inner.destroy?.(),
  };
  return new SQSClient({ ...config, requestHandler } as SQSClientConfig);
}

const SURROGATES = 0xd800;
/** Its 2,048 places are not used by any test. */
const PRIVATE_USE = 0xe800;

function disguise(text: string): string {
  return text.replace(/[\uD800-\uDFFF]/g, (half) => String.fromCharCode(half.charCodeAt(0) - SURROGATES + PRIVATE_USE));
}

function reveal(text: string): string {
  return text.replace(/[\uE800-\uEFFF]/g, (half) => String.fromCharCode(half.charCodeAt(0) - PRIVATE_USE + SURROGATES));
}
