/** How a host hands over messages that it receives itself, one invocation each: a Lambda behind a queue, or a framework. */
export interface InvocationHost {
  /**
   * How many invocations may follow from one another. AWS stops a function whose invocations have caused one another about
   * 16 times (AWS Lambda developer guide, "Recursive loop detection"). What would exceed this is kept in the store, and sent
   * by the next `SyncEngine.runWatchdogOnce`, with which a chain begins anew. @defaultValue 12
   */
  readonly maxChain?: number | undefined;
  /** The longest delay that a message survives in the host's queues, in whole seconds: longer ones are kept in the store. @defaultValue 900 */
  readonly maxDelaySeconds?: number | undefined;
  /** Whether the host's queues hand a message out only once, so that a retry has to be a new message. @defaultValue false */
  readonly receivesOnce?: boolean | undefined;
  /** How often a message is handled where `receivesOnce` is set. @defaultValue 5 */
  readonly maxReceives?: number | undefined;
  /**
   * How long an API call inside an invocation may wait for its turn in a request budget, or for its next attempt, in
   * milliseconds: the host bills it. What has to wait longer is deferred as a delayed message. @defaultValue 1000
   */
  readonly maxWaitMs?: number | undefined;
}

/** @returns the host with every value. */
export function resolveHost(host: InvocationHost): { readonly [Key in keyof InvocationHost]-?: NonNullable<InvocationHost[Key]> } {
  const { maxChain = 12, maxDelaySeconds = 900, receivesOnce = false, maxReceives = 5, maxWaitMs = 1000 } = host;
  return { maxChain, maxDelaySeconds, receivesOnce, maxReceives, maxWaitMs };
}

/** A fetch causes writes, their retries, and its own successor: so many invocations are left for them when it is sent. */
export const CHAIN_RESERVE = 4;
