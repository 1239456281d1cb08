import type { DeploymentPlan } from '@frigg-crm/lambda/deployment';
import { CfnOutput, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Alarms } from './constructs/alarms.ts';
import { findNetwork, type NetworkIds } from './constructs/find-network.ts';
import { FunctionFactory } from './constructs/function-factory.ts';
import { HttpDoor } from './constructs/http-door.ts';
import { LiveDoor } from './constructs/live-door.ts';
import { createSchedule } from './constructs/create-schedule.ts';
import { WorkedQueue } from './constructs/worked-queue.ts';

/** What a deployment consists of. */
export interface FriggCrmStackProps extends StackProps {
  readonly plan: DeploymentPlan;
  /** The folder of the bundled functions. */
  readonly codeFolder: string;
  /** @defaultValue functions run outside of any VPC */
  readonly network?: NetworkIds | undefined;
}

/** Queues, functions, HTTP API, WebSocket API, schedule and alarms. The database and the secret exist already. */
export class FriggCrmStack extends Stack {
  constructor(scope: Construct, id: string, { plan, codeFolder, network, ...props }: FriggCrmStackProps) {
    super(scope, id, props);
    const settingsName = new CfnParameter(this, 'SettingsName', {
      default: 'frigg-crm',
      description: 'The secret with FRIGG_CRM_STORE, FRIGG_CRM_VAULT_KEY and FRIGG_CRM_ADMIN_TOKEN, as a JSON object',
    });
    const quoRate = new CfnParameter(this, 'QuoRequestsPerSecond', {
      default: '10',
      description: 'Requests per second that each key of Quo may make',
    });
    const alarms = new Alarms(this, 'Alarms');
    const queues = {
      fetch: new WorkedQueue(this, 'Fetch', { plan: plan.queues.fetch, alarms }),
      work: new WorkedQueue(this, 'Work', { plan: plan.queues.work, alarms }),
    };
    const door = new HttpDoor(this, 'Http');
    const live = new LiveDoor(this, 'Live');
    const factory = new FunctionFactory(this, {
      plan,
      codeFolder,
      network: network && findNetwork(this, network),
      queues: [queues.fetch.queue, queues.work.queue],
      secret: Secret.fromSecretNameV2(this, 'Secret', settingsName.valueAsString),
      live,
      environment: {
        FRIGG_CRM_SECRET_ID: settingsName.valueAsString,
        FRIGG_CRM_FETCH_QUEUE_URL: queues.fetch.queue.queueUrl,
        FRIGG_CRM_WORK_QUEUE_URL: queues.work.queue.queueUrl,
        FRIGG_CRM_MAX_RECEIVES: String(plan.queues.work.maxReceiveCount),
        FRIGG_CRM_PUBLIC_URL: door.url,
        FRIGG_CRM_LIVE_ENDPOINT: live.endpoint,
        FRIGG_CRM_QUO_RATE: quoRate.valueAsString,
      },
    });
    for (const [name, worked] of Object.entries(queues)) worked.handleWith(factory.create(name, { module: 'queue', ...worked.plan }));
    const deadLetters = factory.create('deadLetters', { module: 'dead-letters', ...plan.deadLetters });
    for (const worked of Object.values(queues)) worked.settleWith(deadLetters, plan.deadLetters);
    door.connect({ api: factory.create('api', plan.http), webhooks: factory.create('webhooks', plan.http) });
    live.connect(factory.create('live', plan.http));
    const schedule = factory.create('schedule', { ...plan.schedule, isRetried: false });
    createSchedule(this, { target: schedule, everySeconds: plan.schedule.everySeconds, alarms });
    new CfnOutput(this, 'Url', { value: door.url });
    new CfnOutput(this, 'LiveUrl', { value: live.url });
    new CfnOutput(this, 'AlarmTopic', { value: alarms.topic.topicArn });
  }
}
