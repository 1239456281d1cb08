import type { DeploymentPlan } from '../deployment/plan-deployment.ts';
import type { FunctionUsage } from './runtime/lambda-function.ts';

/**
 * List prices in us-east-1 in US dollars, without any free tier (AWS Lambda pricing, arm64; Amazon SQS pricing, standard
 * queues). A database and data transfer are not in it.
 */
const PRICES = { perGigabyteSecond: 0.0000133334, perInvocation: 0.2e-6, perQueueRequest: 0.4e-6 } as const;

/** A message is sent, received and deleted. */
const REQUESTS_PER_MESSAGE = 3;

/** What a run would have cost on AWS. */
export interface Costs {
  readonly invocations: number;
  readonly billedSeconds: number;
  /** Of these: seconds in which an invocation only waited to be allowed to call an API. */
  readonly waitedSeconds: number;
  /** In US dollars. */
  readonly costPerMillionPeople: number;
}

/** Adds up what functions and queues have used. */
export function sumCosts(
  usages: readonly FunctionUsage[],
  { messages, people, memoryMb }: { readonly messages: number; readonly people: number } & Pick<DeploymentPlan, 'memoryMb'>,
): Costs {
  const sum = (of: (usage: FunctionUsage) => number): number => usages.reduce((total, usage) => total + of(usage), 0);
  const invocations = sum((usage) => usage.invocations);
  const billedSeconds = sum(({ billedMs }) => billedMs) / 1000;
  const waitedSeconds = Number((sum(({ waitedMs }) => waitedMs) / 1000).toFixed(3));
  const cost =
    billedSeconds * (memoryMb / 1024) * PRICES.perGigabyteSecond +
    invocations * PRICES.perInvocation +
    messages * REQUESTS_PER_MESSAGE * PRICES.perQueueRequest;
  return { invocations, billedSeconds, waitedSeconds, costPerMillionPeople: Number(((cost / people) * 1e6).toFixed(4)) };
}
