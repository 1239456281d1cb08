import * as z from 'zod';
import { defineRoute, type Route } from '../http/route.ts';
import { defineComponent } from '../openapi/components.ts';
import { testReachability } from './test-reachability.ts';

const diagnosticsSchema = defineComponent(
  'Diagnostics',
  z.strictObject({
    publicUrl: z.string().nullable().describe('null: it is not set, and nothing was tested'),
    checks: z.array(
      z.strictObject({
        name: z.enum(['http', 'webhooks', 'webSocket']),
        outcome: z.enum(['ok', 'failed']),
        detail: z.string().describe('What was found, and what to do about it'),
      }),
    ),
  }),
);

/** Testing what lies between the server and those who call it. */
export function createDiagnosticsRoutes({ publicUrl }: { readonly publicUrl?: string | undefined }): readonly Route[] {
  return [
    defineRoute({
      operationId: 'getDiagnostics',
      method: 'get',
      path: '/api/v1/diagnostics',
      tag: 'health',
      summary: 'Tests whether requests, webhooks and WebSockets come through to the server by its public URL',
      action: 'see-metrics',
      result: diagnosticsSchema,
      async handle(_input, { signal }) {
        const checks = publicUrl === undefined ? [] : await testReachability(publicUrl, { signal });
        return { body: { publicUrl: publicUrl ?? null, checks: [...checks] } };
      },
    }),
  ];
}
