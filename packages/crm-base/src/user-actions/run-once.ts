import { FriggCrmError, type CallOptions, type Clock, type JsonObject, type Logger } from '@frigg-crm/core';
import type { UserAction, UserActionCall } from '../connector/user-action.ts';
import { ActionInputError } from '../failures/action-input-error.ts';
import { ActionUnclearError } from '../failures/action-unclear-error.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { WorkTimeoutError } from '../failures/work-timeout-error.ts';
import { contentHash } from '../persons/content-hash.ts';
import type { ActionRun, ActionRunKey, ActionRuns } from './action-runs.ts';

/** Errors that say for certain that nothing was changed. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'ACTION_INPUT_INVALID',
  'API_RATE_LIMITED',
  'API_REFUSED',
  'API_UNAUTHORIZED',
  'CONFIGURATION_INVALID',
  'REQUEST_BUDGET_PAUSED',
]);

/** Two clicks that carry no request id are one, when the second comes within so many milliseconds after the result of the first. */
const DOUBLE_CLICK_MS = 60_000;
/** A request with an id of its own is known for a day. */
const REQUEST_KEPT_MS = 24 * 3600 * 1000;
/** Milliseconds between two looks whether the first click has its result. */
const POLL_MS = 250;

/** A request of an owner. */
export interface OnceRequest extends CallOptions {
  readonly integrationId: string;
  readonly action: UserAction;
  /** Validated. */
  readonly input: JsonObject;
  /** @defaultValue the same input within a minute is the same request */
  readonly requestId: string | undefined;
  /** Milliseconds that a run may take. */
  readonly timeoutMs: number;
}

/** Runs something of an action within its deadline. */
export type RunWithin = <Result>(work: (call: CallOptions) => Promise<Result>) => Promise<Result>;

interface OnceDependencies {
  readonly runs: ActionRuns;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly within: RunWithin;
}

/**
 * Runs an action once for each request: a second click waits for the result of the first, also in another program.
 * @throws {ActionUnclearError} when an earlier run may have taken effect and the action cannot find out.
 */
export async function runOnce(dependencies: OnceDependencies, request: OnceRequest): Promise<JsonObject> {
  const { runs, clock } = dependencies;
  const { integrationId, action, input, requestId, timeoutMs, signal } = request;
  const inputHash = contentHash({ event: action.event, input });
  const key = { integrationId, id: requestId === undefined ? `input/${inputHash}` : `request/${requestId}` };
  const untilMs = clock.now() + timeoutMs;
  for (;;) {
    const claim = await runs.claim(key, { inputHash, ttlMs: 2 * timeoutMs, signal });
    if (claim.kind === 'claimed') return runClaimed(dependencies, request, { key, ...claim });
    if (claim.kind === 'taken') return resultOf(claim.run, { event: action.event, inputHash });
    if (clock.now() >= untilMs) throw new WorkTimeoutError(`The first run of ${action.event}`, timeoutMs);
    await clock.sleep(POLL_MS, { signal });
  }
}

function resultOf(run: ActionRun, { event, inputHash }: { readonly event: string; readonly inputHash: string }): JsonObject {
  if (run.inputHash === inputHash && run.result !== null) return run.result;
  throw new ActionInputError(event, [{ field: 'requestId', problem: 'was used with another input: every request needs one of its own' }]);
}

interface Claimed {
  readonly key: ActionRunKey;
  readonly run: ActionRun;
  readonly before: ActionRun | undefined;
}

async function runClaimed(
  { runs, logger, within }: OnceDependencies,
  { action, input, requestId, integrationId }: OnceRequest,
  { key, run, before }: Claimed,
): Promise<JsonObject> {
  const { requestedAt } = run;
  const call = (options: CallOptions): UserActionCall => ({ ...options, requestedAt });
  let result: JsonObject;
  try {
    const found = before === undefined ? undefined : await within(async (options) => findResult(action, input, call(options)));
    result = found ?? (await within(async (options) => action.run(input, call(options))));
  } catch (error) {
    const isUnclear = before !== undefined || !(FriggCrmError.is(error) && WITHOUT_EFFECT.has(error.code));
    await (isUnclear ? runs.leaveUnclear(key, run) : runs.forget(key, run)).catch((failure: unknown) => {
      // The claim runs out, and the request counts as unclear then.
      logger.warn({ integrationId, code: toErrorEntry(failure).code }, 'the failure of a user action could not be stored');
    });
    throw error;
  }
  await runs.finish(key, run, { result, keptMs: requestId === undefined ? DOUBLE_CLICK_MS : REQUEST_KEPT_MS });
  return result;
}

async function findResult(action: UserAction, input: JsonObject, call: UserActionCall): Promise<JsonObject | undefined> {
  if (action.findResult === undefined) throw new ActionUnclearError(action.event);
  return action.findResult(input, call);
}
