import type { JsonObject } from '@frigg-crm/core';
import { ActionInputError, type UserActionOptions, type UserActionSummary } from '@frigg-crm/crm-base';
import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import { integrationParams } from '../integrations/integration-schemas.ts';
import { defineComponent } from '../openapi/components.ts';

/** An action may take a minute; its end is waited for. */
const RUN_MS = 65_000;
/** Choices of a form are looked up in the CRM. */
const FORM_MS = 15_000;

const summaryShape = {
  event: z.string().describe('Names it, such as INITIAL_SYNC'),
  type: z.enum(['DATA', 'SEARCH', 'REPORT', 'SYNC']),
  title: z.string(),
  description: z.string().nullable(),
  isAvailable: z.boolean().describe('Whether it can be run now'),
  hasForm: z.boolean().describe('Whether it has fields to fill in'),
};

const actionListSchema = defineComponent(
  'UserActionList',
  z.strictObject({ items: z.array(defineComponent('UserAction', z.strictObject(summaryShape))) }),
);

const formSchema = defineComponent(
  'UserActionForm',
  z.strictObject({
    ...summaryShape,
    schema: z.record(z.string(), z.unknown()).describe('A JSON Schema of the fields'),
    uiSchema: z.record(z.string(), z.unknown()).describe('A layout of JSON Forms'),
    values: z.record(z.string(), z.unknown()).describe('What is filled in already'),
    choicesFailed: z.string().nullable().describe('Why fields with choices have none, such as API_RATE_LIMITED; null: they have'),
  }),
);

const filledSchema = defineComponent(
  'FilledForm',
  z.strictObject({ data: z.record(z.string(), z.unknown()).exactOptional().describe('What was filled in so far') }),
);

const runSchema = defineComponent(
  'RunUserAction',
  z.strictObject({
    data: z.record(z.string(), z.unknown()).exactOptional().describe('What was filled in'),
    requestId: z
      .string()
      .regex(/^[!-~]{1,200}$/)
      .exactOptional()
      .describe('A random value: the same one has one effect for a day; absent: the same input within a minute is a second click'),
  }),
);

const resultSchema = defineComponent(
  'UserActionResult',
  z.strictObject({ result: z.record(z.string(), z.unknown()).describe('What the owner is shown') }),
);

const actionParams = z.strictObject({ ...integrationParams.shape, event: z.string().regex(/^[\w-]{1,128}$/) });

/** What owners of integrations can start, with its forms. */
export function createUserActionRoutes(backend: Backend): readonly Route[] {
  const { userActions } = backend.services;
  return [
    defineRoute({
      operationId: 'listUserActions',
      method: 'get',
      path: '/api/v1/integrations/{integrationId}/actions',
      tag: 'actions',
      summary: 'Lists what the owner of an integration can start: what all have, then what its connector adds',
      action: 'see',
      problems: ['CONFLICT'],
      params: integrationParams,
      result: actionListSchema,
      async handle({ params }, { principal, signal }) {
        const { id } = await findIntegration(backend, { principal, ...params }, { signal });
        const actions = await userActions.loadUserActions(id, { signal });
        return { body: { items: actions.map(toSummary) } };
      },
    }),
    defineRoute({
      operationId: 'getUserActionForm',
      method: 'post',
      path: '/api/v1/integrations/{integrationId}/action-forms/{event}',
      tag: 'actions',
      summary: 'Shows the form of an action, with the choices of now, which may depend on what was filled in',
      action: 'start',
      keepsNoAnswer: true,
      deadlineMs: FORM_MS,
      problems: ['CONFLICT'],
      params: actionParams,
      body: filledSchema,
      result: formSchema,
      async handle({ params: { integrationId, event }, body: { data } }, { principal, signal }) {
        await findIntegration(backend, { principal, integrationId }, { signal });
        const form = await userActions.refreshActionOptions({ integrationId, event, data: toJson(data) }, { signal });
        return { body: toForm(form) };
      },
    }),
    createRunRoute(backend),
  ];
}

function createRunRoute(backend: Backend): Route {
  const { userActions } = backend.services;
  return defineRoute({
    operationId: 'runUserAction',
    method: 'post',
    path: '/api/v1/integrations/{integrationId}/actions/{event}',
    tag: 'actions',
    summary: 'Runs an action of an integration',
    description: 'A search shows people, so its caller must be allowed to see them, too. It is waited for, up to a minute.',
    action: 'start',
    keepsNoAnswer: true,
    deadlineMs: RUN_MS,
    problems: ['CONFLICT', 'UNPROCESSABLE', 'UPSTREAM_FAILED'],
    params: actionParams,
    body: runSchema,
    result: resultSchema,
    async handle({ params: { integrationId, event }, body: { data, requestId } }, { principal, signal }) {
      await findIntegration(backend, { principal, integrationId }, { signal });
      const actions = await userActions.loadUserActions(integrationId, { signal });
      const isSearch = actions.some((action) => action.event === event && action.type === 'SEARCH');
      if (isSearch && !principal.actions.has('see-people')) throw new ProblemError('FORBIDDEN', 'It takes the right to see-people');
      try {
        const result = await userActions.runAction({ integrationId, event, data: toJson(data), requestId }, { signal });
        return { body: { result: { ...result } } };
      } catch (error) {
        throw error instanceof ActionInputError ? toFieldProblems(error) : error;
      }
    },
  });
}

function toFieldProblems(error: ActionInputError): ProblemError {
  const errors = error.fields.map(({ field, problem }) => ({
    pointer: `/data/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    detail: problem,
  }));
  return new ProblemError('UNPROCESSABLE', error.message, { errors, cause: error });
}

function toSummary({
  event,
  type,
  title,
  description,
  isAvailable,
  hasForm,
}: UserActionSummary): z.output<typeof actionListSchema>['items'][number] {
  return { event, type, title, description: description ?? null, isAvailable, hasForm };
}

function toForm({ schema, uiSchema, values, choicesFailed, ...summary }: UserActionOptions): z.output<typeof formSchema> {
  const form = { schema: { ...schema }, uiSchema: { ...uiSchema }, values: { ...values } };
  return { ...toSummary(summary), ...form, choicesFailed: choicesFailed ?? null };
}

/** It came in as JSON, so it is an object of JSON values. */
function toJson(data: Readonly<Record<string, unknown>> | undefined): JsonObject | undefined {
  return data as JsonObject | undefined;
}
