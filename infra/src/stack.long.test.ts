import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planDeployment, type PlanOptions } from '@frigg-crm/lambda/deployment';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkIds } from './constructs/find-network.ts';
import { FriggCrmStack } from './frigg-crm-stack.ts';

interface Resource {
  readonly Properties: Readonly<Record<string, unknown>>;
}

let codeFolder: string;
let template: Template;

beforeAll(() => {
  codeFolder = mkdtempSync(join(tmpdir(), 'frigg-crm-infra-'));
  // The same code each time: its hash is in the template.
  writeFileSync(join(codeFolder, 'queue.mjs'), 'export const handler = async () => {};\n');
  template = synthesize();
});

afterAll(() => rmSync(codeFolder, { recursive: true, force: true }));

function synthesize({ network, ...options }: PlanOptions & { readonly network?: NetworkIds } = {}): Template {
  const app = new App({ outdir: join(codeFolder, '..', `${codeFolder}.out`), analyticsReporting: false });
  try {
    return Template.fromStack(new FriggCrmStack(app, 'FriggCrm', { plan: planDeployment(options), codeFolder, network }));
  } finally {
    rmSync(`${codeFolder}.out`, { recursive: true, force: true });
  }
}

function find(from: Template, type: string, properties: object = {}): ReadonlyMap<string, Resource['Properties']> {
  const found = Object.entries(from.findResources(type, { Properties: properties }) as Readonly<Record<string, Resource>>);
  return new Map(found.map(([id, resource]) => [id, resource.Properties]));
}

/** What `Fn::GetAtt` or `Ref` names. */
function targetOf(value: unknown): string {
  const { 'Fn::GetAtt': attribute, Ref: reference } = value as { readonly 'Fn::GetAtt'?: readonly string[]; readonly Ref?: string };
  return attribute?.[0] ?? reference ?? '';
}

/** The queues that functions work on, with what belongs to them. */
function workedQueues(
  from: Template,
): readonly { readonly id: string; readonly queue: Resource['Properties']; readonly deadLetters: string }[] {
  return [...find(from, 'AWS::SQS::Queue')].flatMap(([id, queue]) => {
    const policy = queue['RedrivePolicy'] as { readonly deadLetterTargetArn: unknown } | undefined;
    return policy === undefined ? [] : [{ id, queue, deadLetters: targetOf(policy.deadLetterTargetArn) }];
  });
}

