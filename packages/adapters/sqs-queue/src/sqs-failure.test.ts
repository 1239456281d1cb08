import { describe, expect, it } from 'vitest';
import { toQueueError, toReason, toSqsFailure } from './sqs-failure.ts';

function refusal(name: string, message: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

describe('the words of a server', () => {
  it.each([
    ['The specified queue does not exist.', 'The specified queue does not exist.'],
    ['Message must be shorter than 1048576 bytes.', 'Message must be shorter than 1048576 bytes.'],
    ['Value Ada Lovelace\n+1 415 555 0132 for parameter MessageBody is invalid.', 'Value [redacted] for parameter MessageBody is invalid.'],
    [
      'User: arn:aws:iam::123456789012:user/ada is not authorized to perform: sqs:SendMessage',
      'User: [redacted] is not authorized to perform: sqs:SendMessage',
    ],
    ['invalid body "Ada Lovelace" of ada@acme.test at https://sqs.test/1/q', 'invalid body [redacted] of [redacted] at [redacted]'],
    ['call 415-555-0132 now', 'call [redacted] now'],
    ['a\u0000b\u202Ec\r\n\u001B[31md', 'a b c [31md'],
  ])('F45: are shown without what they may quote of a request: %j', (message, expected) => {
    expect(toReason(message)).toBe(expected);
  });

  it.each([undefined, 7, '', ' \n '])('F45: are absent when there are none: %j', (message) => {
    expect(toReason(message)).toBeUndefined();
  });

  it('F45: are bounded, in length and in time', () => {
    expect(toReason('x'.repeat(5_000_000))).toHaveLength(200);
    expect(toReason('Value '.repeat(500_000))).toHaveLength(200);
    expect(toReason('"'.repeat(1_000_001))).toBeDefined();
    expect(toReason('1 '.repeat(500_000))).toBe('[redacted]');
  });

  it('F45: stand in each error that a refusal becomes', () => {
    expect(toQueueError(refusal('QueueDoesNotExist', 'No such queue.'), 'hand out messages')).toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('SQS refuses to hand out messages: QueueDoesNotExist: No such queue.;') as string,
    });
    expect(toQueueError(refusal('ServiceUnavailable', 'Try later.', 503), 'hand out messages')).toMatchObject({
      code: 'STORAGE_FAILED',
      message: 'SQS did not hand out messages: ServiceUnavailable: Try later.',
    });
  });

  it('are not mixed up with the words of the SDK', () => {
    const network = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:80'), { name: 'ECONNREFUSED' });
    expect(toSqsFailure(network)).toEqual({ code: 'ECONNREFUSED', isRetryable: true });
  });
});
