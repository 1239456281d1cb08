import { Duration } from 'aws-cdk-lib';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';

/** What is invoked by schedule. */
export interface ScheduleProps {
  readonly target: Function;
  readonly everySeconds: number;
  readonly alarms: Alarms;
}

/** Without the schedule long syncs stop at the end of their first chain of invocations, so its failures are an alarm. */
export function createSchedule(scope: Construct, { target, everySeconds, alarms }: ScheduleProps): void {
  new Schedule(scope, 'EveryMinute', {
    schedule: ScheduleExpression.rate(Duration.seconds(everySeconds)),
    target: new LambdaInvoke(target, { retryAttempts: 0 }),
  });
  alarms.add('Schedule', target.metricErrors({ period: Duration.minutes(1) }), {
    description: 'The schedule fails: syncs and integrations that are due wait',
    threshold: 0,
    periods: 3,
  });
}
