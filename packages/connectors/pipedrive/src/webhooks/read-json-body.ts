import { PipedriveWebhookInvalidError } from '../errors/pipedrive-webhook-invalid-error.ts';

/**
 * Parses the body of a request as received.
 * @throws {PipedriveWebhookInvalidError} when it is not JSON.
 */
export function readJsonBody(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(rawBody)) as unknown;
  } catch {
    // The parser's message quotes the body.
    throw new PipedriveWebhookInvalidError('the whole');
  }
}
