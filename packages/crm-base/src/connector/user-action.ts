import { ConfigurationError, type CallOptions, type JsonObject } from '@frigg-crm/core';
import type * as z from 'zod';
import type { FieldChoices } from './forms/form.ts';

/** What an action is for: to change data, to search, to report, or to sync. */
export type UserActionType = 'DATA' | 'SEARCH' | 'REPORT' | 'SYNC';

/** What an action gets beside its input. */
export interface UserActionCall extends CallOptions {
  /** When the owner has clicked, ISO 8601; the same when the action is repeated. */
  readonly requestedAt: string;
}

/**
 * Something that the owner of an integration can start from a screen, as data: its form, and what it does. A connector
 * has a list of them in `userActions`.
 */
export interface UserAction<FormSchema extends z.ZodObject = z.ZodObject> {
  /** Names it among all actions of an integration, such as `CREATE_ACME_DEAL`. */
  readonly event: string;
  readonly type: UserActionType;
  /** For the button. */
  readonly title: string;
  /** For the reader of the form. @defaultValue none */
  readonly description?: string | undefined;
  /** What it needs to know; unknown keys of the input are refused. */
  readonly form: FormSchema;
  /**
   * What can be chosen for fields that only the CRM knows, such as its users. Given what was filled in so far, which was
   * not validated yet. It has ten seconds; a form without choices is shown if it fails.
   * @defaultValue no field has such choices
   */
  readonly choices?: ((given: JsonObject, options: CallOptions) => Promise<FieldChoices>) | undefined;
  /**
   * Whether running it twice does no more than once: a search, or the start of a sync. Every other action is run once for
   * each request, and its result is kept: ids and counts, no personal data.
   */
  readonly isRepeatable: boolean;
  /** @returns what the owner is shown. */
  run(input: z.output<FormSchema>, call: UserActionCall): Promise<JsonObject>;
  /**
   * Looks whether a run whose result was never known has taken effect. Needed only where it is not repeatable; without
   * it such a request is refused until the owner has looked in the CRM.
   * @returns the result, or `undefined` when it has not: then it is run again.
   */
  findResult?(input: z.output<FormSchema>, call: UserActionCall): Promise<JsonObject | undefined>;
}

const EVENT = /^[A-Z][A-Z0-9_]{0,99}$/;

/**
 * Checks an action, and gives its `run` the types of its form.
 * @throws {ConfigurationError} when the event is not in upper snake case.
 * @example
 * ```ts
 * import * as z from 'zod';
 *
 * const greet = defineUserAction({
 *   event: 'GREET',
 *   type: 'DATA',
 *   title: 'Greet',
 *   form: z.object({ name: z.string().min(1).meta({ title: 'Name' }) }),
 *   isRepeatable: true,
 *   run: async ({ name }) => ({ greeting: `Hello ${name}` }),
 * });
 * ```
 */
export function defineUserAction<FormSchema extends z.ZodObject>(action: UserAction<FormSchema>): UserAction<FormSchema> {
  if (!EVENT.test(action.event))
    throw new ConfigurationError(`The user action ${action.event.slice(0, 100)} must be named like CREATE_DEAL`);
  return action;
}
