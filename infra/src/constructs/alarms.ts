import { ComparisonOperator, TreatMissingData, type MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** When an operator is alarmed. */
export interface AlarmOptions {
  readonly description: string;
  /** More than this is an alarm. */
  readonly threshold: number;
  /** How many periods in a row. @defaultValue 1 */
  readonly periods?: number | undefined;
}

/** The alarms of a deployment, and the topic that operators subscribe to. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
  }

  /** Alarms when a metric is above a threshold. */
  add(id: string, metric: Metric | MathExpression, { description, threshold, periods = 1 }: AlarmOptions): void {
    const alarm = metric.createAlarm(this, id, {
      alarmDescription: description,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
