import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** The address of the HTTP API and of webhooks. */
export class HttpDoor extends Construct {
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#api = new HttpApi(this, 'Api');
  }

  /** Such as `https://abc.execute-api.eu-central-1.amazonaws.com`. */
  get url(): string {
    return this.#api.apiEndpoint;
  }

  /** Webhooks have a function of their own, so that a burst of them holds up no operator. */
  connect({ api, webhooks }: Readonly<Record<'api' | 'webhooks', Function>>): void {
    this.#api.addRoutes({ path: '/{proxy+}', integration: new HttpLambdaIntegration('ApiIntegration', api) });
    this.#api.addRoutes({ path: '/webhooks/{proxy+}', integration: new HttpLambdaIntegration('WebhooksIntegration', webhooks) });
  }
}
