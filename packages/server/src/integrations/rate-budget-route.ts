import { toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { countSchema, momentSchema } from '../http/fields.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { defineComponent } from '../openapi/components.ts';
import { findIntegration } from './find-integration.ts';
import { integrationParams } from './integration-schemas.ts';

const budgetsSchema = defineComponent(
  'RateBudgets',
  z.strictObject({
    items: z.array(
      z.strictObject({
        key: z.string().describe('tenant/… is the integration as a whole, every other one an account at an API'),
        pausedUntil: momentSchema.nullable().describe('Until then nothing is sent: the API has named a rate limit; null: it is not paused'),
        freeInMs: countSchema.describe('0: something is left; otherwise how long a request of now waits for its turn, in milliseconds'),
      }),
    ),
  }),
);

/** What is left of the allowances of an integration. */
export function createRateBudgetRoute(backend: Backend): Route {
  const { control, system } = backend.engine;
  return defineRoute({
    operationId: 'getRateBudgets',
    method: 'get',
    path: '/api/v1/integrations/{integrationId}/rate-budgets',
    tag: 'integrations',
    summary: 'Shows what is left of the allowances of an integration, and until when they are paused',
    description: 'The integration itself, and the accounts whose limits its syncs have met. `releaseThrottle` ends their pauses.',
    action: 'see',
    params: integrationParams,
    result: budgetsSchema,
    async handle({ params }, { principal, signal }) {
      const { id } = await findIntegration(backend, { principal, ...params }, { signal });
      const budgets = await control.rateBudgets(id, { signal });
      const nowMs = system.clock.now();
      const items = budgets.map(({ key, pausedForMs, freeInMs }) => ({
        key,
        pausedUntil: pausedForMs > 0 ? toIso(nowMs + pausedForMs) : null,
        freeInMs: Math.max(0, Math.ceil(freeInMs)),
      }));
      return { body: { items } };
    },
  });
}
