import type { DeploymentPlan, QueuePlan } from '@frigg-crm/lambda/deployment';
import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';

/** What a queue is deployed with. */
export interface WorkedQueueProps {
  readonly plan: QueuePlan;
  readonly alarms: Alarms;
}

/** SQS keeps messages for 14 days at most; moved messages keep their age, so dead letters need longer than their queue. */
const DEAD_LETTER_RETENTION = Duration.days(14);

/** A queue with its dead-letter queue and alarms. */
export class WorkedQueue extends Construct {
  readonly queue: Queue;
  readonly #deadLetters: Queue;
  readonly plan: QueuePlan;

  constructor(scope: Construct, id: string, { plan, alarms }: WorkedQueueProps) {
    super(scope, id);
    this.plan = plan;
    const deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(plan.visibilityTimeoutSeconds),
      retentionPeriod: DEAD_LETTER_RETENTION,
    });
    this.#deadLetters = deadLetters;
    this.queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(plan.visibilityTimeoutSeconds),
      retentionPeriod: Duration.seconds(plan.retentionSeconds),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: plan.maxReceiveCount },
    });
    const period = Duration.minutes(1);
    // What the function behind it cannot settle is hidden most of the time.
    const options = { period, statistic: 'Maximum' };
    const left = new MathExpression({
      expression: 'visible + hidden',
      period,
      usingMetrics: {
        visible: deadLetters.metricApproximateNumberOfMessagesVisible(options),
        hidden: deadLetters.metricApproximateNumberOfMessagesNotVisible(options),
      },
    });
    alarms.add(`${id}DeadLetters`, left, {
      description: `Messages of the queue ${id} have failed for good and cannot be settled: read them before they expire`,
      threshold: 0,
      periods: 3,
    });
    alarms.add(`${id}Age`, this.queue.metricApproximateAgeOfOldestMessage({ period }), {
      description: `Messages of the queue ${id} wait for too long`,
      threshold: plan.alarmAgeSeconds,
      periods: 5,
    });
  }

  /** Hands the dead letters to a function, which settles what it can. */
  settleWith(target: Function, { batchSize, reservedConcurrency: maxConcurrency }: DeploymentPlan['deadLetters']): void {
    target.addEventSource(new SqsEventSource(this.#deadLetters, { batchSize, maxConcurrency, reportBatchItemFailures: true }));
  }

  /** Hands the messages to a function: one that fails comes back alone. */
  handleWith(target: Function): void {
    const { batchSize, reservedConcurrency: maxConcurrency } = this.plan;
    // Without a maximum the pollers fetch more than the function may run, and use up the receives of what they throttle.
    target.addEventSource(new SqsEventSource(this.queue, { batchSize, maxConcurrency, reportBatchItemFailures: true }));
  }
}
