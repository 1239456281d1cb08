import { RequestBudgetBusyError, ApiRateLimitedError, ApiRefusedError, ApiUnauthorizedError, ApiUnavailableError } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import { decideRetry } from './decide-retry.ts';

const facts = { api: 'Fake', operation: 'GET /people' };
const work = { attempt: 1, maxAttempts: 3, nowMs: Date.parse('2026-01-06T00:00:00Z'), random: () => 0.5 };
const busy = new ApiRateLimitedError(facts, 1800, { cause: new RequestBudgetBusyError(1800) });
const limited = new ApiRateLimitedError({ ...facts, status: 429 }, 7000);

it.each([
  ['pauses for a refused account', new ApiUnauthorizedError({ ...facts, status: 401 }), {}, { kind: 'pause' }],
  ['defers for as long as an API asks', limited, {}, { kind: 'defer', waitMs: 7000 }],
  ['defers also where no attempt is left', limited, { attempt: 2 }, { kind: 'defer', waitMs: 7000 }],
  ['defers for a second without a hint', new ApiRateLimitedError({ ...facts, status: 429 }, 0), {}, { kind: 'defer', waitMs: 1000 }],
  ['defers for a moment where only the budget is used up', busy, {}, { kind: 'defer', waitMs: 1800 }],
  ['defers longer each time it is', busy, { deferral: { count: 3 } }, { kind: 'defer', waitMs: 6000 }],
  ['defers for seconds even then', busy, { deferral: { count: 99 } }, { kind: 'defer', waitMs: 7500 }],
  ['retries what was deferred for more than a day', limited, { deferredSince: '2026-01-04T00:00:00Z' }, { kind: 'retry' }],
  ['retries an outage', new ApiUnavailableError({ ...facts, status: 503 }), {}, { kind: 'retry', delaySeconds: 3 }],
  ['retries an unknown error', new Error('reset'), {}, { kind: 'retry' }],
  ['gives up after the last attempt', new Error('reset'), { attempt: 2 }, { kind: 'give-up', isPermanent: false }],
  ['gives up at once on a refusal', new ApiRefusedError({ ...facts, status: 400 }), {}, { kind: 'give-up', isPermanent: true }],
])('%s', (_what, error, change, decision) => {
  expect(decideRetry(error, { ...work, ...change })).toMatchObject(decision);
});
