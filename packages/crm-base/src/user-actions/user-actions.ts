import {
  IntegrationNotFoundError,
  isWorkingStatus,
  type CallOptions,
  type Clock,
  type DocumentStore,
  type IdGenerator,
  type Integration,
  type IntegrationRepository,
  type JsonObject,
  type Logger,
} from '@frigg-crm/core';
import { toIso, withTimeout } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { toForm, type FieldChoices, type Form } from '../connector/forms/form.ts';
import type { UserAction, UserActionType } from '../connector/user-action.ts';
import { withStorableTexts } from '../connector/to-storable-json.ts';
import { askedWaitMs, isRateLimited } from '../failures/classify-failure.ts';
import { IntegrationInDeletionError } from '../failures/integration-in-deletion-error.ts';
import { IntegrationNotEnabledError } from '../failures/integration-not-enabled-error.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { UnknownActionError } from '../failures/unknown-action-error.ts';
import { UnknownIntegrationError } from '../failures/unknown-integration-error.ts';
import { WorkTimeoutError } from '../failures/work-timeout-error.ts';
import type { TenantGate } from '../queue/tenant-gate.ts';
import { ActionRuns } from './action-runs.ts';
import { createCommonActions } from './common-actions.ts';
import type { CommonActionsDependencies } from './common-actions-dependencies.ts';
import { readActionInput, readRequestId } from './read-action-input.ts';
import { runOnce, type RunWithin } from './run-once.ts';

/** How patient user actions are. */
export interface UserActionSettings {
  /** Milliseconds that the choices of a form may take; without them it is shown all the same. @defaultValue 10_000 */
  readonly choicesTimeoutMs: number;
  /** Milliseconds that an action may take. @defaultValue 60_000 */
  readonly runTimeoutMs: number;
}

/** What {@link createUserActions} works with; `createIntegrationServices` gives it. */
export interface UserActionsDependencies extends CommonActionsDependencies {
  readonly integrations: Pick<IntegrationRepository, 'findById'>;
  /** @returns the integration ready to work; `undefined` when this program cannot load it. */
  readonly loadIntegration: (integration: Integration) => Promise<CrmIntegration | undefined>;
  readonly documents: DocumentStore;
  /** Makes sure that the accounts are still those of before. @defaultValue they are not compared */
  readonly verifyAccounts?: ((integration: CrmIntegration) => Promise<void>) | undefined;
  readonly gate: Pick<TenantGate, 'throttledForMs' | 'throttle'>;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  readonly settings?: Partial<UserActionSettings> | undefined;
}

/** An action as a list of buttons shows it. */
export interface UserActionSummary {
  readonly event: string;
  readonly type: UserActionType;
  readonly title: string;
  readonly description?: string | undefined;
  /** Whether it can be run now: what changes something cannot while the integration is switched off or waits for its configuration. */
  readonly isAvailable: boolean;
  /** Whether it has fields to fill in. */
  readonly hasForm: boolean;
}

/** The form of an action. */
export interface UserActionOptions extends UserActionSummary, Form {
  /** Why there are no choices for fields that have them, such as `API_RATE_LIMITED`; absent: there are. */
  readonly choicesFailed?: string | undefined;
}

/** Which action of which integration. */
export interface UserActionRequest {
  readonly integrationId: string;
  /** Such as `INITIAL_SYNC`. */
  readonly event: string;
  /** What was filled in. @defaultValue nothing */
  readonly data?: JsonObject | undefined;
}

/** What owners of integrations can start. Frigg's names: `loadUserActions`, `getActionOptions`, `refreshActionOptions`; its `notify` is `runAction`. */
export interface UserActions {
  /**
   * Lists the actions of an integration: those that all have, then those of its connector.
   * @throws {IntegrationNotFoundError} {@link IntegrationInDeletionError} {@link UnknownIntegrationError}
   */
  loadUserActions(integrationId: string, options?: CallOptions): Promise<readonly UserActionSummary[]>;
  /** @returns the form of an action, with the choices of now. @throws {UnknownActionError} and as `loadUserActions`. */
  getActionOptions(request: UserActionRequest, options?: CallOptions): Promise<UserActionOptions>;
  /** The same after something was filled in: choices may depend on it. Nothing is validated yet. */
  refreshActionOptions(request: UserActionRequest, options?: CallOptions): Promise<UserActionOptions>;
  /**
   * Runs an action. A request with a `requestId` has one effect for a day, however often it comes; without, the same input
   * within a minute is a second click. Both get the result of the first.
   * @throws {ActionInputError} naming the fields to change.
   * @throws {UnknownActionError} when the integration has none of this name.
   * @throws {IntegrationNotEnabledError} when it is switched off or waits for its configuration.
   * @throws {ActionUnclearError} when an earlier run of this request may have taken effect.
   * @throws {WorkTimeoutError} when it takes too long, and whatever the action throws, such as `ApiRateLimitedError`.
   */
  runAction(request: UserActionRequest & { readonly requestId?: string | undefined }, options?: CallOptions): Promise<JsonObject>;
}

const DEFAULTS: UserActionSettings = { choicesTimeoutMs: 10_000, runTimeoutMs: 60_000 };

/** The dependencies with every default filled in, and what is made of them once. */
interface Resolved extends UserActionsDependencies {
  readonly settings: UserActionSettings;
  readonly runs: ActionRuns;
  readonly commonActions: ReturnType<typeof createCommonActions>;
}