describe('the stack', () => {
  it('is as it was reviewed', () => {
    expect(template.toJSON()).toMatchSnapshot();
  });

  it('has a dead-letter queue of its own for each queue, which keeps messages longer', () => {
    const queues = find(template, 'AWS::SQS::Queue');
    const worked = workedQueues(template);
    expect([worked.length, queues.size, new Set(worked.map(({ deadLetters }) => deadLetters)).size]).toEqual([2, 4, 2]);
    for (const { queue, deadLetters } of worked)
      expect(queues.get(deadLetters)?.['MessageRetentionPeriod']).toBeGreaterThan(Number(queue['MessageRetentionPeriod']));
  });

  it('alarms an operator about each dead letter, about each queue that stands still, and about a schedule that fails', () => {
    const alarms = [...find(template, 'AWS::CloudWatch::Alarm').values()];
    const nameOf = ({ MetricName, Dimensions }: Resource['Properties']): string => {
      const [dimension] = Dimensions as readonly { readonly Value: unknown }[];
      return `${String(MetricName)} of ${targetOf(dimension?.Value)}`;
    };
    const alarmed = alarms.map((alarm) => {
      const { Metrics = [] } = alarm as {
        readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: Resource['Properties'] } }[];
      };
      const [stat] = Metrics.flatMap(({ MetricStat }) => MetricStat ?? []);
      return nameOf(stat?.Metric ?? alarm);
    });
    const [schedule] = find(template, 'AWS::Lambda::Function', { Handler: 'schedule.handler' }).keys();
    const expected = workedQueues(template).flatMap(({ id, deadLetters }) => [
      `ApproximateAgeOfOldestMessage of ${id}`,
      `ApproximateNumberOfMessagesVisible of ${deadLetters}`,
    ]);
    expect(alarmed.toSorted()).toEqual([...expected, `Errors of ${schedule}`].toSorted());
    expect(alarms.every(({ AlarmActions }) => (AlarmActions as readonly unknown[]).length === 1)).toBe(true);
  });

  it.each([{}, { timeoutSeconds: 900, maxAttempts: 8, maxOutstandingPages: 400 }, { timeoutSeconds: 60, maxOutstandingPages: 1 }])(
    'hides messages six times as long as their function may run, and lets it report each one that failed: %j',
    (options) => {
      const made = synthesize(options);
      const { work } = planDeployment(options).queues;
      const functions = find(made, 'AWS::Lambda::Function');
      const sources = [...find(made, 'AWS::Lambda::EventSourceMapping').values()];
      for (const { id, queue } of workedQueues(made)) {
        const [source, ...others] = sources.filter(({ EventSourceArn }) => targetOf(EventSourceArn) === id);
        const target = functions.get(targetOf(source?.['FunctionName']));
        expect(others).toEqual([]);
        expect(source?.['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
        expect(queue['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * Number(target?.['Timeout']));
        expect(queue['RedrivePolicy']).toMatchObject({ maxReceiveCount: work.maxReceiveCount });
        expect(source?.['ScalingConfig']).toEqual({ MaximumConcurrency: target?.['ReservedConcurrentExecutions'] });
        expect(target?.['Environment']).toMatchObject({ Variables: { FRIGG_CRM_MAX_RECEIVES: String(work.maxReceiveCount) } });
      }
    },
  );

  it('hands the dead letters of each queue to a function that settles them', () => {
    const [target] = find(template, 'AWS::Lambda::Function', { Handler: 'dead-letters.handler' }).keys();
    const sources = [...find(template, 'AWS::Lambda::EventSourceMapping').values()];
    for (const { deadLetters } of workedQueues(template)) {
      const [source] = sources.filter(({ EventSourceArn }) => targetOf(EventSourceArn) === deadLetters);
      expect(targetOf(source?.['FunctionName'])).toBe(target);
      expect(source?.['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
  });

  it('runs one turn of the schedule at a time, every minute, and repeats none that failed', () => {
    const [id, schedule] = [...find(template, 'AWS::Lambda::Function', { Handler: 'schedule.handler' })][0] ?? [];
    expect(schedule).toMatchObject({ ReservedConcurrentExecutions: 1, Timeout: 300 });
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 minute)' });
    const [config] = find(template, 'AWS::Lambda::EventInvokeConfig').values();
    expect([targetOf(config?.['FunctionName']), config?.['MaximumRetryAttempts']]).toEqual([id, 0]);
  });

  it('sends webhooks to a function of their own', () => {
    const routes = [...find(template, 'AWS::ApiGatewayV2::Route').values()].map(({ RouteKey }) => String(RouteKey));
    expect(routes.filter((route) => !route.startsWith('$')).toSorted()).toEqual(['ANY /webhooks/{proxy+}', 'ANY /{proxy+}']);
  });

  it('routes sockets to a function of their own, and lets every function send to them', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression: '$request.body.action',
    });
    const routes = [...find(template, 'AWS::ApiGatewayV2::Route').values()].map(({ RouteKey }) => String(RouteKey));
    expect(routes.filter((route) => route.startsWith('$')).toSorted()).toEqual(['$connect', '$default', '$disconnect']);
    const functions = [...find(template, 'AWS::Lambda::Function').values()];
    expect(functions.map(({ Handler }) => Handler)).toContain('live.handler');
    const senders = [...find(template, 'AWS::IAM::Policy').values()].filter((policy) =>
      JSON.stringify(policy).includes('execute-api:ManageConnections'),
    );
    expect(senders).toHaveLength(functions.length);
    for (const { Environment } of functions) expect(JSON.stringify(Environment)).toContain('FRIGG_CRM_LIVE_ENDPOINT');
  });

  it('holds no secret: functions read them by name', () => {
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toMatch(/FRIGG_CRM_(STORE|VAULT_KEY|ADMIN_TOKEN)":|resolve:secretsmanager/);
    for (const { Environment } of find(template, 'AWS::Lambda::Function').values())
      expect(Environment).toMatchObject({ Variables: { FRIGG_CRM_SECRET_ID: { Ref: 'SettingsName' } } });
  });

  it('runs in a network that exists', () => {
    const network = {
      vpcId: 'vpc-1',
      availabilityZones: ['a', 'b'],
      subnetIds: ['subnet-0a', 'subnet-0b'],
      securityGroupId: 'sg-0123456789abcdef0',
    };
    const functions = [...find(synthesize({ network }), 'AWS::Lambda::Function').values()];
    expect(functions.map(({ VpcConfig }) => VpcConfig)).toEqual(
      functions.map(() => ({ SecurityGroupIds: ['sg-0123456789abcdef0'], SubnetIds: ['subnet-0a', 'subnet-0b'] })),
    );
  });
});
