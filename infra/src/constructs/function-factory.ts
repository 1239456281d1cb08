import type { DeploymentPlan } from '@frigg-crm/lambda/deployment';
import { Duration } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  Function,
  LoggingFormat,
  ParamsAndSecretsLayerVersion,
  ParamsAndSecretsVersions,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Network } from './find-network.ts';
import type { LiveDoor } from './live-door.ts';

/** What all functions share. */
export interface FunctionFactoryProps {
  readonly plan: DeploymentPlan;
  readonly codeFolder: string;
  readonly network: Network | undefined;
  readonly queues: readonly Queue[];
  readonly secret: ISecret;
  /** To whose connections functions send. */
  readonly live: Pick<LiveDoor, 'letSend'>;
  readonly environment: Readonly<Record<string, string>>;
}

/** What one function has of its own. */
export interface FunctionSettings {
  /** The bundled module. @defaultValue the name of the function */
  readonly module?: string | undefined;
  readonly timeoutSeconds: number;
  /** @defaultValue none is reserved */
  readonly reservedConcurrency?: number | undefined;
  /** Whether Lambda repeats a failed asynchronous invocation. @defaultValue true */
  readonly isRetried?: boolean | undefined;
}

/** Creates the functions, all over the same bundle. */
export class FunctionFactory {
  readonly #scope: Construct;
  readonly #props: FunctionFactoryProps;
  readonly #code: Code;
  readonly #secrets = ParamsAndSecretsLayerVersion.fromVersion(ParamsAndSecretsVersions.V1_0_103);

  constructor(scope: Construct, props: FunctionFactoryProps) {
    this.#scope = scope;
    this.#props = props;
    this.#code = Code.fromAsset(props.codeFolder);
  }

  /** Creates a function that may send to the queues and to sockets, and read the secret. */
  create(name: string, { module = name, timeoutSeconds, reservedConcurrency, isRetried = true }: FunctionSettings): Function {
    const { plan, network, queues, secret, live, environment } = this.#props;
    const id = name.charAt(0).toUpperCase() + name.slice(1);
    const created = new Function(this.#scope, `${id}Function`, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: this.#code,
      handler: `${module}.handler`,
      memorySize: plan.memoryMb,
      timeout: Duration.seconds(timeoutSeconds),
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
      ...(!isRetried && { retryAttempts: 0, maxEventAge: Duration.minutes(1) }),
      environment,
      paramsAndSecrets: this.#secrets,
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(this.#scope, `${id}Log`, { retention: RetentionDays.ONE_MONTH }),
      ...network,
    });
    secret.grantRead(created);
    live.letSend(created);
    for (const queue of queues) queue.grantSendMessages(created);
    return created;
  }
}