/** Creates what screens and commands call on behalf of the owners of integrations. */
export function createUserActions(dependencies: UserActionsDependencies): UserActions {
  const resolved: Resolved = {
    ...dependencies,
    settings: { ...DEFAULTS, ...dependencies.settings },
    runs: new ActionRuns(dependencies),
    commonActions: createCommonActions(dependencies),
  };
  async function getOptions(request: UserActionRequest, options: CallOptions = {}): Promise<UserActionOptions> {
    const { record, actions } = await openIntegration(resolved, request.integrationId, options);
    const action = findAction(actions, request.event);
    const { choices, choicesFailed } = await readChoices(resolved, { ...request, action }, options);
    const form = toForm(action.form, { values: request.data, choices });
    return { ...summarise(action, record), ...form, ...(choicesFailed !== undefined && { choicesFailed }) };
  }
  return {
    async loadUserActions(integrationId, options = {}) {
      const { record, actions } = await openIntegration(resolved, integrationId, options);
      return actions.map((action) => summarise(action, record));
    },
    getActionOptions: getOptions,
    refreshActionOptions: getOptions,
    runAction: async (request, options = {}) => runAction(resolved, request, options),
  };
}

/** An integration with the actions that it has. */
interface OpenedIntegration {
  readonly record: Integration;
  readonly crm: CrmIntegration;
  readonly actions: readonly UserAction[];
}

async function openIntegration(
  { integrations, loadIntegration, commonActions }: Resolved,
  integrationId: string,
  options: CallOptions,
): Promise<OpenedIntegration> {
  const record = await integrations.findById(integrationId, options);
  if (record === undefined) throw new IntegrationNotFoundError(integrationId);
  if (record.status === 'IN_DELETION') throw new IntegrationInDeletionError(integrationId);
  const crm = await loadIntegration(record);
  if (crm === undefined)
    throw new UnknownIntegrationError(`The integration ${integrationId} cannot be loaded here: look at its credentials`);
  // What a connector does in its own way takes the place of what all do.
  const own = crm.userActions ?? [];
  const common = commonActions(record, crm).filter(({ event }) => !own.some((action) => action.event === event));
  return { record, crm, actions: [...common, ...own] };
}

/** What can be chosen now, or why that is not known. */
interface ReadChoices {
  readonly choices?: FieldChoices | undefined;
  readonly choicesFailed?: string | undefined;
}

async function readChoices(
  { clock, logger, settings: { choicesTimeoutMs: ms } }: Resolved,
  { action: { choices }, integrationId, data = {} }: Omit<UserActionRequest, 'event'> & { readonly action: UserAction },
  { signal }: CallOptions,
): Promise<ReadChoices> {
  if (choices === undefined) return {};
  const onTimeout = (): Error => new WorkTimeoutError('The lookup of choices', ms);
  try {
    return { choices: await withTimeout(clock, async (inner) => choices(data, { signal: inner }), { ms, signal, onTimeout }) };
  } catch (error) {
    signal?.throwIfAborted();
    const { code } = toErrorEntry(error);
    logger.warn({ integrationId, code }, 'the choices of a form could not be looked up; it is shown without them');
    return { choicesFailed: code };
  }
}

async function runAction(
  resolved: Resolved,
  { integrationId, event, data, requestId: givenId }: Parameters<UserActions['runAction']>[0],
  { signal }: CallOptions,
): Promise<JsonObject> {
  const { clock, gate, verifyAccounts, settings } = resolved;
  const { record, crm, actions } = await openIntegration(resolved, integrationId, { signal });
  const action = findAction(actions, event);
  const input = readActionInput(action, data);
  const requestId = readRequestId(event, givenId);
  if (!isAvailable(action, record)) throw new IntegrationNotEnabledError(integrationId, record.status);
  const timeoutMs = settings.runTimeoutMs;
  const onTimeout = (): Error => new WorkTimeoutError(`The action ${event}`, timeoutMs);
  const within: RunWithin = async (work) =>
    withTimeout(clock, async (inner) => work({ signal: inner }), { ms: timeoutMs, signal, onTimeout });
  try {
    if (action.type !== 'REPORT') await verifyAccounts?.(crm);
    const result = action.isRepeatable
      ? await within(async (call) => action.run(input, { ...call, requestedAt: toIso(clock.now()) }))
      : await runOnce({ ...resolved, within }, { integrationId, action, input, requestId, timeoutMs, signal });
    return withStorableTexts(result);
  } catch (error) {
    // The workers of the integration wait for the same limit.
    if (isRateLimited(error)) await gate.throttle(integrationId, askedWaitMs(error));
    throw error;
  }
}

function findAction(actions: readonly UserAction[], event: string): UserAction {
  const action = actions.find((each) => each.event === event);
  if (action === undefined) throw new UnknownActionError(actions.map((each) => each.event));
  return action;
}

/** Who looks changes nothing. */
function isAvailable({ type }: UserAction, { status }: Integration): boolean {
  return type === 'REPORT' || type === 'SEARCH' || isWorkingStatus(status);
}

function summarise(action: UserAction, record: Integration): UserActionSummary {
  const { event, type, title, description, form } = action;
  return {
    event,
    type,
    title,
    ...(description !== undefined && { description }),
    isAvailable: isAvailable(action, record),
    hasForm: Object.keys(form.shape).length > 0,
  };
}
