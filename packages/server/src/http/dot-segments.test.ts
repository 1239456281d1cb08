import { expect, it } from 'vitest';
import { openServerSystem } from '../test-support/server-system.ts';

interface Address {
  readonly method: string;
  readonly template: string;
}

/** @returns the template with every combination of these parts in it. */
function fill(template: string, parts: readonly string[]): readonly string[] {
  if (!template.includes('{')) return [template];
  return parts.flatMap((part) => fill(template.replace(/\{\w+\}/, part), parts));
}

it('reaches no other route that acts when an id is . or .., which every address loses', () => {
  const { server } = openServerSystem({ server: { access: {} } });
  const acting: readonly Address[] = Object.entries(server.document.paths).flatMap(([template, methods]) =>
    Object.keys(methods).flatMap((method) => (method === 'get' ? [] : [{ method, template }])),
  );
  const patternOf = (template: string): RegExp => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  const reached = acting.flatMap(({ method, template }) =>
    fill(template, ['.', '..', 'x'])
      .filter((path) => /\/\.{1,2}(?:\/|$)/.test(path))
      .map((path) => ({ path, pathname: new URL(path, 'https://crm.example.com').pathname }))
      .flatMap(({ path, pathname }) =>
        acting
          .filter((other) => other.method === method && patternOf(other.template).test(pathname))
          .map((other) => `${path} is ${other.template}`),
      ),
  );
  expect(acting.length).toBeGreaterThan(25);
  expect(reached).toEqual([]);
});

it('answers an address that lost such parts as that of the route that it has become', async () => {
  const { ask, connect } = openServerSystem();
  await connect();
  expect((await ask('/api/v1/integrations/%2E/config', { method: 'PATCH', body: {} })).status).toBe(405);
  expect((await ask('/api/v1/syncs/../integrations/i1')).status).toBe(200);
  for (const id of ['%252e%252e', '%2F', '...'])
    expect((await ask(`/api/v1/integrations/${id}/disable`, { method: 'POST' })).status).toBe(404);
  expect((await ask('/api/v1/syncs', { body: { integrationId: '..', type: 'initial' } })).status).toBe(400);
});
