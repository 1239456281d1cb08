/** What AWS passes to each invocation beside its event, as far as it is used (developer guide of Lambda, "Node.js context object"). */
export interface LambdaContext {
  readonly getRemainingTimeInMillis: () => number;
}
