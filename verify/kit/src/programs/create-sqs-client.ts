import { SQSClient } from '@aws-sdk/client-sqs';

/** Creates a client of an SQS emulator on this machine. */
export function createSqsClient(endpoint: string): SQSClient {
  return new SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
}
