import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** The address of live progress. */
export class LiveDoor extends Construct {
  readonly #api: WebSocketApi;
  readonly #stage: WebSocketStage;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#api = new WebSocketApi(this, 'Api', { routeSelectionExpression: '$request.body.action' });
    this.#stage = new WebSocketStage(this, 'Stage', { webSocketApi: this.#api, stageName: 'live', autoDeploy: true });
  }

  /** Where sockets are opened, such as `wss://abc.execute-api.eu-central-1.amazonaws.com/live`. */
  get url(): string {
    return this.#stage.url;
  }

  /** Where functions send to connections, such as `https://abc.execute-api.eu-central-1.amazonaws.com/live`. */
  get endpoint(): string {
    return this.#stage.callbackUrl;
  }

  /** Lets a function send to connections, and close them. */
  letSend(sender: Function): void {
    this.#stage.grantManagementApiAccess(sender);
  }

  /** Routes all that clients do to one function; every `action` goes by `$default`. */
  connect(target: Function): void {
    for (const route of ['$connect', '$default', '$disconnect'])
      this.#api.addRoute(route, { integration: new WebSocketLambdaIntegration(`${route.slice(1)}Integration`, target) });
  }
}
