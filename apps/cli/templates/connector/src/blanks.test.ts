import { describe, expect, it } from 'vitest';
import * as endpoints from './client/blank-crm-endpoints.ts';
import { createBlankCrmSandbox } from './sandbox/create-blank-crm-sandbox.ts';
import { readBlankCrmDelivery } from './webhooks/read-blank-crm-delivery.ts';

const { routes, toDelivery } = createBlankCrmSandbox({ people: 0 });
const calls = Object.entries(endpoints).map(([name, { method, route }]) => ({ name, method, route }));

/** What the author of this connector has to write, one check each. */
describe('nothing is left to be written', () => {
  it.each(calls)('the endpoint $name in src/client/blank-crm-endpoints.ts', ({ name, route }) => {
    expect(route, `write ${name} with defineEndpoint`).not.toBe('');
  });

  it.each(calls)('the route of $name in src/sandbox/blank-crm-routes.ts', ({ method, route }) => {
    const wanted = new RegExp(`^${method} .*${route.replaceAll(/\{\w+\}/g, String.raw`\{\w+\}`)}$`);
    expect(routes, `serve ${method} ${route}`).toEqual(expect.arrayContaining([expect.stringMatching(wanted)]));
  });

  it('the signed delivery, in src/sandbox/blank-crm-routes.ts, and how it is read, in src/webhooks/read-blank-crm-delivery.ts', async () => {
    const hook = { url: 'https://app.example.test/hook', secret: 'secret' };
    const request = toDelivery({ id: 'event-1', action: 'delete', personId: '42' }, hook);
    const rawBody = new Uint8Array(await request.arrayBuffer());
    const [event] = readBlankCrmDelivery({ headers: request.headers, rawBody }, hook.secret);
    expect(event?.change).toEqual({ kind: 'person-deleted', objectType: 'Person', externalId: '42' });
  });
});
