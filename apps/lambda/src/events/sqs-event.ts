/** What Lambda passes to a function behind an SQS queue (developer guide of Lambda, "Using Lambda with Amazon SQS"). */
export interface SqsEvent {
  readonly Records: readonly SqsRecord[];
}

/** One message. */
export interface SqsRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: { readonly ApproximateReceiveCount: string };
  /** Such as `arn:aws:sqs:eu-central-1:123456789012:crm-work`. */
  readonly eventSourceARN: string;
}

/** What is not named is deleted from the queue (same page, "Implementing partial batch responses"). */
export interface SqsResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}
